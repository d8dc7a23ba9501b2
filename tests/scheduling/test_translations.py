from __future__ import annotations

from crawler.run.arguments import Arguments
from crawler.scheduling.translations import is_in_origin_language, named, one_a_language, probes
from crawler.sites.vietnam_vn import SITE as VIETNAM_VN
from crawler.store.frontier import State
from tests.builders import ORIGINAL, SLUG, mirror_address

EVERYTHING = Arguments.parse({})
GERMAN = Arguments.parse({"languages": "de"})
PAPER, MIRROR = "baoquocte.vn", "vietnam.vn"


def test_one_probe_asks_for_the_mirrors_vietnamese_page() -> None:
    (probe,) = probes(EVERYTHING, ORIGINAL, SLUG, PAPER)
    assert (probe.key, probe.url) == (f"vietnam.vn/vi/{SLUG}", f"https://www.vietnam.vn/{SLUG}")
    assert (probe.language, probe.story_hint, probe.state) == ("vi", ORIGINAL, State.WAITING)


def test_the_probe_is_asked_for_whatever_languages_are_wanted() -> None:
    (probe,) = probes(GERMAN, ORIGINAL, SLUG, PAPER)
    assert probe.state is State.WAITING


def test_a_mirror_is_asked_only_for_the_articles_of_its_own_paper() -> None:
    assert list(probes(EVERYTHING, "en.baoquocte.vn/430685", "two-ministers-meet", "en.baoquocte.vn")) == []


def test_what_is_the_probe_is_the_mirrors_business() -> None:
    assert is_in_origin_language(MIRROR, "vi")
    assert not is_in_origin_language(MIRROR, "de")
    assert not is_in_origin_language(PAPER, "vi")


def test_no_mirror_is_asked_where_only_the_paper_is_wanted() -> None:
    paper = Arguments.parse({"sites": "baoquocte.vn"})
    assert list(probes(paper, ORIGINAL, SLUG, PAPER)) == []
    assert list(one_a_language(paper, ORIGINAL, SLUG, MIRROR)) == []


def test_one_address_a_language_is_built_from_the_slug() -> None:
    pages = {page.language: page for page in one_a_language(EVERYTHING, ORIGINAL, SLUG, MIRROR)}
    assert set(pages) == set(VIETNAM_VN.languages)
    assert {"de", "ja", "ko", "zh-CN"} <= set(pages)
    assert pages["zh-CN"].url == f"https://www.vietnam.vn/zh-cn/{SLUG}"
    assert pages["zh-CN"].key == f"vietnam.vn/zh-cn/{SLUG}"
    assert all(page.story_hint == ORIGINAL and page.state is State.WAITING for page in pages.values())


def test_languages_that_are_not_wanted_are_noted_and_not_asked_for() -> None:
    pages = {page.language: page for page in one_a_language(GERMAN, ORIGINAL, SLUG, MIRROR)}
    assert pages["de"].state is State.WAITING
    assert (pages["ja"].state, pages["ja"].reason) == (State.DECLINED, "language")


def test_what_a_page_names_is_taken_as_named() -> None:
    de = mirror_address("de", "ein-anderer-slug-als-erwartet")
    pages = list(named(EVERYTHING, ORIGINAL, {"de": de.url, "x-default": "https://www.vietnam.vn/", "fr": "https://example.org/fr/a-b"}))
    assert [(page.key, page.found_in, page.story_hint) for page in pages] == [(de.key, ORIGINAL, None)]


def test_a_page_is_named_once_a_language_on_whatever_host() -> None:
    pages = list(named(EVERYTHING, ORIGINAL, {"de": f"https://vietnam.vn/de/{SLUG}/"}))
    assert [page.key for page in pages] == [mirror_address("de").key]
