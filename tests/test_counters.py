"""The documented counters are those of the code, and the code's are documented."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
_COUNTED = re.compile(r"(?:(?:inc|set)_value\(\s*|(?:counts|doubts)\[)f?\"([a-z_]+/[^\"]+)\"")
_DOCUMENTED = re.compile(r"`([a-z_]+/[^`]+)`")
# Counted through a verb's own name: `refine` hands its counts on as they are.
_VERBS = {"normalise", "strip_slots", "lift_captions", "drop_leftovers", "lift_bylines", "refine"}


def shape(name: str) -> str:
    """A counter's name with what is filled in left open."""
    return re.sub(r"\{[^}]*\}|<[^>]*>", "*", name)


def test_every_counter_of_the_code_is_documented_and_none_else() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "crawler").rglob("*.py"))
    counted = {shape(name) for name in _COUNTED.findall(source) if name.split("/")[0] not in _VERBS}
    table = [line.split("|")[1] for line in (ROOT / "docs/counters.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    documented = {shape(name) for names in table for name in _DOCUMENTED.findall(names) if name.split("/")[0] not in _VERBS}
    # The reason of a teaser that is not wanted and the word for one that is come from one expression.
    assert counted - documented == set()
    assert documented - counted == {"teaser/wanted"}
