"""Pages of forty makes, each with what a person reads as its text: how near the any-layout reader comes, measured as benchmarks do."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.inspect_page import inspect_page
from tests.builders import fetched_from

PAGES = Path(__file__).parents[1] / "pages" / "any_layout"
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))
# These floors may only rise.
LEAST_MEAN, LEAST = 0.99, 0.92
_WORD = re.compile(r"\w+")
_IDEOGRAM = re.compile(r"([\u2e80-\u9fff\uf900-\ufaff])")
_RUN = 4


def expected(name: str) -> dict[str, Any]:
    page: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return page


@cache
def record(name: str) -> dict[str, Any] | None:
    body = (PAGES / f"{name}.html").read_bytes()
    article = inspect_page(fetched_from(expected(name)["url"], body, None, fetched_at="2026-11-24T03:00:00+07:00")).reading.article
    return article.model_dump() if article is not None else None


def runs(lines: list[str]) -> Counter[tuple[str, ...]]:
    """Count a text's runs of four words; every ideogram is a word."""
    words = _WORD.findall(_IDEOGRAM.sub(r" \1 ", "\n".join(lines)))
    return Counter(tuple(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1)))


def f1(read: list[str], wanted: list[str]) -> float:
    got, due = runs(read), runs(wanted)
    return 2 * (got & due).total() / (got.total() + due.total())


def score(name: str) -> float:
    """Measure standfirst and text together, so that a first paragraph may be either; what may be there or not counts nowhere."""
    page, made = expected(name), record(name)
    if made is None:
        return 0.0
    optional = set(page.get("optional", ()))
    read = [line for line in (made["description"] or "", *made["body"].split("\n\n")) if line and line.lstrip("- ") not in optional]
    return f1(read, [line for line in (page.get("description") or "", *page["body"]) if line])


def table(scores: dict[str, float]) -> str:
    return "\n".join(f"{value:.3f}  {name}" for name, value in sorted(scores.items(), key=lambda item: item[1]))


def test_the_text_is_read_whole_and_alone() -> None:
    scores = {name: score(name) for name in NAMES}
    mean = sum(scores.values()) / len(scores)
    assert len(scores) >= 40
    assert mean >= LEAST_MEAN, f"mean {mean:.4f}\n{table(scores)}"
    assert min(scores.values()) >= LEAST, f"mean {mean:.4f}\n{table(scores)}"


@pytest.mark.parametrize("name", NAMES)
def test_the_headline_is_the_page_s_and_no_furniture_is_in_the_body(name: str) -> None:
    page, made = expected(name), record(name)
    assert made is not None
    assert made["headline"] == page["headline"]
    assert [text for text in page.get("forbidden", ()) if text in made["body"]] == []


def test_the_measure_sees_what_is_missing_and_what_is_too_much() -> None:
    wanted = ["The two ministers met in the old harbour and signed a plan for joint patrols.", "A second round follows in the autumn."]
    assert f1(wanted, wanted) == 1.0
    assert f1(wanted[:1], wanted) < 0.9
    assert f1([*wanted, "Subscribe to our weekly letter and never miss a story again."], wanted) < 0.9
