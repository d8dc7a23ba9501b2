"""Which of the terms found in each other's letters say what they mean: *defence* in *trade defence* does not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crawler.topic.concepts import concepts

if TYPE_CHECKING:
    from crawler.topic.lexicon import Match


def without_hidden(matches: list[Match]) -> list[Match]:
    """Leave out what a longer expression turns into something else, and the expressions that only do that. ``matches`` are sorted."""
    kept: list[Match] = []
    around: list[tuple[int, int, str]] = []  # earlier matches that may contain the one at hand, or reach into it
    for match in matches:
        start, end, target = match.start, match.end, match.target
        if around:
            around = [longer for longer in around if longer[1] > start]
        for longer_start, longer_end, longer_target in around:
            if end > longer_end:
                if longer_start < start and _turns(longer_target):
                    break
            elif _hides(longer_target, target) or (
                longer_start == start and end < longer_end and _is_counter(target) and not _is_scene(longer_target)
            ):
                break
        else:
            around.append((start, end, target))
            if not _masks(target):
                kept.append(match)
    return kept


@cache
def _hides(longer: str, shorter: str) -> bool:
    if shorter == longer or longer.startswith("party:") or _turns(longer):
        return True
    role = concepts()[longer].role
    return role == "defence" and not shorter.startswith("party:") and concepts()[shorter].role == "defence"


@cache
def _is_counter(target: str) -> bool:
    """Whether a match speaks of another subject; within a longer word that begins with it, it does not: *attack* in *attack submarine*."""
    return not target.startswith("party:") and concepts()[target].role == "counter"


@cache
def _is_scene(target: str) -> bool:
    return not target.startswith("party:") and concepts()[target].role == "scene"


@cache
def _turns(target: str) -> bool:
    """Whether a match makes another subject of what begins within it: *trade defence* of *defence agreement*."""
    return not target.startswith("party:") and concepts()[target].role in {"mask", "counter"}


@cache
def _masks(target: str) -> bool:
    return not target.startswith("party:") and concepts()[target].role == "mask"
