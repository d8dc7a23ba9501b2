"""Dates of feeds and sitemaps, in the forms that software writes, read into ISO 8601 in Vietnam time.

A zone that is named is taken as it is; of a clock in an unknown zone only the day is kept; no zone at all means the ``zone`` that the
caller gives, its site's. ``02/03/2026`` does not say which number is the month, but its feed does: `from_feeds` reads all of a feed's
dates together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from crawler.reading.dates import AFTERNOON, EARLIEST_YEAR, MONTH, MONTHS, ORDINAL, VIETNAM, WORDS, from_visible

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIGNS: dict[str, str] = WORDS["day_signs"]
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(\d{{4}})\s?[-/.{_SIGNS['year']}]\s?(\d{{1,2}})\s?[-/.{_SIGNS['month']}]\s?(\d{{1,2}}){_SIGNS['day']}?(?!\d)"
)
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}}){ORDINAL}[\s-]+{MONTH}[,\s-]\s*(\d{{4}}|\d{{2}})(?![\d:])", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b{MONTH}\s+(\d{{1,2}}){ORDINAL},?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:+-])(\d{1,2})[:hH](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    rf"(?:([ap])\.?m\b\.?|({'|'.join(WORDS['vietnamese_halves'])})\b)?",
    re.IGNORECASE,
)
# Two forms that put the year last or everything together: what C, Unix and iCalendar write.
_YEAR_LAST = re.compile(
    rf"\b{MONTH}\s+(\d{{1,2}})\s+(\d{{1,2}}:\d{{2}}(?::\d{{2}})?)\s+(?:([A-Z]{{2,5}}|[+-]\d{{4}})\s+)?(\d{{4}})(?!\d)", re.IGNORECASE
)
_TOGETHER = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(?!\d)")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?")
_ZONE = re.compile(r"\s*(?:(?:Z|UTC?|GMT)?\s*([+-])\s?(\d{1,2}):?(\d{2})?(?!\d)|\(?([A-Za-z]{1,5})\b)")
_ZONES: dict[str, int] = WORDS["zones"]
_NO_ZONES = frozenset((*MONTHS, *WORDS["weekdays"]))
_NOON = 12
_LAST_OFFSET = timedelta(hours=14)
_UNKNOWN = timedelta.max  # of a zone that is named and not known


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A day as three numbers of which the first two do not say what they are. ``english``: AM or PM stands behind it."""

    first: int
    second: int
    year: int
    english: bool
    slashed: bool


def from_feed(text: str | None, zone: tzinfo = VIETNAM) -> str | None:
    """Read one date: RFC 822, ISO 8601, and what is found beside them (``GMT+0000``, ``10:20 PM``, ``2026/02/12``, seconds since 1970)."""
    return from_feeds([text], zone)[0]


def from_feeds(texts: Sequence[str | None], zone: tzinfo = VIETNAM) -> list[str | None]:
    """Read the dates of one feed, in its order; what cannot be read, or may be two days, is None."""
    month_first = _month_first([numbers for text in texts if (numbers := _numbers_in(text or "")) is not None])
    return [_read(text.strip(), zone, month_first=month_first) if text else None for text in texts]


def _numbers_in(text: str) -> _Numbers | None:
    found = None if _YEAR_FIRST.search(text) else _NUMBERS.search(text)
    if found is None:
        return None
    clock = _CLOCK.search(text)
    english = clock is not None and clock[4] is not None
    return _Numbers(int(found[1]), int(found[3]), int(found[4]), english, found[2] == "/")


def _month_first(feed: list[_Numbers]) -> bool | None:
    """Tell whether a feed writes the month before the day: by a number over twelve, else by what makes its days lie closer together.

    None where nothing tells and both are usual.
    """
    day_first = any(numbers.first > _NOON for numbers in feed)
    month_first = any(numbers.second > _NOON for numbers in feed)
    if day_first != month_first:
        return month_first
    if day_first:
        return None
    by_day = _spread([_day(n.year, n.second, n.first) for n in feed])
    by_month = _spread([_day(n.year, n.first, n.second) for n in feed])
    if by_day != by_month:
        return by_month < by_day
    return None if any(numbers.english and numbers.slashed for numbers in feed) else False


