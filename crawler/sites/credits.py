"""Who is named: the credit at the end of a caption, the people and the agency of a byline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.sites.text import collapse, nfc, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_BETWEEN_NAMES = re.compile(r"\s*[/;]\s*|\s+[-–—]\s+")
_EMAIL = re.compile(r"\S{1,64}@\S{1,64}\.\S{1,24}")
_BY = re.compile(r"^by\s+(?=\S)", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"\(\s*\)")


@dataclass(frozen=True, slots=True)
class CaptionRule:
    """How a caption is told from its credit."""

    labelled: re.Pattern[str]
    trailing: re.Pattern[str]
    bare: re.Pattern[str]
    longest: int

    @classmethod
    def of(cls, data: dict[str, Any]) -> CaptionRule:
        """Make the rule from the ``caption`` table of a site's data."""
        labels = _either(data["credit"])
        return cls(
            labelled=re.compile(rf"[(\[]\s*(?:{labels})\s*[:：]\s*", re.IGNORECASE),
            trailing=re.compile(rf"(?:^|(?<=[.!?…”\"])\s*|\s+[-–—|/]\s*)(?:{labels})\s*[:：]\s*([^.:：]{{1,80}})\.?$", re.IGNORECASE),
            bare=re.compile(rf"[(\[]\s*((?:{_either(data['bare'])})(?:\s*[/,]\s*[^()\[\]]{{1,40}})?)\s*[)\]]\s*\.?$"),
            longest=data["longest"],
        )

    def split(self, text: str) -> tuple[str | None, str | None]:
        """Part a caption from its credit; either may be missing."""
        text = nfc(text)
        labelled = list(self.labelled.finditer(text))[-1:]
        for label in labelled:
            rest = text[label.end() :].rstrip(" .\u00a0")
            if rest.endswith((")", "]")) or not re.search(r"[)\]]", rest):
                credit = rest[:-1] if rest.endswith((")", "]")) else rest
                return _tidy(text[: label.start()]), _tidy(credit)
        for pattern in (self.bare, self.trailing):
            found = pattern.search(text)
            if found:
                return _tidy(text[: found.start()]), _tidy(found[1])
        return _tidy(text), None

    def has_credit(self, text: str) -> bool:
        """Tell whether a text ends as only captions do."""
        return self.split(text)[1] is not None


@dataclass(frozen=True, slots=True)
class BylineRule:
    """How a byline is parted into people, and the agency that the text was taken from."""

    label: re.Pattern[str]
    agency: re.Pattern[str]

    @classmethod
    def of(cls, data: dict[str, Any]) -> BylineRule:
        """Make the rule from the ``byline`` table of a site's data."""
        return cls(
            label=re.compile(rf"^(?:{_either(data['labels'])})\s*[:：]\s*", re.IGNORECASE),
            agency=re.compile(rf"[(\[]\s*(?:{_either(data['agency'])})\s*:?\s+([^()\[\]]+?)\s*[)\]]", re.IGNORECASE),
        )

    def read(self, text: str) -> tuple[list[str], str | None]:
        """Return the people and the agency."""
        text = nfc(text)
        agency = self.agency.search(text)
        if agency:
            text = text[: agency.start()] + text[agency.end() :]
        names = (_BY.sub("", self.label.sub("", collapse(_EMAIL.sub("", part)))) for part in _BETWEEN_NAMES.split(text))
        return [name for name in (part.strip(" -–|,;.\u00a0") for part in names) if visible(name)], agency[1] if agency else None


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(nfc(word)).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _tidy(text: str) -> str | None:
    text = _EMPTY_BRACKETS.sub("", text).strip(" \u00a0")
    return text if visible(text) else None
