"""``python -m crawler.topic.evaluate [--cross-validated] [--errors N] ROWS.jsonl …``: how well labelled rows are judged, by language.

Rows are JSON lines with ``language``, ``headline``, ``description``, ``lead``, ``slug`` and ``label``: yes, borderline or no; others are
left out. Precision, recall and average precision are of *yes* against *no*; *chance* is the precision of always saying yes. Rows that the
weights were fitted on say nothing of others: ``--cross-validated`` judges each row by weights that have not seen its event, for which it
needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.topic.recogniser import judge, judge_teaser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, Any]
LABELS = ("yes", "borderline", "no")


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, and what was said of it."""

    row: Row
    verdict: str
    score: float
    ask: bool

    @property
    def label(self) -> str:
        """What the row is."""
        return str(self.row["label"])


@dataclass(frozen=True, slots=True)
class Measures:
    """How well some rows were judged. Shares are between 0 and 1; a share of nothing is 1 where it should be high."""

    yes: int
    no: int
    precision: float
    recall: float
    average_precision: float
    asked_yes: float
    asked_no: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def chance(self) -> float:
        """Precision of always saying yes, which is also the average precision of a random order."""
        return self.yes / max(1, self.yes + self.no)


def read(paths: Iterable[Path]) -> list[Row]:
    """Read the labelled rows of some files."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if row["label"] in LABELS]


def judge_rows(rows: Iterable[Row]) -> list[Judged]:
    """Judge rows by the weights in force."""
    judged = []
    for row in rows:
        language, headline, description, slug = (row.get(name) for name in ("language", "headline", "description", "slug"))
        whole = judge(language, headline, description, row.get("lead") or row.get("body"), slug)
        judged.append(Judged(row, whole.verdict, whole.score, judge_teaser(headline, description, slug, language).ask))
    return judged


def judge_unseen(rows: Sequence[Row]) -> list[Judged]:
    """Judge rows each by weights that have not seen its event. Needs scikit-learn."""
    from crawler.topic import fit  # noqa: PLC0415  (fitting only)

    return [Judged(row, verdict, score, ask) for row, (verdict, score, ask) in zip(rows, fit.cross_validated(rows), strict=True)]


def measure(judged: Sequence[Judged]) -> Measures:
    """Measure *yes* against *no*."""
    clear = [one for one in judged if one.label != "borderline"]
    yes, no = [one for one in clear if one.label == "yes"], [one for one in clear if one.label == "no"]
    said = [one for one in clear if one.verdict == "yes"]
    hits = sum(one.label == "yes" for one in said)
    found, total = 0, 0.0
    for place, one in enumerate(sorted(clear, key=lambda one: -one.score), 1):
        if one.label == "yes":
            found += 1
            total += found / place
    return Measures(
        yes=len(yes),
        no=len(no),
        precision=hits / len(said) if said else 1.0,
        recall=hits / len(yes) if yes else 1.0,
        average_precision=total / found if found else 1.0,
        asked_yes=sum(one.ask for one in yes) / len(yes) if yes else 1.0,
        asked_no=sum(one.ask for one in no) / len(no) if no else 0.0,
    )


def by_language(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """Sort judged rows by the first part of their language's tag, all of them first."""
    parts: dict[str, list[Judged]] = {"all": list(judged)}
    for one in judged:
        parts.setdefault(str(one.row.get("language") or "?").partition("-")[0], []).append(one)
    return parts


def table(judged: Sequence[Judged]) -> list[str]:
    """Write the measures, a line for each language."""
    lines = [f"{'':6}{'yes':>6}{'no':>6}{'chance':>8}{'P':>7}{'R':>7}{'F1':>7}{'AP':>7}{'asked: yes':>12}{'no':>7}"]
    for name, rows in by_language(judged).items():
        found = measure(rows)
        lines.append(
            f"{name:6}{found.yes:6}{found.no:6}{found.chance:8.3f}{found.precision:7.3f}{found.recall:7.3f}{found.f1:7.3f}"
            f"{found.average_precision:7.3f}{found.asked_yes:12.3f}{found.asked_no:7.3f}"
        )
    return lines


def worst(judged: Sequence[Judged], most: int) -> list[str]:
    """Name the rows whose score is furthest from their label."""
    clear = [one for one in judged if one.label != "borderline"]
    wrong = sorted(clear, key=lambda one: -abs((one.label == "yes") - one.score))[:most]
    return [f"{one.label:4}{one.score:6.2f}  {one.row.get('language')}  {one.row.get('headline')}" for one in wrong]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m crawler.topic.evaluate", description="How well labelled rows are judged, by language.")
    parser.add_argument("rows", nargs="+", type=Path, help="JSON lines with a label")
    parser.add_argument("--cross-validated", action="store_true", help="judge each row by weights that have not seen its event")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="name the N worst errors")
    options = parser.parse_args(arguments)
    try:
        rows = read(options.rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        parser.error(f"these are no labelled rows: {error}")
    judged = judge_unseen(rows) if options.cross_validated else judge_rows(rows)
    sys.stdout.write("\n".join([*table(judged), *worst(judged, options.errors)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
