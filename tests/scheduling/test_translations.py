from __future__ import annotations

from crawler.run.arguments import Arguments
from crawler.scheduling.translations import named, one_a_language, probes
from crawler.sites import MIRRORS
from crawler.store.frontier import State
from tests.builders import ORIGINAL, SLUG, mirror_address

EVERYTHING = Arguments.parse({})
GERMAN = Arguments.parse({"languages": "de"})


def test_one_probe_asks_for_the_mirrors_vietnamese_page() -> None:
    (probe,) = probes(EVERYTHING, ORIGINAL, SLUG)
    assert (probe.key, probe.url) == (f"vietnam.vn/vi/{SLUG}", f"https://www.vietnam.vn/{SLUG}")
    assert (probe.language, probe.story_hint, probe.state) == ("vi", ORIGINAL, State.WAITING)


def test_the_probe_is_asked_for_whatever_languages_are_wanted() -> None:
    (probe,) = probes(GERMAN, ORIGINAL, SLUG)
    assert probe.state is State.WAITING


def test_no_mirror_is_asked_where_only_the_paper_is_wanted() -> None:
    paper = Arguments.parse({"sites": "baoquocte.vn"})
    assert list(probes(paper, ORIGINAL, SLUG)) == []
    assert list(one_a_language(paper, ORIGINAL, SLUG)) == []


def test_one_address_a_language_is_built_from_the_slug() -> None:
    pages = {page.language: page for page in one_a_language(EVERYTHING, ORIGINAL, SLUG)}
    assert set(pages) == set(MIRRORS[0].languages)
    assert {"de", "ja", "ko", "zh-CN"} <= set(pages)
    assert pages["zh-CN"].url == f"https://www.vietnam.vn/zh-cn/{SLUG}"
    assert pages["zh-CN"].key == f"vietnam.vn/zh-cn/{SLUG}"
    assert all(page.story_hint == ORIGINAL and page.state is State.WAITING for page in pages.values())


def test_languages_that_are_not_wanted_are_noted_and_not_asked_for() -> None:
    pages = {page.language: page for page in one_a_language(GERMAN, ORIGINAL, SLUG)}
    assert pages["de"].state is State.WAITING
    assert (pages["ja"].state, pages["ja"].reason) == (State.DECLINED, "language")


def test_what_a_page_names_is_taken_as_named() -> None:
    de = mirror_address("de", "ein-anderer-slug-als-erwartet")
    pages = list(named(EVERYTHING, ORIGINAL, {"de": de.url, "x-default": "https://www.vietnam.vn/", "fr": "https://example.org/fr/a-b"}))
    assert [(page.key, page.found_in, page.story_hint) for page in pages] == [(de.key, ORIGINAL, None)]


def test_a_page_is_named_once_a_language_on_whatever_host() -> None:
    pages = list(named(EVERYTHING, ORIGINAL, {"de": f"https://vietnam.vn/de/{SLUG}/"}))
    assert [page.key for page in pages] == [mirror_address("de").key]
