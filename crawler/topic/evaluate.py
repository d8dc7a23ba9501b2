"""``python -m crawler.topic.evaluate [--half dev|held-out] ROWS.jsonl``: how well labelled rows are judged, by language, and the errors.

Precision and recall are of *yes* against *no*: rows labelled borderline are counted on their own, and a *yes* judged borderline counts as
missed. The table of verdicts shows all three labels.

Rows of unseen make are read in two halves, split by their event: one to learn from, the other to measure what was learnt.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.topic.recogniser import Judgement, TeaserJudgement, judge, judge_teaser

Row = dict[str, Any]
LABELS = ("yes", "borderline", "no")
HALVES = ("dev", "held-out")


@dataclass(slots=True)
class Tally:
    """Counts of one language's rows."""

    rows: int = 0
    hit: int = 0  # yes judged yes
    missed: int = 0  # yes judged no or borderline
    false: int = 0  # no judged yes
    lost: int = 0  # yes judged no: not even kept
    kept_no: int = 0  # no judged yes or borderline: kept all the same
    border: int = 0
    border_right: int = 0
    yes_asked: int = 0
    no: int = 0
    no_asked: int = 0

    @property
    def precision(self) -> float:
        """Share of the rows judged yes that are yes, borderline rows aside."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the yes rows judged yes."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def asked_yes(self) -> float:
        """Share of the yes rows whose page would be asked for."""
        return self.yes_asked / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def asked_no(self) -> float:
        """Share of the no rows whose page would be asked for."""
        return self.no_asked / self.no if self.no else 0.0


def read(path: Path) -> list[Row]:
    """The rows of a file of labelled JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def judge_row(row: Row) -> tuple[Judgement, TeaserJudgement]:
    """Both judgements of a row."""
    whole = judge(row["language"], row["headline"], row["description"], row["lead"], row["slug"])
    return whole, judge_teaser(row["headline"], row["description"], row["slug"], row["language"])


def count(rows: list[Row]) -> dict[str, Tally]:
    """Tallies by language, ``all`` among them."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        whole, teaser = judge_row(row)
        for key in ("all", (row["language"] or "?").partition("-")[0]):
            _add(tallies[key], row["label"], whole.verdict, ask=teaser.ask)
    return dict(tallies)


def _add(tally: Tally, label: str, verdict: str, *, ask: bool) -> None:
    tally.rows += 1
    if label == "yes":
        tally.hit += verdict == "yes"
        tally.missed += verdict != "yes"
        tally.lost += verdict == "no"
        tally.yes_asked += ask
    elif label == "no":
        tally.no += 1
        tally.false += verdict == "yes"
        tally.kept_no += verdict != "no"
        tally.no_asked += ask
    else:
        tally.border += 1
        tally.border_right += verdict == "borderline"


def table(tallies: dict[str, Tally]) -> str:
    """The tallies as text, the whole first."""
    lines = ["lang  rows  prec   rec    F1   lost kept-no  borderline  yes asked  no asked"]
    for key in sorted(tallies, key=lambda name: (name != "all", name)):
        one = tallies[key]
        lines.append(
            f"{key:5} {one.rows:4} {one.precision:6.3f} {one.recall:6.3f} {one.f1:6.3f} {one.lost:4} {one.kept_no:4}"
            f"     {one.border_right:3}/{one.border:<3}     {one.asked_yes:6.1%}    {one.asked_no:6.1%}"
        )
    return "\n".join(lines)


def errors(rows: list[Row]) -> list[str]:
    """Each row judged otherwise than labelled, or not asked for though it is kept, with the evidence."""
    found = []
    for row in rows:
        whole, teaser = judge_row(row)
        lost = row["label"] == "yes" and not teaser.ask
        if whole.verdict == row["label"] and not lost:
            continue
        terms = ", ".join(f"{one.concept}:{one.term}({one.where[0]})" for one in whole.evidence)
        found.append(
            f"{row['id']} {row['language']} label {row['label']}, judged {whole.verdict} {whole.score:.2f}"
            f"{', not asked for' if lost else ''}: "
            f"{row['headline']} | {row['description']} | {row['lead']} | {row['slug']}\n    {whole.parties} {terms}"
        )
    return found


def half(row: Row) -> str:
    """Which half a row belongs to: by its event (its own name where it has none), so that rows of one event stay together."""
    event = row.get("event") or row["id"]
    return HALVES[hashlib.sha256(event.encode()).digest()[0] % 2]


def verdicts(rows: list[Row]) -> Counter[tuple[str, str]]:
    """How often a label met a verdict."""
    return Counter((row["label"], judge_row(row)[0].verdict) for row in rows)


def verdict_table(counts: Counter[tuple[str, str]]) -> str:
    """Labels against verdicts as text."""
    lines = ["label        " + "".join(f"{verdict:>11}" for verdict in LABELS)]
    lines += [f"{label:13}" + "".join(f"{counts[label, verdict]:11}" for verdict in LABELS) for label in LABELS]
    return "\n".join(lines)


def main() -> None:
    """Print errors and tables of the files named."""
    parser = argparse.ArgumentParser(prog="python -m crawler.topic.evaluate")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--only-tables", action="store_true")
    parser.add_argument("rows", nargs="+", type=Path)
    wanted = parser.parse_args()
    rows = [row for path in wanted.rows for row in read(path) if wanted.half in {None, half(row)}]
    if not wanted.only_tables:
        print("\n".join(errors(rows)))  # noqa: T201
    print(table(count(rows)))  # noqa: T201
    print(verdict_table(verdicts(rows)))  # noqa: T201


if __name__ == "__main__":
    main()
