from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from crawler.dataset.publish import schema_json
from crawler.items import Article
from tests.builders import article

FIELDS = (
    "schema_version", "id", "story_id", "url", "site", "language", "translation_of", "headline", "description", "body", "date_published",
    "date_modified", "date_source", "authors", "agency", "publisher", "section", "keywords", "images", "topic", "parties", "removed",
    "provenance",
)  # fmt: skip

TERM = {"term": "a", "concept": "b", "where": "body"}
DEALING = {"kind": "talks", "cameo": "046", "parties": ["JP", "FI"], "where": "headline", "text": "Two ministers talk"}


def changed(**fields: object) -> Article:
    return Article.model_validate({**article().model_dump(), **fields})


def test_the_record_has_the_contracts_fields_and_all_are_always_there() -> None:
    assert tuple(article().model_dump()) == FIELDS
    assert tuple(json.loads(schema_json())["required"]) == FIELDS


@pytest.mark.parametrize("field", FIELDS[1:])
def test_no_field_may_be_left_out(field: str) -> None:
    record = article().model_dump()
    del record[field]
    with pytest.raises(ValidationError, match=field):
        Article.model_validate(record)


def test_no_other_field_may_be_there() -> None:
    with pytest.raises(ValidationError, match="colour"):
        changed(colour="red")


@pytest.mark.parametrize("date", ["2024-09-12", "2024-09-12T08:01:12+07:00", "2024-09-12T01:01:12Z", None])
def test_a_date_is_a_day_or_a_time_with_its_offset(date: str | None) -> None:
    assert changed(date_published=date, date_modified=date).date_published == date


@pytest.mark.parametrize(
    "date", ["2024-09-12T08:01:12", "12/09/2024", "2024-09", "", "2024-09-12 08:01:12+07:00", "2024-09-12T08:01+07:00", "2024-09-12\n"]
)
def test_other_dates_are_none(date: str) -> None:
    with pytest.raises(ValidationError, match="date_published"):
        changed(date_published=date)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""), ("story_id", ""), ("headline", ""), ("url", "/a-1.html"), ("url", "ftp://baoquocte.vn/a-1.html"),
        ("url", "https://baoquocte.vn/a b"), ("schema_version", 1), ("schema_version", 3),
        ("body", None), ("authors", None), ("authors", "Kyodo"),
    ],
)  # fmt: skip
def test_what_no_record_can_say_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError, match=field):
        changed(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", 1.01), ("score", -0.1), ("verdict", "maybe"), ("evidence", [{**TERM, "where": "footer"}]), ("evidence", [TERM] * 13),
        ("dealings", None), ("dealings", [{**DEALING, "where": "footer"}]), ("dealings", [{**DEALING, "cameo": "talks"}]),
        ("dealings", [{**DEALING, "parties": "JP"}]), ("dealings", [{**DEALING, "with": "FI"}]),
    ],
)  # fmt: skip
def test_a_judgement_is_within_its_bounds(field: str, value: object) -> None:
    judged = article().topic.model_dump()
    with pytest.raises(ValidationError, match=field):
        changed(topic={**judged, field: value})


def test_a_judgement_names_its_dealings_and_at_most_twelve_terms() -> None:
    judged = {**article().topic.model_dump(), "dealings": [DEALING, {**DEALING, "parties": []}], "evidence": [TERM] * 12}
    assert changed(topic=judged).model_dump()["topic"] == judged


def test_a_picture_of_which_only_the_caption_is_left_has_no_address() -> None:
    assert changed(images=[{"url": None, "caption": "Die Minister", "credit": None}]).images[0].caption == "Die Minister"


def test_a_record_that_was_made_is_checked_when_it_is_changed() -> None:
    record = article()
    with pytest.raises(ValidationError, match="headline"):
        record.headline = ""
    with pytest.raises(ValidationError, match="revision"):
        record.provenance.revision = 0
