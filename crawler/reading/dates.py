"""The sites' forms of dates, read into ISO 8601 in Vietnam time. A date that cannot be read is None, never a guess and never today.

A clock without an offset shows the time of the ``zone`` that the caller gives: its site's, as its table names it. Whether a date lies
in the future is the caller's business: nothing here asks for the present time.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

from crawler.text.words import any_of

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

# The time of the data set: its dates are given in it, its months and the days of a run's arguments are meant in it (the contract).
VIETNAM = timezone(timedelta(hours=7))
EARLIEST_YEAR = 2000  # the paper's site is younger; an older year is a default value of some software

_ISO = re.compile(
    r"(?<![\d/.-])(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?(?![\d/-])",
    re.IGNORECASE,
)
# Day first, always; the year has four digits, because two do not say which number is which.
_DAY_FIRST = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_VIETNAMESE = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s+{WORDS['month']}\s+(\d{{1,2}})(?:\s+{WORDS['year']}\s+|\s*,\s*|\s+)(\d{{4}})(?!\d)", re.IGNORECASE
)
MONTHS: tuple[str, ...] = tuple(WORDS["months"])
MONTH = rf"({'|'.join(MONTHS)})[a-z]*\.?"
ORDINAL = rf"(?:{'|'.join(WORDS['ordinals'])})?"
_ENGLISH_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}}){ORDINAL}\s+{MONTH},?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_ENGLISH_MONTH_FIRST = re.compile(rf"\b{MONTH}\s+(\d{{1,2}}){ORDINAL},?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
DAYS = (_ISO, _DAY_FIRST, _VIETNAMESE, _ENGLISH_DAY_FIRST, _ENGLISH_MONTH_FIRST)
MORNING, AFTERNOON = (frozenset(halves) for halves in zip(WORDS["english_halves"], WORDS["vietnamese_halves"], strict=True))
# 08:01, 8:01:30, 17h05, 05:17 PM, 05:17 CH (chiều)
_HALVES = any_of((*MORNING, *AFTERNOON))
_TIME = re.compile(rf"(?<![\d:/.-])(\d{{1,2}})[:hH](\d{{2}})(?::(\d{{2}}))?(?![\d:])\s*({_HALVES})?\b", re.IGNORECASE)
_ZONE = re.compile(r"(?:GMT|UTC)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
# What a clock looks like in any language, where only this is asked.
CLOCK = rf"\d{{1,2}}\s?[:.{WORDS['hour_signs']}]\s?\d{{2}}"
MINUTE_SIGNS: str = WORDS["minute_signs"]
_STAMP = re.compile(r"[?&](?:[a-z]+=)?(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?=&|#|$)")

_NOON = 12
_LAST_OFFSET = timedelta(hours=14)
_BUDDHIST = re.compile(r"(?<!\d)(2[456]\d\d)(?!\d)")
_BUDDHIST_SHIFT = 543
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")


def gregorian(text: str) -> str:
    """Spell digits as 0 to 9 and Buddhist years as Gregorian ones."""
    plain = text if text.isascii() else _OTHER_DIGITS.sub(lambda found: str(unicodedata.digit(found[0])), text)
    return _BUDDHIST.sub(lambda found: str(int(found[1]) - _BUDDHIST_SHIFT), plain)


def from_iso(text: str | None, zone: tzinfo = VIETNAM) -> str | None:
    """Read an ISO 8601 date, as JSON-LD, meta elements and sitemaps write it."""
    found = _ISO.match((text or "").strip())
    return _iso(found, zone) if found else None


def from_visible(text: str | None, zone: tzinfo = VIETNAM) -> str | None:
    """Read the first date that stands in a text shown to readers.

    Forms: ``08:01 | 26/02/2026``, ``24/12/2021 17:17``, ``ngày 3 tháng 2 năm 2026``, ``February 26, 2026``, ISO.
    Numbers are day first. Where the first date is impossible (31 February, month 26), the answer is None.
    """
    text = text or ""
    iso = _ISO.search(text)
    if iso:
        return _iso(iso, zone)
    day = _day_in(text)
    if day is None:
        return None
    when, rest = day
    hour = _TIME.search(rest)
    if hour is None:
        return when.isoformat()
    clock = _clock(hour)
    if clock is None:
        return None
    return _in_vietnam(datetime.combine(when, clock, _zone_in(rest) or zone))


def from_stamp(address: str | None) -> str | None:
    """Read the day out of an image address that ends in ``?yyMMddhhmmss``: the day alone, for the clock behind it has twelve hours."""
    found = _STAMP.search(address or "")
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004
        return None
    when = _day(2000 + year, month, day)
    return when.isoformat() if when else None


def _iso(found: re.Match[str], zone: tzinfo) -> str | None:
    year, month, day, hour, minute, second, mark = found.groups()
    when = _day(int(year), int(month), int(day))
    if when is None:
        return None
    if hour is None:
        return when.isoformat()
    try:
        clock = time(int(hour), int(minute), int(second or 0))
    except ValueError:
        return None
    offset = zone
    if mark and mark[0] in "+-":
        digits = mark[1:].replace(":", "").ljust(4, "0")
        shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if shift > _LAST_OFFSET:
            return None
        offset = timezone(shift if mark[0] == "+" else -shift)
    elif mark:
        offset = UTC
    return _in_vietnam(datetime.combine(when, clock, offset))


def _day_in(text: str) -> tuple[date, str] | None:
    """Return the first day in the text, and the text without it; None where it is impossible or none."""
    found = [(match, int(match[1]), int(match[3]), int(match[4])) for match in _DAY_FIRST.finditer(text)]
    found += [(match, int(match[1]), int(match[2]), int(match[3])) for match in _VIETNAMESE.finditer(text)]
    found += [(match, int(match[1]), _month(match[2]), int(match[3])) for match in _ENGLISH_DAY_FIRST.finditer(text)]
    found += [(match, int(match[2]), _month(match[1]), int(match[3])) for match in _ENGLISH_MONTH_FIRST.finditer(text)]
    if not found:
        return None
    match, day, month, year = min(found, key=lambda item: item[0].start())
    when = _day(year, month, day)
    return (when, f"{text[: match.start()]} {text[match.end() :]}") if when else None


def _month(name: str) -> int:
    return MONTHS.index(name.lower()) + 1


def _day(year: int, month: int, day: int) -> date | None:
    if year < EARLIEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> time | None:
    hour, half = int(found[1]), (found[4] or "").lower()
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half in AFTERNOON else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def _zone_in(text: str) -> timezone | None:
    """Return the zone that stands beside a clock as ``GMT+7``; None where none does, or one that cannot be."""
    found = _ZONE.search(text)
    if not found:
        return None
    shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if shift > _LAST_OFFSET:
        return None
    return timezone(shift if found[1] == "+" else -shift)


def _in_vietnam(moment: datetime) -> str | None:
    if not EARLIEST_YEAR <= moment.year < 9999:  # noqa: PLR2004 - a conversion beyond the last year fails
        return None
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")
