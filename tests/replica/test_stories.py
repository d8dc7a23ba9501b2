from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.replica import Replica, bulk
from tests.replica.client import Answer, ask
from tests.replica.damage import pieces
from tests.replica.stories import STORIES, StoryError, parse_body, story_from_mapping
from tests.replica.tales import EXAMPLE, EXAMPLE_SLUG, STORY, altered
from tests.replica.world import HOSTS as ALL_HOSTS

if TYPE_CHECKING:
    from pathlib import Path


def tree(answer: Answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


# --------------------------------------------------------------------------------------------------------------------------- changes


def test_an_edit_changes_page_etag_and_truth(small: Replica) -> None:
    before = ask(small, EXAMPLE)
    small.edit("kihara-hakkanen", headline="Tiêu đề mới")
    after = ask(small, EXAMPLE)
    assert "Tiêu đề mới" in after.text
    assert after.headers["etag"] != before.headers["etag"]
    assert small.truth()[0]["headline"] == "Tiêu đề mới"


def test_an_edit_of_a_translation_leaves_the_original(small: Replica) -> None:
    before = ask(small, EXAMPLE).headers["etag"]
    small.edit("kihara-hakkanen", "ko", description="새 요약.")
    assert "새 요약." in ask(small, f"https://www.vietnam.vn/ko/{EXAMPLE_SLUG}").text
    assert tree(ask(small, EXAMPLE)).css_first("h1") is not None
    assert {record["language"]: record["description"] for record in small.truth() if record["key"] == "kihara-hakkanen"}["ko"] == "새 요약."
    assert ask(small, EXAMPLE).headers["etag"] == before


def test_a_renamed_article_redirects_and_its_mirror_stays(small: Replica) -> None:
    small.rename("kihara-hakkanen", "ten-moi")
    answer = ask(small, EXAMPLE)
    assert (answer.status, answer.headers["location"]) == (301, "https://baoquocte.vn/ten-moi-286044.html")
    assert ask(small, "https://baoquocte.vn/ten-moi-286044.html").status == 200
    assert EXAMPLE in ask(small, f"https://www.vietnam.vn/de/{EXAMPLE_SLUG}").text


def test_stories_come_and_go(small: Replica) -> None:
    url = "https://baoquocte.vn/hai-bo-truong-ban-chuyen-tau-be-301005.html"
    assert ask(small, url).status == 404
    small.add(STORY)
    assert ask(small, url).status == 200
    assert ask(small, "https://www.vietnam.vn/de/hai-bo-truong-ban-chuyen-tau-be").status == 200
    assert "plain-tale" in {record["key"] for record in small.truth()}
    small.remove("plain-tale")
    assert ask(small, url).status == 404
    assert "plain-tale" not in {record["key"] for record in small.truth()}


def test_a_redesign_renames_classes_site_wide(small: Replica) -> None:
    small.redesign("baoquocte.vn", {"article-detail-title": "x-title", "__MB_MASTERCMS_EL_3": "x-body"})
    page = tree(ask(small, EXAMPLE))
    assert page.css_first(".article-detail-title, #__MB_MASTERCMS_EL_3") is None
    assert page.css_first("h1.x-title") is not None
    assert page.css_first("#x-body > p") is not None
    small.redesign("baoquocte.vn", {})
    assert tree(ask(small, EXAMPLE)).css_first(".article-detail-title") is not None


def test_all_changes_can_be_undone_at_once(small: Replica) -> None:
    before, truth = ask(small, EXAMPLE), small.truth()
    small.edit("kihara-hakkanen", headline="Tiêu đề mới")
    small.rename("kihara-hakkanen", "ten-moi")
    small.add(STORY)
    small.redesign("baoquocte.vn", {"article-detail-title": "x-title"})
    small.render_anew("2026-09-03T11:12:13+07:00")
    small.restore()
    after = ask(small, EXAMPLE)
    assert (after.status, after.headers["etag"], after.body) == (200, before.headers["etag"], before.body)
    assert small.truth() == truth


def test_a_change_that_makes_no_sense_is_refused(small: Replica) -> None:
    with pytest.raises(StoryError, match="nobody"):
        small.edit("nobody", headline="x")
    with pytest.raises(StoryError, match="only headline"):
        small.edit("kihara-hakkanen", number="1")


# --------------------------------------------------------------------------------------------------------------- stories, bulk, truth


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"label": "maybe"}, "label: must be one of yes, borderline, no"),
        ({"parties": ["Japan"]}, "parties: 'Japan'"),
        ({"generation": "G2"}, "published: 2025 does not fit generation G2"),
        ({"original__slug": "Zwei Wörter"}, "slug: 'Zwei Wörter'"),
        ({"original__published": "2025-03-04T09:08:07"}, "published: has no offset"),
        ({"original__published": "2026-03-04T09:08:07+07:00", "original__number": 301006}, "must be 1 modulo 4"),
        ({"original__body": "![a.jpg] only"}, "body: has no paragraph"),
        ({"original__headline": ""}, "headline: is empty"),
        ({"translations__de__damage": ["rust"]}, "damage: unknown: rust"),
        ({"translations__de__damage": ["no_source", "source_line"]}, "exclude each other"),
        ({"translations__de__markup": "drupal"}, "markup: must be one of wordpress, jsonld, bare, next"),
        ({"colour": "red"}, "colour: unknown field"),
        ({"source": "Báo Tuổi Trẻ"}, "original: must be absent"),
    ],
)
def test_wrong_stories_are_refused_with_field_and_reason(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(StoryError, match=re.escape(complaint)):
        story_from_mapping(altered(**changes), "plain-tale.toml")


def test_a_body_is_read_block_by_block() -> None:
    picture, labelled, box, link = parse_body(
        "![a.jpg] Wort. (Kyodo)\n\n![b.jpg] 説明。（出典：社）\n\n[box] Kasten.\n\n[link:a-1] Ein {{Wort}} hier."
    )
    assert (picture.caption, picture.credit) == ("Wort.", "Kyodo")  # type: ignore[union-attr]
    assert (labelled.caption, labelled.credit) == ("説明。", "社")  # type: ignore[union-attr]
    assert box.box  # type: ignore[union-attr]
    assert (link.link, link.plain) == ("a-1", "Ein Wort hier.")  # type: ignore[union-attr]


def test_bulk_is_the_same_every_time_and_a_thirty_third_is_on_the_subject(replica: Replica) -> None:
    labels = [bulk.story(index).label for index in range(990)]
    assert labels.count("yes") == 30
    assert len({bulk.number_of(index) for index in range(40_000)}) == 40_000
    made = bulk.story(7)
    bulk.story.cache_clear()
    assert bulk.story(7) == made
    keys = {record["key"] for record in replica.truth()}
    assert "bulk-7" in keys
    assert "bulk-8" not in keys


def test_truth_has_originals_and_translations_of_the_subject_only(replica: Replica) -> None:
    records = replica.truth()
    ids = [record["id"] for record in records]
    assert len(ids) == len(set(ids))
    assert {record["label"] for record in records} == {"yes", "borderline"}
    german = next(record for record in records if record["id"] == f"vietnam.vn/de/{EXAMPLE_SLUG}")
    assert german["translation_of"] == {"url": EXAMPLE, "id": "baoquocte.vn/286044"}
    assert german["body"].startswith("Bei einem Treffen in Tokio")
    assert german["images"][0]["credit"] == "Kyodo"
    assert (german["date_published"], german["date_source"]) == ("2024-09-12T20:15:00+07:00", "original")


def test_a_translation_without_a_date_has_its_originals(replica: Replica) -> None:
    records = {record["id"]: record for record in replica.truth()}
    undated = [record for record in records.values() if record["date_source"] == "original"]
    assert undated
    assert [
        record["id"] for record in undated if record["date_published"] != records[record["translation_of"]["id"]]["date_published"]
    ] == []


def test_truth_is_clean_of_all_damage(replica: Replica) -> None:
    marks = re.compile(r"_[12]\]|\|$|\[box\]|\{\{|&quot;|\u200b|\u00a0", re.MULTILINE)
    assert [record["id"] for record in replica.truth() if marks.search(record["body"])] == []


def test_clean_text_can_be_read_back_from_an_undamaged_page() -> None:
    story = story_from_mapping(STORY)
    lines = [piece.text for piece in pieces(story, story.translations["de"])]
    assert lines == [
        "Absatz eins, mit „Wörtern“ und (Klammern).",
        "Zwei Menschen, Hände. (Quelle: Kyodo)",
        "Absatz zwei, “zitiert”, fertig.",
    ]


# ----------------------------------------------------------------------------------------------------------------------- the command


def test_the_command_runs_another_and_returns_its_exit_code() -> None:
    program = (
        "import os, sys; sys.exit(41 if os.environ['https_proxy'].startswith('http://127.0.0.1:') and os.environ['no_proxy'] == '' else 1)"
    )
    command = [sys.executable, "-m", "tests.replica", "--stories", "5", "--run", sys.executable, "-c", program]
    assert subprocess.run(command, cwd=STORIES.parents[2], check=False).returncode == 41


def test_a_wrong_story_file_stops_the_command_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("key = ", encoding="utf-8")
    command = [sys.executable, "-m", "tests.replica", "--folder", str(tmp_path), "--run", "true"]
    done = subprocess.run(command, cwd=STORIES.parents[2], check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("replica: broken.toml: no valid TOML")
    assert done.stderr.count("\n") == 1


def test_story_files_have_different_names_for_different_stories() -> None:
    keys = [tomllib.loads(path.read_text(encoding="utf-8"))["key"] for path in STORIES.glob("*.toml")]
    assert len(keys) == len(set(keys)) > 1


def test_the_certificate_names_all_hosts(replica: Replica) -> None:
    for host in sorted(ALL_HOSTS):
        assert ask(replica, f"https://{host}/robots.txt").status == 200
