"""What is known of an article beside the markup that shows it: its structured data, its metadata, the lists and feeds that name it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crawler.reading import dates
from crawler.reading.markup import json_ld, meta_of
from crawler.survey.asking import teasers_of
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.survey.sample import Answer, Sample

ARTICLES = ("NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BlogPosting")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Truths:
    """Values by field; empty where nobody says. ``date`` is ISO 8601 in Vietnam time, ``raw_date`` as JSON-LD writes it."""

    headline: str = ""
    description: str = ""
    date: str = ""
    raw_date: str = ""
    section: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)

    def of(self, name: str) -> list[str]:
        """Return what is known of a field of the data; of a date its days."""
        values = {"headline": [self.headline], "description": [self.description], "section": self.section, "keywords": self.keywords}
        return [value for value in (self.days if name == "date" else values[name]) if value]

    @property
    def days(self) -> list[str]:
        """The day in Vietnam, and as it is written."""
        return [day for day in dict.fromkeys((self.date[:10], self.raw_date[:10])) if day]


def truths_of(answer: Answer, sample: Sample, key: str, houses: Iterable[str] = ()) -> Truths:
    """Gather what is known of the article of a page; ``key`` is its own, ``houses`` the names that are no author's."""
    meta, ld = meta_of(answer.tree), json_ld(answer.tree)
    article: dict[str, Any] = next(ld.of_type(*ARTICLES), {})
    raw = _text(article.get("datePublished")) or meta.first("article:published_time", "datepublished") or ""
    heading, shown = _listed(answer, sample, key)
    people = {letters_only(house) for house in houses}
    return Truths(
        headline=_text(article.get("headline")) or meta.first("og:title", "twitter:title") or heading,
        description=_text(article.get("description")) or meta.first("description", "og:description") or "",
        date=dates.from_iso(raw) or shown,
        raw_date=raw,
        section=[name for trail in ld.of_type("BreadcrumbList") for name in _trail(trail)],
        keywords=[word.strip() for word in (meta.first("news_keywords", "keywords") or "").split(",") if word.strip()],
        authors=list(_authors(article, meta.values.get("article:author", []), people)),
        types=[str(thing.get("@type")) for thing in ld.objects if thing.get("@type")],
    )


def _listed(answer: Answer, sample: Sample, key: str) -> tuple[str, str]:
    """Return the headline and the date that lists and feeds give for an article; empty where none does."""
    others = (other for other in sample.answers if other is not answer and other.good)
    teasers = [teaser for other in others for teaser in teasers_of(other) if teaser.address.key == key]
    shown = next((teaser.date for teaser in teasers if teaser.date and teaser.date_source in ("feed", "visible")), "")
    return next((teaser.headline for teaser in teasers if teaser.headline), ""), shown


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _trail(trail: dict[str, Any]) -> Iterator[str]:
    steps = trail.get("itemListElement")
    for step in steps if isinstance(steps, list) else ():
        item = step.get("item") if isinstance(step, dict) else None
        name = (step.get("name") if isinstance(step, dict) else None) or (item.get("name") if isinstance(item, dict) else None)
        if isinstance(name, str):
            yield name


def _authors(article: dict[str, Any], declared: list[str], houses: set[str]) -> Iterator[str]:
    people = article.get("author")
    named = [person.get("name") for person in (people if isinstance(people, list) else [people]) if isinstance(person, dict)]
    for name in (*named, *declared):
        if isinstance(name, str) and letters_only(name) not in houses and not name.startswith("http"):
            yield name


def shows_day(text: str, iso: str) -> bool:
    """Tell whether a text shows a day in whatever form and order: by its numbers, the month's perhaps a word."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return False
    numbers = [int(number) for number in _DIGITS.findall(text)]
    years = {day.year, day.year % 100, day.year + 543}
    named = dates.MONTHS[day.month - 1] in text.lower()
    rest = list(numbers)
    for wanted in ({day.day}, years, set() if named else {day.month}):
        hit = next((number for number in rest if number in wanted), None)
        if wanted and hit is None:
            return False
        if hit is not None:
            rest.remove(hit)
    return True


def same_moment(one: str, other: str) -> bool:
    """Tell whether two ISO 8601 dates are one: to the minute where both have a time, else by the day."""
    if "T" in one and "T" in other:
        try:
            return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds()) < 60  # noqa: PLR2004
        except (TypeError, ValueError):
            return False
    return one[:10] == other[:10] != ""
