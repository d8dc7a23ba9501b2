from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page import Image
from crawler.record.judging import judge_page
from tests.builders import original_page

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
    topic, parties = judge_page(on_subject())
    assert (topic.verdict, topic.name) == ("yes", "defence")
    assert topic.evidence
    assert {evidence.where for evidence in topic.evidence} <= {"headline", "description", "body", "slug"}
    assert {"JP", "VN"} <= set(parties)


def test_another_subject_is_none_of_ours() -> None:
    topic, _ = judge_page(off_subject())
    assert topic.verdict == "no"
    assert topic.score < 0.3


def test_a_caption_is_no_part_of_the_text_that_is_judged() -> None:
    page = off_subject()
    before = judge_page(page)
    page.body.append(Image(None, LEAD))
    assert judge_page(page) == before
