"""How well the judge does on the project's own rows, by weights that have not seen a row's event, against floors that may only rise.

Tests crawler.topic: evaluate, fit, folds, model, features, parts.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from crawler.topic.evaluate import Judged, by_language, judge_unseen, main, measure, read, table, worst
from crawler.topic.fit import fit, weighed
from crawler.topic.fit import main as fit_main
from crawler.topic.folds import FOLDS, folds
from crawler.topic.lexicon import codes
from crawler.topic.model import model

FOLDER = Path(__file__).parents[1] / "topic_rows"
FILES = sorted(FOLDER.glob("*.jsonl"))
FLOORS = tomllib.loads((FOLDER / "floors.toml").read_text(encoding="utf-8"))
ENOUGH_ROWS = 8


@pytest.fixture(scope="module")
def unseen() -> list[Judged]:
    return judge_unseen(read(FILES))


def test_the_rows_are_many_and_mostly_no() -> None:
    rows = read(FILES)
    labels = Counter((row["language"].partition("-")[0], row["label"]) for row in rows)
    originals = Counter(label for language, label in labels.elements() if language in {"vi", "en"})
    assert originals.total() >= 2500
    assert originals["no"] / originals.total() > 0.7
    for code in codes():
        assert sum(labels[code, label] for label in ("yes", "borderline", "no")) >= 60, code
    assert len({row["id"] for row in rows}) == len(rows)


def test_unseen_rows_are_judged_as_well_as_the_floors_ask(unseen: list[Judged]) -> None:
    parts = by_language(unseen)
    parts["originals"] = [*parts["vi"], *parts["en"]]
    for name, floor in FLOORS["parts"].items():
        found = measure(parts[name])
        assert found.average_precision >= floor["average_precision"], "\n".join([name, *table(unseen)])
        assert found.precision >= floor["precision"], "\n".join([name, *table(unseen)])
        assert found.recall >= floor["recall"], "\n".join([name, *table(unseen)])
        assert found.asked_yes >= floor["asked_yes"], "\n".join([name, *table(unseen)])


def test_every_language_with_enough_rows_is_judged_well(unseen: list[Judged]) -> None:
    found = {name: measure(rows) for name, rows in by_language(unseen).items() if len(rows) >= ENOUGH_ROWS}
    poor = {name: round(measures.f1, 3) for name, measures in found.items() if measures.f1 < FLOORS["language"]["f1"]}
    assert not poor


def test_rows_of_one_event_are_in_one_fold() -> None:
    rows = read(FILES)
    numbers = folds(rows)
    seen: dict[str, int] = {}
    for row, number in zip(rows, numbers, strict=True):
        if row.get("event"):
            assert seen.setdefault(row["event"], number) == number
    assert set(numbers) == set(range(FOLDS))


def test_headlines_that_share_a_run_of_words_are_in_one_fold() -> None:
    rows = [{"headline": f"Ship {number} of the northern fleet sails home {number}", "event": None} for number in range(4)]
    others = [{"headline": f"word{number} alone", "event": None} for number in range(40)]
    assert len(set(folds([*rows, *others])[:4])) == 1


def test_a_fit_is_the_same_every_time_and_the_model_weighs_as_it_did(tmp_path: Path) -> None:
    rows = read(FILES)[::12]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    assert (fit_main([str(file), "--to", str(first)]), fit_main([str(file), "--to", str(second)])) == (0, 0)
    assert first.read_bytes() == second.read_bytes()
    read_rows = [weighed(row) for row in rows]
    fitted = fit(read_rows, [row["label"] for row in rows])
    assert fitted.kept > fitted.yes
    logits = fitted.logits(read_rows)
    yes = [logit for logit, row in zip(logits, rows, strict=True) if row["label"] == "yes"]
    no = [logit for logit, row in zip(logits, rows, strict=True) if row["label"] == "no"]
    assert sum(yes) / len(yes) > sum(no) / len(no) + 1


def test_the_weights_in_force_are_of_the_rows_at_hand() -> None:
    about = json.loads((Path(__file__).parents[2] / "crawler/topic/weights.json").read_text())["about"]
    assert f"from {len(read(FILES))} rows" in about, "run python -m crawler.topic.fit"
    assert set(model().thresholds) == {"yes", "borderline", "ask", "ask_borderline"}


def test_a_table_for_any_file_of_labelled_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in read(FILES) if row["language"] == "de"][:30]
    rows.append({**rows[0], "id": "unclear", "label": "unclear"})
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main([str(file), "--errors", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["all", "de"]
    assert len(lines) == 5
    with pytest.raises(SystemExit):
        main([str(tmp_path / "none.jsonl")])


def test_measures_of_rows_whose_order_is_known() -> None:
    def one(label: str, verdict: str, score: float, *, ask: bool) -> Judged:
        return Judged({"label": label, "language": "en", "headline": label}, verdict, score, ask)

    judged = [
        one("yes", "yes", 0.9, ask=True), one("no", "yes", 0.8, ask=True), one("yes", "borderline", 0.7, ask=True),
        one("no", "no", 0.1, ask=False), one("borderline", "no", 0.95, ask=False),
    ]  # fmt: skip
    found = measure(judged)
    assert (found.yes, found.no, found.precision, found.recall, found.f1, found.chance) == (2, 2, 0.5, 0.5, 0.5, 0.5)
    assert found.average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert (found.asked_yes, found.asked_no) == (1.0, 0.5)
    assert worst(judged, 1)[0].startswith("no    0.80")
