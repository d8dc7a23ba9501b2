"""The recogniser's marks on the project's own rows, against floors that may only rise.

Tests crawler.topic: evaluate.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from crawler.topic.evaluate import HALVES, Row, Tally, count, errors, half, read, verdicts
from crawler.topic.lexicon import codes

FOLDER = Path(__file__).parents[1] / "topic_rows"
FLOORS = tomllib.loads((FOLDER / "floors.toml").read_text(encoding="utf-8"))
ENOUGH_ROWS = 8


FILES = ("own", "more", "blind_a", "blind_b", "wide")


def rows_of(name: str) -> list[Row]:
    return read(FOLDER / f"{name}.jsonl")


@pytest.fixture(scope="module", params=FILES)
def measured(request: pytest.FixtureRequest) -> tuple[Tally, dict[str, float], list[Row]]:
    rows = rows_of(request.param)
    return count(rows)["all"], FLOORS[request.param], rows


def test_the_rows_cover_every_language_with_yes_no_and_borderline() -> None:
    rows = rows_of("own")
    labels = Counter((row["language"].partition("-")[0], row["label"]) for row in rows)
    assert len(rows) >= 200
    assert {code for code in codes() if not (labels[code, "yes"] and labels[code, "no"] and labels[code, "borderline"])} == set()
    assert len({row["id"] for row in rows}) == len(rows)


def test_precision_and_recall(measured: tuple[Tally, dict[str, float], list[Row]]) -> None:
    tally, floor, rows = measured
    assert tally.precision >= floor["precision"], "\n".join(errors(rows))
    assert tally.recall >= floor["recall"], "\n".join(errors(rows))
    assert tally.f1 >= floor["f1"], "\n".join(errors(rows))


def test_what_is_kept_is_what_should_be(measured: tuple[Tally, dict[str, float], list[Row]]) -> None:
    tally, floor, _ = measured
    assert tally.lost <= floor["lost"]
    assert tally.kept_no <= floor["kept_no"]
    assert tally.border_right >= floor["borderline"]


def test_the_teaser_loses_nearly_no_yes_and_asks_for_few_no(measured: tuple[Tally, dict[str, float], list[Row]]) -> None:
    tally, floor, _ = measured
    assert tally.asked_yes >= floor["asked_yes"]
    assert tally.asked_no <= floor["asked_no"]


def test_every_language_with_enough_rows_is_judged_well() -> None:
    tallies = count([row for name in FILES for row in rows_of(name)])
    weak = {code: round(one.f1, 3) for code, one in tallies.items() if one.rows >= ENOUGH_ROWS and one.f1 < FLOORS["language"]["f1"]}
    assert weak == {}


def test_the_unseen_rows_are_split_by_event_and_both_halves_serve() -> None:
    rows = [row for name in ("blind_a", "blind_b") for row in rows_of(name)]
    sides: dict[str, set[str]] = {}
    for row in rows:
        sides.setdefault(row["event"], set()).add(half(row))
    assert all(len(side) == 1 for side in sides.values())
    shares = Counter(half(row) for row in rows)
    assert min(shares[side] for side in HALVES) > 0.4 * len(rows)


def test_three_verdicts_agree_with_three_labels() -> None:
    counts = verdicts([row for name in FILES for row in rows_of(name)])
    agreeing = sum(number for (label, verdict), number in counts.items() if label == verdict)
    assert agreeing >= FLOORS["agreement"]["all"] * counts.total()
    assert counts["no", "borderline"] + counts["no", "yes"] == 0


def test_a_tally_counts_what_it_says() -> None:
    tally = Tally(rows=10, hit=3, missed=1, false=1, no=5, no_asked=2, yes_asked=4)
    assert (tally.precision, tally.recall, tally.f1) == (0.75, 0.75, 0.75)
    assert (tally.asked_yes, tally.asked_no) == (1.0, 0.4)
    assert (Tally().precision, Tally().recall, Tally().f1, Tally().asked_no) == (1.0, 1.0, 1.0, 0.0)