def _spread(days: list[date | None]) -> timedelta:
    whole = [day for day in days if day is not None]
    return max(whole) - min(whole) if whole else timedelta(0)


def _read(text: str, zone: tzinfo, *, month_first: bool | None) -> str | None:
    if _SECONDS.fullmatch(text):
        return _in_vietnam(datetime.fromtimestamp(int(text[:10]), UTC))
    text = _YEAR_LAST.sub(lambda found: f"{found[1]} {found[2]} {found[5]} {found[3]} {found[4] or ''}", text)
    text = _TOGETHER.sub(lambda found: f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}:{found[6] or '00'}", text)
    found = _day_in(text, month_first=month_first)
    if found is None:
        return None if _NUMBERS.search(text) else from_visible(text, zone)
    day, start, end = found
    if day is None:
        return None
    rest = text[end:] if _CLOCK.search(text, end) else text[:start]
    clock = _CLOCK.search(rest)
    return day.isoformat() if clock is None else _at(day, clock, rest[clock.end() :], zone)


def _at(day: date, clock: re.Match[str], after: str, zone: tzinfo) -> str | None:
    """Put day, clock and the zone behind the clock together; of a clock in an unknown zone only the day is known."""
    hour = _hour(clock)
    if hour is None:
        return None
    offset = _offset(after)
    if offset is _UNKNOWN:
        return day.isoformat()
    return _in_vietnam(datetime.combine(day, hour, zone if offset is None else timezone(offset)))


def _day_in(text: str, *, month_first: bool | None) -> tuple[date | None, int, int] | None:
    """Return the day, None if there is no such day, and where it stands; None where the text holds none that can be told."""
    if found := _YEAR_FIRST.search(text):
        day = _day(int(found[1]), int(found[2]), int(found[3]))
    elif found := _DAY_MONTH.search(text):
        year = int(found[3])
        day = _day(year if len(found[3]) > 2 else 2000 + year, _month(found[2]), int(found[1]))  # noqa: PLR2004
    elif found := _MONTH_DAY.search(text):
        day = _day(int(found[3]), _month(found[1]), int(found[2]))
    elif found := _NUMBERS.search(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if month_first is None and first <= _NOON and second <= _NOON and first != second:
            return None
        swapped = month_first if month_first is not None else second > _NOON
        day = _day(year, first, second) if swapped else _day(year, second, first)
    else:
        return None
    return day, found.start(), found.end()


def _month(name: str) -> int:
    return MONTHS.index(name.lower()) + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= EARLIEST_YEAR else None
    except ValueError:
        return None


def _hour(clock: re.Match[str]) -> time | None:
    hour, half = int(clock[1]), (f"{clock[4]}m" if clock[4] else clock[5] or "").lower()
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half in AFTERNOON else 0)
    try:
        return time(hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None


def _offset(after: str) -> timedelta | None:
    """Return how far east of Greenwich the clock stands, by what follows it; None where nothing says, or ``-0000`` that nobody knows."""
    found = _ZONE.match(after)
    if found is None:
        return None
    if found[4] is not None:
        name = found[4].lower()
        if name not in _ZONES and (name[:3] in _NO_ZONES or not found[4].isupper()):  # "MON", "Uhr"
            return None
        return timedelta(hours=_ZONES[name]) if name in _ZONES else _UNKNOWN
    shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if found[1] == "-" and not shift:
        return None
    if shift > _LAST_OFFSET:
        return _UNKNOWN
    return shift if found[1] == "+" else -shift


def _in_vietnam(moment: datetime) -> str | None:
    if not EARLIEST_YEAR <= moment.year < 9999:  # noqa: PLR2004 - a conversion beyond the last year fails
        return None
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")
