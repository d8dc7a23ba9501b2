"""docs/what-counts.md lists the kinds of dealings that the judge knows, with their codes."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.topic.dealings import FILE, kinds

PAGE = (Path(__file__).parents[1] / "docs" / "what-counts.md").read_text("utf-8")


def test_the_table_has_the_kinds_of_the_data_in_their_order() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]
    told = [(kind.strip("`"), int(parties), cameo) for kind, _, parties, cameo, _ in (row for row in rows if len(row) == len("kwpcm"))]
    assert told == [(kind.name, kind.parties, kind.cameo) for kind in kinds()]


def test_a_code_has_one_meaning_the_one_that_the_data_notes() -> None:
    noted = dict(re.findall(r'^cameo = "(\d+)" +# (.+)$', FILE.read_text("utf-8"), re.MULTILINE))
    told = re.findall(r"\| (\d{3}) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert set(told) == set(noted.items())
