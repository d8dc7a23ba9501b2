"""Is it defence diplomacy? The verdict, with its reasons: of a page, and of a record that an earlier version of the crawler made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.items import SCHEMA_VERSION, Article, Topic
from crawler.topic import judge

if TYPE_CHECKING:
    from crawler.page import Page
    from crawler.topic import Judgement


_MOST_REASONS = 8  # shown by `scrapy inspect`


class Judged(NamedTuple):
    """What a text was judged to be, as the record says it. ``reasons`` are the features that weighed most, with what each added."""

    topic: Topic
    parties: list[str]
    reasons: list[tuple[str, float]]


def judge_page(page: Page) -> Judged:
    """Judge a refined page."""
    address = page.address
    body = "\n\n".join(page.paragraphs())
    said = judge(address.language, page.headline, page.description, body, address.slug, reasons=_MOST_REASONS)
    return Judged(_topic(said), list(said.parties), said.reasons)


def judge_again(record: dict[str, Any], slug: str) -> Article:
    """Make a stored record of any earlier schema version one of this version, judged from its own texts.

    What it says, its revision and where it came from stay as they are. ``slug`` is its address's. Raises pydantic.ValidationError where it
    never was a record.
    """
    said = judge(record["language"], record["headline"], record["description"], record["body"], slug)
    return Article.model_validate({**record, "schema_version": SCHEMA_VERSION, "topic": _topic(said), "parties": list(said.parties)})


def _topic(said: Judgement) -> Topic:
    return Topic.model_validate(
        {
            "name": said.name,
            "score": said.score,
            "verdict": said.verdict,
            "dealings": [dealing.as_dict() for dealing in said.dealings],
            "evidence": [term.as_dict() for term in said.evidence],
        }
    )
