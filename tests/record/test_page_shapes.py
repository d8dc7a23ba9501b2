"""What a page costs grows as its size does, whatever is repeated on it; `make bench ARGS=shapes` has all shapes."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from crawler.record.road import read_article
from tests.bench.shapes import PAGES, SHAPES, fetched

if TYPE_CHECKING:
    from types import FrameType

    from crawler.record.fetched import Fetched

SITES = tuple(PAGES)


def calls(page: Fetched) -> int:
    """Count the calls that reading a page takes, of Python's functions and of built-in ones: the same on any machine."""
    seen: Counter[str] = Counter()

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        seen[event] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        read_article(page)
    finally:
        sys.setprofile(before)
    return seen["call"] + seen["c_call"]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("shape", ["labels", "legal lines", "captions", "equal captions", "credits", "images, then captions"])
def test_twice_as_many_lines_take_twice_as_many_calls(shape: str, site: str) -> None:
    read_article(fetched(shape, site, 1_000))  # what is made on first use
    once, twice = (calls(fetched(shape, site, size)) for size in (6_000, 12_000))
    assert twice < 2.4 * once


@pytest.mark.parametrize(("shape", "site"), [("agencies", "paper"), ("agencies", "mirror"), ("nested boxes", "paper")])
def test_a_page_that_says_one_thing_over_and_over_does_not_hold_the_crawl(shape: str, site: str) -> None:
    page = fetched(shape, site, 60_000)
    started = time.process_time()
    read_article(page)
    assert time.process_time() - started < 2


def test_an_element_of_a_small_page_can_have_too_many_attributes() -> None:
    found = read_article(fetched("attributes of one element", "paper", 40_000))
    assert found.failure is not None
    assert found.failure.kind == "too-large"


def test_every_shape_is_made_to_size() -> None:
    for name, shape in SHAPES.items():
        made = len(shape.of_size(5_000).encode())
        assert 5_000 <= made < 12_000, name
