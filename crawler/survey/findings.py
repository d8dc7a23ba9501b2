"""What a check says of a guess, and how several sayings become one line of the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from crawler.survey.guesses import Place, Table

Status = Literal["holds", "fails", "not seen"]
ORDER: tuple[Status, ...] = ("fails", "holds", "not seen")


@dataclass(frozen=True, slots=True)
class Finding:
    """One guess held against the pages.

    ``group`` is a heading of the report, ``guess`` the key in the table or a few words, ``value`` what is guessed; ``why`` says what was seen,
    ``found`` what a failing guess has to become; ``url`` is the page on which it was seen, ``names`` the classes and ids that were
    missed there: failures that miss the same ones have one cause.
    """

    site: str
    group: str
    guess: str
    value: str
    status: Status
    why: str = ""
    found: str = ""
    places: tuple[Place, ...] = ()
    url: str = ""
    names: frozenset[str] = frozenset()


@dataclass(slots=True)
class Findings:
    """Collects findings of one table's guesses."""

    site: str
    table: Table
    group: str = ""
    all: list[Finding] = field(default_factory=list)

    def add(
        self,
        status: Status,
        key: str,
        value: object = "",
        why: str = "",
        *,
        found: str = "",
        url: str = "",
        names: Iterable[str] = (),
        place: Place | None = None,
    ) -> None:
        """Add what was seen of a guess. ``place`` is given where it does not stand in the table."""
        where = place or self.table.place(key, value if value != "" else None)
        self.all.append(Finding(self.site, self.group, key, str(value), status, why, found, (where,), url, frozenset(names)))

    def holds(self, key: str, value: object = "", why: str = "", *, url: str = "", place: Place | None = None) -> None:
        """Add a guess that holds."""
        self.add("holds", key, value, why, url=url, place=place)

    def fails(
        self, key: str, value: object, why: str, *, found: str = "", url: str = "", names: Iterable[str] = (), place: Place | None = None
    ) -> None:
        """Add a guess that fails, with what was found instead."""
        self.add("fails", key, value, why, found=found, url=url, names=names, place=place)

    def unseen(self, key: str, value: object = "", why: str = "", *, place: Place | None = None) -> None:
        """Add a guess of which the sample shows nothing."""
        self.add("not seen", key, value, why, place=place)

    def judged(self, *, good: bool, key: str, value: object, why: str, found: str = "", url: str = "", place: Place | None = None) -> None:
        """Add a guess that holds or fails."""
        self.add("holds" if good else "fails", key, value, why, found="" if good else found, url=url, place=place)


def merged(findings: Iterable[Finding], tables: Iterable[Table]) -> list[Finding]:
    """Put together what has one cause: failures that miss the same name, and the same guess seen several times (failing, else holding, wins)."""
    naming = {table.file: table for table in tables}
    once: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.site, finding.guess, finding.value)
        known = once.get(key)
        once[key] = finding if known is None or ORDER.index(finding.status) < ORDER.index(known.status) else known
    kept: list[Finding] = []
    by_name: dict[tuple[str, frozenset[str]], int] = {}
    for finding in once.values():
        if finding.status != "fails" or not finding.names:
            kept.append(finding)
            continue
        group = (finding.site, finding.names)
        if group in by_name:
            first = kept[by_name[group]]
            kept[by_name[group]] = replace(first, places=_united(first.places, finding.places), found=first.found or finding.found)
            continue
        by_name[group] = len(kept)
        named = [place for name in finding.names for file in {place.file for place in finding.places} if file in naming for place in naming[file].naming(name)]
        kept.append(replace(finding, places=_united(finding.places, named)))
    return kept


def _united(first: Iterable[Place], others: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys((*first, *others)))
