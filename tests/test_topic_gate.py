"""The recogniser's marks on the project's own rows, against floors that may only rise."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from crawler.topic.evaluate import Row, Tally, count, errors, read
from crawler.topic.lexicon import codes

FOLDER = Path(__file__).with_name("topic_rows")
FLOORS = tomllib.loads((FOLDER / "floors.toml").read_text(encoding="utf-8"))
ENOUGH_ROWS = 8


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read(FOLDER / "own.jsonl")


@pytest.fixture(scope="module")
def tallies(rows: list[Row]) -> dict[str, Tally]:
    return count(rows)


def test_the_rows_cover_every_language_with_yes_no_and_borderline(rows: list[Row]) -> None:
    labels = Counter((row["language"].partition("-")[0], row["label"]) for row in rows)
    assert len(rows) >= 200
    assert {code for code in codes() if not (labels[code, "yes"] and labels[code, "no"] and labels[code, "borderline"])} == set()
    assert len({row["id"] for row in rows}) == len(rows)


def test_precision_and_recall_over_all(rows: list[Row], tallies: dict[str, Tally]) -> None:
    whole, floor = tallies["all"], FLOORS["all"]
    assert (whole.precision, whole.recall, whole.f1) >= (floor["precision"], floor["recall"], floor["f1"]), "\n".join(errors(rows))
    assert whole.recall >= floor["recall"], "\n".join(errors(rows))
    assert whole.f1 >= floor["f1"], "\n".join(errors(rows))


def test_every_language_with_enough_rows_is_judged_well(tallies: dict[str, Tally]) -> None:
    weak = {code: round(one.f1, 3) for code, one in tallies.items() if one.rows >= ENOUGH_ROWS and one.f1 < FLOORS["language"]["f1"]}
    assert weak == {}


def test_what_is_kept_is_what_should_be(tallies: dict[str, Tally]) -> None:
    whole, floor = tallies["all"], FLOORS["all"]
    assert whole.lost <= floor["lost"]
    assert whole.kept_no <= floor["kept_no"]
    assert whole.border_right >= floor["borderline"]


def test_the_teaser_loses_nearly_no_yes_and_asks_for_few_no(tallies: dict[str, Tally]) -> None:
    assert tallies["all"].asked_yes >= FLOORS["all"]["asked_yes"]
    assert tallies["all"].asked_no <= FLOORS["all"]["asked_no"]


def test_a_tally_counts_what_it_says() -> None:
    tally = Tally(rows=10, hit=3, missed=1, false=1, no=5, no_asked=2, yes_asked=4)
    assert (tally.precision, tally.recall, tally.f1) == (0.75, 0.75, 0.75)
    assert (tally.asked_yes, tally.asked_no) == (1.0, 0.4)
    assert (Tally().precision, Tally().recall, Tally().f1, Tally().asked_no) == (1.0, 1.0, 1.0, 0.0)
