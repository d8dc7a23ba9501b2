from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.pipelines.judge_topic import JudgeTopic, judge_topic
from crawler.sites.site import Image
from tests.builders import count_of, crawler_of, draft, original_page

if TYPE_CHECKING:
    from crawler.run import Run
    from crawler.sites.site import Page

LEAD = "Bộ trưởng Quốc phòng Nhật Bản đã hội đàm với Bộ trưởng Quốc phòng Việt Nam về hợp tác quốc phòng."


def on_subject() -> Page:
    return original_page(headline="Bộ trưởng Quốc phòng Nhật Bản thăm Việt Nam", body=[LEAD])


def off_subject() -> Page:
    return original_page(
        slug="gia-ca-phe-hom-nay", headline="Giá cà phê hôm nay tăng nhẹ", description=None, body=["Nông dân vui vì giá cà phê lên."]
    )


def test_a_judgement_says_its_reasons_and_who_takes_part() -> None:
    topic, parties = judge_topic(on_subject())
    assert (topic.verdict, topic.name) == ("yes", "defence")
    assert topic.evidence
    assert {evidence.where for evidence in topic.evidence} <= {"headline", "description", "body", "slug"}
    assert {"JP", "VN"} <= set(parties)


def test_another_subject_is_none_of_ours() -> None:
    topic, _ = judge_topic(off_subject())
    assert topic.verdict == "no"
    assert topic.score < 0.3


def test_a_caption_is_no_part_of_the_text_that_is_judged() -> None:
    page = off_subject()
    before = judge_topic(page)
    page.body.append(Image(None, LEAD))
    assert judge_topic(page) == before


def test_the_pipeline_fills_the_draft_in_and_counts(run: Run) -> None:
    crawler = crawler_of(run)
    pipeline = JudgeTopic.from_crawler(crawler)
    item = draft(on_subject(), "no")
    assert pipeline.process_item(item) is item
    assert item.topic is not None
    assert item.topic.verdict == "yes"
    assert "JP" in item.parties
    pipeline.process_item(draft(off_subject()))
    assert (count_of(crawler, "topic/yes"), count_of(crawler, "topic/no")) == (1, 1)
