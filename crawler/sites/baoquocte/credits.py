"""Who is named: the credit at the end of a caption, the people and the agency of a byline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from crawler.text import photo_credits
from crawler.text.names import is_person, set_apart
from crawler.text.spelling import collapse, nfc, visible
from crawler.text.words import any_of

_EMAIL = re.compile(r"\S{1,64}@\S{1,64}\.\S{1,24}")
_INITIALS_END = re.compile(r"^(?:[^\W\d_]\. ?){1,3}$")  # "H.A." keeps its stop
_LONGEST_BYLINE = 200
_EMPTY_BRACKETS = re.compile(r"\(\s*\)")


@dataclass(frozen=True, slots=True)
class CaptionRule:
    """How a caption is told from its credit, and how long one may be."""

    longest: int

    @classmethod
    def of(cls, data: dict[str, Any]) -> CaptionRule:
        """Make the rule from the ``caption`` table of a site's data."""
        return cls(data["longest"])

    def split(self, text: str) -> tuple[str | None, str | None]:
        """Part a caption from its credit; either may be missing."""
        caption, credit = photo_credits.split(nfc(text))
        return _tidy(caption), credit

    def has_credit(self, text: str) -> bool:
        """Tell whether a text ends as only captions do."""
        return photo_credits.find(nfc(text)) is not None


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says. ``whole``: names and agency are all that it says."""

    names: tuple[str, ...]
    agency: str | None
    whole: bool


@dataclass(frozen=True, slots=True)
class BylineRule:
    """How a byline is parted into people, and the agency that the text was taken from."""

    label: re.Pattern[str]
    agency: re.Pattern[str]
    compiled: re.Pattern[str]
    houses: re.Pattern[str]
    between: re.Pattern[str]
    agencies: frozenset[str]

    @classmethod
    def of(cls, data: dict[str, Any]) -> BylineRule:
        """Make the rule from the ``byline`` table of a site's data."""
        taken, source = any_of(data["agency"]), any_of(data["source"])
        inside = any_of([*data["agency"], *data["bracketed"]])
        name = r"(?P<{}>[^\W\d_][^()\[\]:：]{{0,60}}?)"
        return cls(
            label=re.compile(rf"^(?:(?:{any_of(data['labels'])})\s*[:：]\s*|(?:{any_of(data['by'])})\s+(?=\S))", re.IGNORECASE),
            agency=re.compile(
                rf"[(\[]\s*(?:(?:{inside})\s*:?\s+|(?:{source})\s*[:：]\s*){name.format('inside')}\s*[)\]]"
                rf"|(?:^|[\s.|–—-]\s*)(?:(?:{taken})\s*[:：]?\s+|(?:{source})\s*[:：]\s*){name.format('bare')}\s*\.?$",
                re.IGNORECASE,
            ),
            compiled=re.compile(rf"[(\[]\s*(?:{any_of(data['compiled'])})\s*[)\]]", re.IGNORECASE),
            houses=re.compile(rf"(?:{any_of(data['houses'])})", re.IGNORECASE),
            between=re.compile(rf"\s*[/;,&|•·]\s*|\s+[-–—]\s*|\s+(?:{any_of(data['and'])})\s+", re.IGNORECASE),
            agencies=frozenset(nfc(agency).casefold() for agency in data["agencies"]),
        )

    def read(self, text: str) -> Byline:
        """Read one line. A part that is no person's name, such as a date, a counter or a desk, is left out."""
        text = collapse(nfc(text).replace("\u00a0", " "))
        if len(text) > _LONGEST_BYLINE:
            return Byline((), None, whole=False)
        agency = self.agency.search(text)
        named = (agency["inside"] or agency["bare"]).strip() if agency else None
        if agency and named and named[0].isupper():
            text = text[: agency.start()] + " " + text[agency.end() :]
            if self.houses.fullmatch(named):  # the paper itself is no agency
                named = None
        else:
            named = None
        text = set_apart(self.houses, self.compiled.sub(" ", _EMAIL.sub(" ", text)))
        parts = [self._bare(part) for part in self.between.split(self._bare(text))]
        parts = [part for part in parts if visible(part)]
        names = tuple(part for part in parts if is_person(part) and part.casefold() not in self.agencies)
        return Byline(names, named, whole=len(names) == len(parts))

    def _bare(self, part: str) -> str:
        return self.label.sub("", collapse(part)).strip(" -–|,;.\u00a0") if not _INITIALS_END.search(part) else collapse(part)



def _tidy(text: str) -> str | None:
    text = _EMPTY_BRACKETS.sub("", text).strip(" \u00a0")
    return text if visible(text) else None
