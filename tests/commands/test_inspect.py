"""Tests crawler.commands: inspect_page, inspect_view."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from scrapy.exceptions import UsageError

from crawler.commands.inspect import Command
from crawler.commands.inspect_page import Inspected
from crawler.commands.inspect_view import FEATURE_KINDS, show
from crawler.items import Article, Dealing, Evidence
from crawler.page import Listing, Unread
from crawler.record.road import Reading
from crawler.topic.model import model
from tests.builders import article, mirror_page, original_address, teaser

PAGES = Path(__file__).parents[1] / "pages" / "baoquocte"
URL = "https://baoquocte.vn/hai-bo-truong-quoc-phong-ban-chuyen-cung-huan-luyen-286001.html"


def inspect(url: str, file: Path, capsysbinary: pytest.CaptureFixture[bytes], *, plain: bool = True) -> tuple[int, str, str]:
    made = Command()
    made.run([url], Namespace(file=str(file), json=plain))
    said = capsysbinary.readouterr()
    return made.exitcode, said.out.decode(), said.err.decode()


@pytest.mark.parametrize(
    ("name", "url", "page", "code"),
    [
        ("g4.html", URL, "article", 0),
        ("list.html", "https://baoquocte.vn/the-gioi", "listing", 0),
        ("challenge.html", URL, "challenge", 1),
    ],
)
def test_a_saved_page_is_read_as_if_it_had_come_from_its_address(
    capsysbinary: pytest.CaptureFixture[bytes], name: str, url: str, page: str, code: int
) -> None:
    exitcode, out, _ = inspect(url, PAGES / name, capsysbinary)
    (line,) = out.splitlines()
    said = json.loads(line)
    of_lists = ["teasers", "unread"] if page == "listing" else []
    assert (exitcode, said["page"], list(said)) == (code, page, ["record", "page", "reason", "rules", *of_lists])
    assert said["reason"]
    if page == "article":
        record = Article.model_validate(said["record"])
        assert (record.id, record.url) == ("baoquocte.vn/286001", URL)
        assert {"headline", "body", "date_published"} <= set(said["rules"])
    else:
        assert (said["record"], said["rules"]) == (None, {})


def test_the_tables_show_every_field_and_its_rule(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    exitcode, out, _ = inspect(URL, PAGES / "g4.html", capsysbinary, plain=False)
    assert exitcode == 0
    for words in ("baoquocte.vn/286001", "date_published", "json-ld", "Removed", "Topic: defence", "yes"):
        assert words in out


@pytest.mark.parametrize("url", ["https://example.org/a-b-1.html", "file:///etc/passwd", "https://baoquocte.vn:8443/", "nothing"])
def test_a_strange_address_is_one_line_and_exit_2(capsysbinary: pytest.CaptureFixture[bytes], url: str) -> None:
    exitcode, out, err = inspect(url, PAGES / "g4.html", capsysbinary)
    assert (exitcode, out, len(err.splitlines())) == (2, "", 1)
    assert url in err


def test_a_file_that_is_not_there_is_one_line_and_exit_2(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    exitcode, out, err = inspect(URL, tmp_path / "none.html", capsysbinary)
    assert (exitcode, out, len(err.splitlines())) == (2, "", 1)
    assert "No such file" in err


def test_one_address_is_given() -> None:
    with pytest.raises(UsageError, match="give one address"):
        Command().run([], Namespace(file=None, json=False))


def shown(found: Inspected) -> str:
    console = Console(file=io.StringIO(), width=200, force_terminal=False)
    show(found, URL, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_no_text_of_a_page_becomes_markup() -> None:
    record = article(mirror_page("de", headline="[bold]Titel[/bold] [/red]", body=["[link=https://example.org]Text[/link] [1]"]))
    record.topic.evidence = [Evidence(term="[blink]tuần tra[/]", concept="joint_patrol", where="body")]
    text = shown(Inspected("article", "[red]gelesen[/red]", Reading(article=record, rules={"headline": "h1[class=a]"})))
    body = "[link=https://example.org]Text[/link] [1]"
    for words in ("[bold]Titel[/bold] [/red]", body, "[blink]tuần tra[/]", "h1[class=a]", "[red]gelesen"):
        assert words in text
    assert "Nothing was removed." in text


def test_the_dealings_and_what_moved_the_score_stand_under_the_verdict() -> None:
    record = article()
    words = "Bộ trưởng Quốc phòng Nhật Bản hội đàm với Bộ trưởng Quốc phòng Phần Lan"
    record.topic.dealings = [Dealing(kind="talks", cameo="046", parties=["JP", "FI"], where="headline", text=words)]
    reasons = [("u joint_patrol", 1.25), ("w [b]sân", -0.5), ("k talks 2", 0.75)]
    lines = shown(Inspected("article", "read", Reading(article=record, reasons=reasons))).splitlines()
    (dealing,) = [line for line in lines if words in line]
    for said in ("talks", "046", "JP, FI", "headline"):
        assert said in dealing
    for by, what, kind in (("+1.25", "joint_patrol", "concept"), ("-0.50", "[b]sân", "word"), ("+0.75", "talks 2", "dealing")):
        assert any(by in line and what in line and kind in line for line in lines)


def test_without_dealings_that_is_said() -> None:
    assert "No dealing was found." in shown(Inspected("article", "read", Reading(article=article())))


def test_every_kind_of_feature_has_its_words() -> None:
    assert {feature.partition(" ")[0] for feature in model().weights} <= set(FEATURE_KINDS)


def test_the_road_hands_on_what_moved_the_score(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = inspect(URL, PAGES / "g4.html", capsysbinary, plain=False)
    for words in ("Dealings", "cooperation", "What moved the score", "Terms"):
        assert words in out


def test_a_list_shows_what_would_be_asked_for() -> None:
    off = teaser(original_address(286048, "gia-ca-phe-hom-nay"), "Giá cà phê hôm nay tăng nhẹ")
    unread = (Unread("https://baoquocte.vn/x", "its link is no article's"),)
    listing = Listing("https://baoquocte.vn/the-gioi", (teaser(), off), "https://baoquocte.vn/the-gioi&s_cond=&BRSR=15", unread=unread)
    lines = shown(Inspected("listing", "2 articles", Reading(), listing)).splitlines()
    (wanted,) = [line for line in lines if "baoquocte.vn/286044" in line]
    (unwanted,) = [line for line in lines if "baoquocte.vn/286048" in line]
    assert " ask " in wanted
    assert " no " in unwanted
    assert any("BRSR=15" in line for line in lines)
    assert any("https://baoquocte.vn/x" in line and "its link is no article's" in line for line in lines)


def test_a_packed_or_plain_list_from_a_file_is_read(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    for name, body in (("map.xml.gz", gzip.compress(URL.encode())), ("map.txt", f"{URL}\n".encode())):
        (tmp_path / name).write_bytes(body)
        exitcode, out, _ = inspect(f"https://baoquocte.vn/{name}", tmp_path / name, capsysbinary)
        assert (exitcode, [row["id"] for row in json.loads(out)["teasers"]]) == (0, ["baoquocte.vn/286001"])


def test_a_lists_object_names_its_teasers() -> None:
    off = teaser(original_address(286048, "gia-ca-phe-hom-nay"), "Giá cà phê hôm nay tăng nhẹ")
    unread = (Unread("https://baoquocte.vn/x", "its link is no article's"),)
    listing = Listing("https://baoquocte.vn/the-gioi", (teaser(), off), unread=unread)
    answer = Inspected("listing", "2 articles", Reading(), listing).as_json()
    assert [(row["id"], row["ask"]) for row in answer["teasers"]] == [("baoquocte.vn/286044", True), ("baoquocte.vn/286048", False)]
    assert answer["teasers"][1]["headline"] == "Giá cà phê hôm nay tăng nhẹ"
    assert answer["unread"] == [{"url": "https://baoquocte.vn/x", "reason": "its link is no article's"}]


def test_a_page_that_is_no_article_has_no_record() -> None:
    assert Inspected("unknown", "layout-changed: no headline", Reading()).as_json() == {
        "record": None, "page": "unknown", "reason": "layout-changed: no headline", "rules": {},
    }  # fmt: skip


def test_standard_output_holds_the_object_alone() -> None:
    ended: Any = subprocess.run(
        [sys.executable, "-m", "scrapy", "inspect", "--json", "--file", str(PAGES / "g4.html"), URL],
        check=False, cwd=Path(__file__).parents[2], capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["page"] == "article"
