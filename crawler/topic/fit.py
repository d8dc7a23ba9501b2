"""``python -m crawler.topic.fit [ROWS.jsonl …]``: fit the judge's weights on labelled rows and write ``weights.json``.

The labels are an order, *no*, *borderline*, *yes*: one weight for each feature, an intercept for each step (a cumulative logit model, fitted
as one logistic regression over both steps). Probabilities are calibrated and thresholds chosen on rows that the fit had not seen, in folds
that keep an event's rows together. The same rows give the same file. Needs scikit-learn (requirements-dev.in); reading the weights does not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

from crawler.topic.folds import folds
from crawler.topic.model import FILE
from crawler.topic.parts import read_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = Path(__file__).parents[2] / "tests" / "topic_rows"
ORDER = {"no": 0, "borderline": 1, "yes": 2}
# How much a part counts; the headline is what an editor put first. Chosen on the project's own rows.
PARTS = {"headline": 1.0, "text": 0.25, "slug": 0.7}
_STRENGTH = 40.0  # inverse of the regularisation
_BORDER_WEIGHT = 0.3  # the step from no to borderline against the one to yes, which decides the data set
_INTERCEPT = 5.0  # scale of the intercepts' column, so that they are hardly regularised
_LEAST_ROWS = 2  # a feature of fewer rows is left out
_LEAST_WEIGHT = 0.03
# The price of the teaser decision: this share of the yes may be lost, of the languages that originals are in.
_ORIGINALS = frozenset({"vi", "en"})
_LOST = 0.01

Row = dict[str, Any]
Weighed = list[tuple[str, set[str]]]


class Fit(NamedTuple):
    """Weights by feature, and the intercepts of the steps to *borderline* and to *yes*."""

    weights: dict[str, float]
    kept: float
    yes: float

    def logits(self, rows: Sequence[Weighed]) -> np.ndarray:
        """Weigh rows as `crawler.topic.model` does, without the intercepts."""
        known = self.weights
        return np.array(
            [
                sum(PARTS[name] / len(found) ** 0.5 * sum(known.get(feature, 0.0) for feature in found) for name, found in row if found)
                for row in rows
            ]
        )


def read_rows(paths: Sequence[Path]) -> list[Row]:
    """Read labelled rows; those of no clear label are left out."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if row["label"] in ORDER]


def weighed(row: Row) -> Weighed:
    """Make the features of a row."""
    return read_parts(row["language"], row["headline"], row["description"], row.get("lead") or row.get("body"), row["slug"]).weighed


def fit(rows: Sequence[Weighed], labels: Sequence[str]) -> Fit:
    """Fit the weights."""
    counts = Counter(feature for row in rows for feature in {feature for _, found in row for feature in found})
    places = {feature: place for place, feature in enumerate(sorted(f for f, count in counts.items() if count >= _LEAST_ROWS))}
    matrix = _matrix(rows, places)
    order = np.array([ORDER[label] for label in labels])
    step = np.ones((len(rows), 1)) * _INTERCEPT
    none = np.zeros((len(rows), 1))
    both = vstack([hstack([matrix, step, none]), hstack([matrix, none, step])]).tocsr()
    answers = np.concatenate([order >= 1, order >= 2])  # noqa: PLR2004
    weights = np.concatenate([np.full(len(rows), _BORDER_WEIGHT), np.ones(len(rows))])
    found = LogisticRegression(C=_STRENGTH, fit_intercept=False, max_iter=2000).fit(both, answers, sample_weight=weights).coef_[0]
    return Fit({name: float(found[place]) for name, place in places.items()}, float(found[-2]) * _INTERCEPT, float(found[-1]) * _INTERCEPT)


def _matrix(rows: Sequence[Weighed], places: dict[str, int]) -> csr_matrix:
    data: dict[tuple[int, int], float] = {}
    for number, row in enumerate(rows):
        for name, found in row:
            value = PARTS[name] / len(found) ** 0.5
            for feature in found:
                place = places.get(feature)
                if place is not None:
                    data[number, place] = data.get((number, place), 0.0) + value
    where = np.array(list(data)) if data else np.zeros((0, 2), int)
    return csr_matrix((np.array(list(data.values())), (where[:, 0], where[:, 1])), shape=(len(rows), len(places)))


