"""Tests crawler.survey: truths."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from crawler.survey.look import likest, missed, rows, selector_of, showing, text_holder
from crawler.survey.truths import same_moment, shows_day

LONG = "Hai bên nhất trí mở rộng trao đổi giữa các trường và tổ chức diễn tập cứu nạn chung trên biển vào mùa thu."
PAGE = f"""<html><body><header><ul class="menu"><li><a href="/a-1.html">Một</a></li></ul></header>
<div class="wrap"><h1 class="fw big-title"><span>Hai bộ trưởng</span> gặp nhau</h1>
<div class="meta lt"><span id="when">12 thg 9, 2024</span></div>
<div class="story-body"><p>{LONG}</p><p>{LONG}</p><div class="side"><div>{LONG}</div></div><p>{LONG}</p></div></div>
<section class="latest"><div class="card"><h3><a href="/a-1.html">Một</a></h3></div>
<div class="card"><h3><a href="/a-2.html">Hai</a></h3></div>
<div class="card"><h3><a href="/a-3.html">Ba</a></h3></div></section></body></html>"""


def tree() -> LexborHTMLParser:
    return LexborHTMLParser(PAGE)


def test_a_text_is_found_in_the_heading_that_shows_it() -> None:
    node = showing(tree(), "Hai bộ trưởng gặp nhau")
    assert node is not None
    assert selector_of(node) == "h1.big-title"
    assert showing(tree(), "Một chuyện khác hẳn, không có ở đây") is None


def test_the_text_stands_in_the_innermost_element_that_has_most_of_it() -> None:
    node = text_holder(tree())
    assert node is not None
    assert selector_of(node) == "div.story-body"


def test_teasers_are_what_repeats_with_one_article_each() -> None:
    found = rows(tree(), lambda href: href if href.startswith("/a-") else None)
    assert [selector_of(row) for row in found] == ["div.card"] * 3


def test_the_names_of_a_selector_that_a_page_does_not_have_are_missed() -> None:
    assert missed(tree(), "div.wrap > h1.article-title, #when") == {"article-title"}
    assert missed(tree(), ".side") == frozenset()


def test_a_day_is_known_in_whatever_form_it_is_shown() -> None:
    for text in ("12 thg 9, 2024", "2024/09/12 08:00", "Sep 12, 2024", "12.09.24", "09-12-2024"):
        assert shows_day(text, "2024-09-12"), text
    for text in ("13/09/2024", "12/10/2024", "12/09/2023", "kỳ 12"):
        assert not shows_day(text, "2024-09-12"), text


def test_moments_are_the_same_in_any_zone_and_days_where_no_time_is_known() -> None:
    assert same_moment("2024-09-12T08:00:30+07:00", "2024-09-12T01:00:00+00:00")
    assert not same_moment("2024-09-12T08:00:00+07:00", "2024-09-12T08:00:00+00:00")
    assert same_moment("2024-09-12", "2024-09-12T08:00:00+07:00")
    assert not same_moment("", "")


def test_the_likest_name_has_to_be_like_enough() -> None:
    assert likest("detail-title", ["menu", "article-detail-title"], 0.5) == "article-detail-title"
    assert likest("zzz", ["menu", "body"], 0.5) is None
