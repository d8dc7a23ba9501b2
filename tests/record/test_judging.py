from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from crawler.items import Article
from crawler.page import Image
from crawler.record.judging import judge_again, judge_page
from crawler.record.validation import content_hash
from tests.builders import article, as_version_1, mirror_page, original_page

if TYPE_CHECKING:
    from crawler.page import Page

LEAD = "Bộ trưởng Quốc phòng Nhật Bản đã hội đàm với Bộ trưởng Quốc phòng Việt Nam về hợp tác quốc phòng."


def on_subject() -> Page:
    return original_page(headline="Bộ trưởng Quốc phòng Nhật Bản thăm Việt Nam", body=[LEAD])


def off_subject() -> Page:
    return original_page(
        slug="gia-ca-phe-hom-nay", headline="Giá cà phê hôm nay tăng nhẹ", description=None, body=["Nông dân vui vì giá cà phê lên."]
    )


def test_a_judgement_says_its_reasons_and_who_takes_part() -> None:
    topic, parties, reasons = judge_page(on_subject())
    assert (topic.verdict, topic.name) == ("yes", "defence")
    assert topic.evidence
    assert {evidence.where for evidence in topic.evidence} <= {"headline", "description", "body", "slug"}
    assert {"JP", "VN"} <= set(parties)
    (visit,) = [dealing for dealing in topic.dealings if dealing.kind == "visit"]
    assert (visit.cameo, visit.parties, visit.where) == ("042", ["JP", "VN"], "headline")
    assert visit.text == "Bộ trưởng Quốc phòng Nhật Bản thăm Việt Nam"
    assert all(weight for _, weight in reasons)
    assert [abs(weight) for _, weight in reasons] == sorted((abs(weight) for _, weight in reasons), reverse=True)


def test_another_subject_is_none_of_ours() -> None:
    topic = judge_page(off_subject()).topic
    assert topic.verdict == "no"
    assert topic.score < 0.3


def test_a_caption_is_no_part_of_the_text_that_is_judged() -> None:
    page = off_subject()
    before = judge_page(page)
    page.body.append(Image(None, LEAD))
    assert judge_page(page) == before


def test_a_record_of_version_1_is_judged_as_its_page_is() -> None:
    for page in (on_subject(), off_subject(), mirror_page("de", headline="Verteidigungsminister Japans besucht Finnland")):
        old = as_version_1(article(page, "no"))
        new = judge_again(old, page.address.slug)
        judged = judge_page(page)
        assert (new.topic, new.parties, new.schema_version) == (judged.topic, judged.parties, 2)
        left = {"schema_version", "topic", "parties"}
        assert new.model_dump(exclude=left) == {name: value for name, value in old.items() if name not in left}
        assert new.provenance.content_hash == content_hash(new)


def test_the_slug_is_judged_too() -> None:
    page = mirror_page("lo", headline="…", body=["…"])
    slugs = ("gia-ca-phe", "bo-truong-quoc-phong-nhat-ban-tham-viet-nam")
    silent, telling = (judge_again(as_version_1(article(page)), slug) for slug in slugs)
    assert (silent.topic.verdict, telling.topic.verdict) == ("no", "yes")


def test_what_never_was_a_record_does_not_become_one() -> None:
    with pytest.raises(ValidationError, match="headline"):
        judge_again({**as_version_1(article()), "headline": ""}, "a-b")
    assert isinstance(judge_again(article().model_dump(), "a-b"), Article)
