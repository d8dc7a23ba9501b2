"""What a check says of a guess, and how several sayings become one line of the report."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.survey.guesses import Place, Table

Status = Literal["holds", "fails", "not seen"]
ORDER: tuple[Status, ...] = ("fails", "holds", "not seen")


# Between what was found on several pages in place of one guess, of which the first ones are named.
_AND, _IN, _MOST_FOUND = "; ", " stands in ", 4


class More(TypedDict, total=False):
    """What may be said of a finding beside its guess, as in `Finding`."""

    found: str
    url: str
    names: Iterable[str]
    place: Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One guess held against the pages.

    ``group`` is a heading of the report, ``guess`` the key in the table or a few words, ``value`` what is guessed; ``why`` says what was
    seen, ``found`` what a failing guess has to become; ``url`` is the page on which it was seen, ``names`` the classes and ids that were
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
    """Collects findings of one table's guesses. ``place`` is given to its methods for a guess that does not stand in the table."""

    site: str
    table: Table
    group: str = ""
    all: list[Finding] = field(default_factory=list)

    def of(self, table: Table) -> Findings:
        """Collect into the same list for another table."""
        return Findings(self.site, table, self.group, self.all)

    def add(self, status: Status, key: str, value: object, why: str, **more: Unpack[More]) -> None:
        """Add what was seen of a guess."""
        where = more.get("place") or self.table.place(key, value if value != "" else None)
        instead = more.get("found", "") if status == "fails" else ""
        names = frozenset(more.get("names", ()))
        self.all.append(Finding(self.site, self.group, key, str(value), status, why, instead, (where,), more.get("url", ""), names))

    def holds(self, key: str, value: object = "", why: str = "", **more: Unpack[More]) -> None:
        """Add a guess that holds."""
        self.add("holds", key, value, why, **more)

    def fails(self, key: str, value: object, why: str, **more: Unpack[More]) -> None:
        """Add a guess that fails, with what was ``found`` instead."""
        self.add("fails", key, value, why, **more)

    def unseen(self, key: str, value: object = "", why: str = "", **more: Unpack[More]) -> None:
        """Add a guess of which the sample shows nothing."""
        self.add("not seen", key, value, why, **more)

    def judged(self, good: object, key: str, value: object, why: str, **more: Unpack[More]) -> None:
        """Add a guess that holds or fails."""
        self.add("holds" if good else "fails", key, value, why, **more)

    def listed(self, good: object, key: str, value: object, why: str, **more: Unpack[More]) -> None:
        """Add what a page has: one of the values of a list, or one that the list lacks."""
        self.add("holds" if good else "fails", key, value if good else "", why, **more)

    def shown(self, hit: object, key: str, value: object, yes: str, no: str = "") -> None:
        """Add a guess that holds or was not seen; ``yes`` and ``no`` say what of it was seen."""
        self.add("holds" if hit else "not seen", key, value, yes if hit or not no else no)


def merged(findings: Iterable[Finding], tables: Iterable[Table]) -> list[Finding]:
    """Put together what has one cause: failures that miss the same name, and one guess seen several times (failing, else holding, wins)."""
    naming = {table.file: table for table in tables}
    once: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.site, finding.guess, finding.value)
        known = once.get(key)
        if known is None or ORDER.index(finding.status) < ORDER.index(known.status):
            once[key] = finding
        elif finding.status == known.status == "fails":
            once[key] = _both(known, finding)
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
        named = [
            place
            for name in finding.names
            for file in {place.file for place in finding.places}
            if file in naming
            for place in naming[file].naming(name)
        ]
        kept.append(replace(finding, places=_united(finding.places, named)))
    return kept


def _both(known: Finding, finding: Finding) -> Finding:
    """Add to a failure what else was found in place of the same guess."""
    found = known.found.split(_AND)
    # The same element with another text is the same.
    places = {one.rpartition(_IN)[2] for one in found}
    if not finding.found or finding.found.rpartition(_IN)[2] in places or len(found) >= _MOST_FOUND:
        return known
    why = known.why if finding.why in known.why else f"{known.why}{_AND}{finding.why}"
    return replace(known, why=why, found=_AND.join([one for one in (*found, finding.found) if one]), names=known.names | finding.names)


def _united(first: Iterable[Place], others: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys((*first, *others)))
