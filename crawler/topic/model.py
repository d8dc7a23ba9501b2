"""The fitted model: weights of features, an intercept for each step of the order no, borderline, yes, and the thresholds.

``weights.json`` is made by ``python -m crawler.topic.fit`` from the labelled rows of the repository; nothing here is set by hand. A part of
an article is a set of features, scaled to length one; the parts are added by what they count, and the sum is weighed once.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = Path(__file__).with_name("weights.json")


class Weighed(NamedTuple):
    """What the model says: the probability of *yes* and of *borderline or yes*, and what each feature added, the heaviest first."""

    yes: float
    kept: float
    reasons: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature. ``parts`` says how much a part counts, ``thresholds`` from which probability on something holds."""

    weights: dict[str, float]
    intercept_yes: float
    intercept_kept: float
    scale_kept: float
    parts: dict[str, float]
    thresholds: dict[str, float]

    def weigh(self, parts: Iterable[tuple[str, set[str]]], *, reasons: int = 0) -> Weighed:
        """Weigh an article's parts, as (name of the part, its features); ``reasons`` features are named, by how much they moved the sum."""
        total = 0.0
        moved: dict[str, float] = {}
        weights = self.weights
        for name, found in parts:
            known = weights.keys() & found
            scale = self.parts[name] / math.sqrt(len(found)) if found else 0.0
            total += scale * math.fsum([weights[feature] for feature in known])
            if reasons:
                for feature in known:
                    moved[feature] = moved.get(feature, 0.0) + scale * weights[feature]
        heaviest = sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0]))[:reasons]
        return Weighed(_probability(total + self.intercept_yes), _probability(total * self.scale_kept + self.intercept_kept), heaviest)


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def model() -> Model:
    """Read the weights."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return Model(data["weights"], data["intercept_yes"], data["intercept_kept"], data["scale_kept"], data["parts"], data["thresholds"])