def out_of_fold(
    rows: Sequence[Weighed], labels: Sequence[str], parts: Sequence[int], also: Sequence[tuple[Weighed, str]] = ()
) -> np.ndarray:
    """Weigh each row by a fit that has seen no row of its fold: pairs of logits, of *borderline or yes* and of *yes*.

    ``also`` are rows that every fit may see.
    """
    result = np.zeros((len(rows), 2))
    for part in sorted(set(parts)):
        seen = [number for number, own in enumerate(parts) if own != part]
        unseen = [number for number, own in enumerate(parts) if own == part]
        fitted = fit([*(rows[n] for n in seen), *(row for row, _ in also)], [*(labels[n] for n in seen), *(label for _, label in also)])
        logits = fitted.logits([rows[n] for n in unseen])
        result[unseen, 0], result[unseen, 1] = logits + fitted.kept, logits + fitted.yes
    return result


def calibrate(logits: np.ndarray, answers: np.ndarray) -> tuple[float, float]:
    """Return scale and shift that make probabilities of logits (Platt 1999)."""
    found = LogisticRegression(C=1e6).fit(logits.reshape(-1, 1), answers)
    return float(found.coef_[0][0]), float(found.intercept_[0])


def break_even(scores: np.ndarray, answers: np.ndarray) -> float:
    """Return the threshold at which precision and recall are as near to each other and as high as they get."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(answers[order])
    lower = np.minimum(hits / np.arange(1, len(order) + 1), hits / max(1, answers.sum()))
    return float(scores[order[int(np.argmax(lower))]])


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m crawler.topic.fit", description=__doc__.partition("\n\n")[2] if __doc__ else None)
    parser.add_argument("rows", nargs="*", type=Path, help="files of labelled rows (the repository's own by default)")
    parser.add_argument("--to", type=Path, default=FILE, help="where to write the weights")
    options = parser.parse_args(arguments)
    rows = read_rows(options.rows or sorted(ROWS.glob("*.jsonl")))
    read, labels = [weighed(row) for row in rows], [row["label"] for row in rows]
    unseen = out_of_fold(read, labels, folds(rows))
    order = np.array([ORDER[label] for label in labels])
    scale, shift = calibrate(unseen[:, 1], order == ORDER["yes"])
    scale_kept, shift_kept = calibrate(unseen[:, 0], order >= ORDER["borderline"])
    fitted = fit(read, labels)
    clear = order != ORDER["borderline"]
    originals = np.array([row["language"] in _ORIGINALS for row in rows])
    yes = _probabilities(unseen[:, 1] * scale + shift)
    kept = _probabilities(unseen[:, 0] * scale_kept + shift_kept)
    data = {
        "about": f"made by python -m crawler.topic.fit from {len(rows)} rows; not to be changed by hand",
        "parts": PARTS,
        "intercept_yes": round(fitted.yes * scale + shift, 4),
        "intercept_kept": round(fitted.kept * scale_kept + shift_kept, 4),
        "scale_kept": round(scale_kept / scale, 4),
        "thresholds": {
            "yes": round(break_even(yes[clear], order[clear] == ORDER["yes"]), 4),
            "borderline": round(break_even(kept, order >= ORDER["borderline"]), 4),
            "ask": round(float(np.quantile(kept[(order == ORDER["yes"]) & originals], _LOST)), 4),
        },
        "weights": {
            name: round(weight * scale, 3) for name, weight in sorted(fitted.weights.items()) if abs(weight * scale) >= _LEAST_WEIGHT
        },
    }
    options.to.write_text(json.dumps(data, ensure_ascii=False, indent=0, sort_keys=False) + "\n", encoding="utf-8")
    print(f"{len(rows)} rows, {len(data['weights'])} weights, thresholds {data['thresholds']}: {options.to}", file=sys.stderr)
    return 0


def _probabilities(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits)))


if __name__ == "__main__":
    sys.exit(main())
