from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from crawler.items import Original
from crawler.record.joining import Story, join_story
from crawler.store.frontier import State
from tests.builders import ORIGINAL, ORIGINAL_URL, SLUG, mirror_page, new_page, original_address, original_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.record.joining import Owner
    from crawler.run.run import Run

OTHER_URL = "https://baoquocte.vn/mot-chuyen-khac-han-777001.html"
ITSELF = Original(url=ORIGINAL_URL, id=ORIGINAL)


@dataclass(frozen=True)
class Known:
    """An original as the store's row has it."""

    key: str
    url: str


def nobody(_slug: str) -> Sequence[Owner]:
    return []


def one(slug: str) -> Sequence[Owner]:
    return [Known(ORIGINAL, ORIGINAL_URL)] if slug == SLUG else []


def two(_slug: str) -> Sequence[Owner]:
    return [Known(ORIGINAL, ORIGINAL_URL), Known("baoquocte.vn/300001", f"https://baoquocte.vn/{SLUG}-300001.html")]


def test_an_original_is_its_own_story() -> None:
    assert join_story(original_page(), two) == Story(ORIGINAL, None, "self")
    english = original_page(430685, "two-ministers-meet", "en.baoquocte.vn")
    assert join_story(english, nobody) == Story("en.baoquocte.vn/430685", None, "self")


@pytest.mark.parametrize("slug", [SLUG, f"{SLUG}-2", f"{SLUG}-bao-quoc-te"])
def test_the_source_line_is_the_exact_join(slug: str) -> None:
    assert join_story(mirror_page(slug=slug), nobody) == Story(ORIGINAL, ITSELF, "source-line")
    assert join_story(mirror_page(slug=slug), two) == Story(ORIGINAL, ITSELF, "source-line")


def test_an_english_original_is_named_by_its_host() -> None:
    url = f"https://en.baoquocte.vn/{SLUG}-430685.html"
    assert join_story(mirror_page(source_url=url), nobody) == Story(
        "en.baoquocte.vn/430685", Original(url=url, id="en.baoquocte.vn/430685"), "source-line"
    )


@pytest.mark.parametrize("suffix", ["", "&mobile=yes&amp=1", "?utm_source=mirror"])
def test_the_originals_address_is_the_canonical_one(suffix: str) -> None:
    page = mirror_page(source_url=ORIGINAL_URL.replace("https", "http") + suffix)
    assert join_story(page, nobody) == Story(ORIGINAL, ITSELF, "source-line")


def test_without_a_source_line_the_one_original_with_the_slug_is_it() -> None:
    assert join_story(mirror_page(source_url=None), one) == Story(ORIGINAL, ITSELF, "slug")


def test_a_stray_source_line_gives_way_to_the_original_with_the_pages_slug() -> None:
    assert join_story(mirror_page(source_url=OTHER_URL), one) == Story(ORIGINAL, ITSELF, "slug-not-source-line")


def test_a_source_line_with_another_slug_is_believed_where_nothing_else_is_known() -> None:
    other = Original(url=OTHER_URL, id="baoquocte.vn/777001")
    assert join_story(mirror_page(source_url=OTHER_URL), nobody) == Story("baoquocte.vn/777001", other, "source-line-other-slug")


def test_two_originals_with_the_slug_are_none() -> None:
    story = join_story(mirror_page(source_url=None, publisher=None), two)
    assert story == Story(f"slug/{SLUG}", None, "ambiguous-slug")


@pytest.mark.parametrize(("publisher", "asked_for"), [("Báo Quốc Tế", None), (None, ORIGINAL)])
def test_a_page_of_ours_without_a_known_original_is_named_by_its_slug(publisher: str | None, asked_for: str | None) -> None:
    page = mirror_page(source_url=None, publisher=publisher)
    assert join_story(page, nobody, asked_for) == Story(f"slug/{SLUG}", None, "unknown-original")


def test_a_page_that_nothing_ties_to_the_paper_belongs_to_no_story() -> None:
    assert join_story(mirror_page(source_url=None, publisher=None), nobody) is None
    foreign = mirror_page(source_url="https://tuoitre.vn/a-b-20240912.htm", publisher=None)
    assert join_story(foreign, nobody) is None


def test_originals_are_looked_up_in_the_store(run: Run) -> None:
    with run.store.transaction():
        run.frontier.add([new_page(original_address(), state=State.DECLINED, reason="topic")])
    assert join_story(mirror_page(source_url=None), run.stories.originals) == Story(ORIGINAL, ITSELF, "slug")
