"""The spider's arguments: strings from the command line, checked before anything is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from langcodes import Language, standardize_tag
from langcodes.tag_parser import LanguageTagError

from crawler.reading.dates import VIETNAM
from crawler.sites import SITES

if TYPE_CHECKING:
    from collections.abc import Mapping

TOPICS = ("defence", "all")
_SECTION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?")


class ArgumentsError(ValueError):
    """An argument that cannot be used. The message is one line that says what to write instead."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a run is asked for. ``None`` means no limit; ``since`` and ``until`` are whole days in Vietnam time, both included."""

    languages: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None
    sections: tuple[str, ...] | None = None
    sites: tuple[str, ...] = tuple(SITES)
    topic: str = "defence"
    dry_run: bool = False  # only say what would be asked for

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Self:
        """Check the command line's ``-a`` values. Raises ArgumentsError for the first one that cannot be used."""
        unknown = sorted(set(given) - {"languages", "since", "until", "sections", "sites", "topic", "dry_run"})
        if unknown:
            message = f"unknown argument {unknown[0]!r}: use languages, since, until, sections, sites, topic or dry_run"
            raise ArgumentsError(message)
        since, until = _day("since", given.get("since")), _day("until", given.get("until"))
        if since and until and since > until:
            message = f"since={since} lies after until={until}"
            raise ArgumentsError(message)
        today = datetime.now(VIETNAM).date()
        if since and since > today:
            message = f"since={since} lies in the future"
            raise ArgumentsError(message)
        topic = given.get("topic", "defence").strip()
        if topic not in TOPICS:
            message = f"topic={topic!r} is not known: use topic=defence or topic=all"
            raise ArgumentsError(message)
        return cls(
            languages=_languages(given.get("languages")), since=since, until=until,
            sections=_sections(given.get("sections")), sites=_sites(given.get("sites")), topic=topic,
            dry_run=_flag("dry_run", given.get("dry_run", "0")),
        )  # fmt: skip

    def wants_language(self, language: str) -> bool:
        """Say whether records in a language are wanted."""
        return self.languages is None or language in self.languages

    def as_json(self) -> dict[str, Any]:
        """Return the arguments as the store keeps them: what was asked for, and a dry run asks for nothing."""
        return {
            "languages": sorted(self.languages) if self.languages is not None else None,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "sections": list(self.sections) if self.sections is not None else None,
            "sites": list(self.sites),
            "topic": self.topic,
        }


def _items(name: str, value: str) -> list[str]:
    items = [item.strip() for item in value.split(",") if item.strip()]
    if not items:
        message = f"{name}= is empty: leave it out or name at least one"
        raise ArgumentsError(message)
    return items


def _flag(name: str, value: str) -> bool:
    if value.strip() not in {"0", "1"}:
        message = f"{name}={value!r} is neither {name}=1 nor {name}=0"
        raise ArgumentsError(message)
    return value.strip() == "1"


def _day(name: str, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        message = f"{name}={value!r} is not a date: write it as YYYY-MM-DD, for example {name}=2024-09-01"
        raise ArgumentsError(message) from None


def _languages(value: str | None) -> frozenset[str] | None:
    if value is None:
        return None
    tags = set()
    for item in _items("languages", value):
        try:
            tag = standardize_tag(item)
            valid = Language.get(tag).is_valid()
        except LanguageTagError:
            valid = False
        if not valid:
            message = f"languages: {item!r} is not a language tag: write codes such as vi, de or zh-CN, separated by commas"
            raise ArgumentsError(message)
        tags.add(tag)
    return frozenset(tags)


def _sections(value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    sections = [item.strip("/") for item in _items("sections", value)]
    for section in sections:
        if not _SECTION.fullmatch(section):
            message = f"sections: {section!r} is not a section's path: write it as in the site's address, for example the-gioi/tieu-diem"
            raise ArgumentsError(message)
    return tuple(sections)


def _sites(value: str | None) -> tuple[str, ...]:
    if value is None:
        return tuple(SITES)
    sites = _items("sites", value)
    for site in sites:
        if site not in SITES:
            message = f"sites: {site!r} is not known: use {', '.join(SITES)}"
            raise ArgumentsError(message)
    return tuple(dict.fromkeys(sites))
