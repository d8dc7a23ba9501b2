from __future__ import annotations

from crawler.run.arguments import Arguments
from crawler.scheduling.translations import named
from crawler.store.frontier import State
from tests.builders import ORIGINAL, SLUG, mirror_address

EVERYTHING = Arguments.parse({})


def test_what_a_page_names_is_taken_as_named() -> None:
    de = mirror_address("de", "ein-anderer-slug-als-erwartet")
    pages = list(named(EVERYTHING, ORIGINAL, {"de": de.url, "x-default": "https://www.vietnam.vn/", "fr": "https://example.org/fr/a-b"}))
    assert [(page.key, page.found_in, page.story_hint) for page in pages] == [(de.key, ORIGINAL, None)]


def test_a_page_is_named_once_a_language_on_whatever_host() -> None:
    pages = list(named(EVERYTHING, ORIGINAL, {"de": f"https://vietnam.vn/de/{SLUG}/"}))
    assert [page.key for page in pages] == [mirror_address("de").key]


def test_named_languages_that_are_not_wanted_are_noted_and_not_asked_for() -> None:
    german = Arguments.parse({"languages": "de"})
    pages = {page.language: page for page in named(german, ORIGINAL, {code: mirror_address(code).url for code in ("de", "ja")})}
    assert pages["de"].state is State.WAITING
    assert (pages["ja"].state, pages["ja"].reason) == (State.DECLINED, "language")
