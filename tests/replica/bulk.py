"""Articles by the thousand, made from word lists: the same every time, made only when asked for.

One article in ``ON_SUBJECT_EVERY`` is on the subject and has translations; the others are about tea, kites and football.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.replica.messages import slugify
from tests.replica.story import Original, Paragraph, Picture, Story, Translation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.replica.story import Block, Edition, Generation, Markup

_WORDS = Path(__file__).with_name("bulk_words.toml")
ON_SUBJECT_EVERY = 33
ENGLISH_EVERY = 10
_NEWEST = datetime.fromisoformat("2026-08-30T21:30:12+07:00")
_PACE = timedelta(minutes=15)
_NEWEST_NUMBER = 434_897
# From December 2025 on, numbers go up by four; before, by one.
_STEPS_OF_FOUR = 26_112
_MIRRORS = ("de", "fr", "ja", "en", "vi")
_MARKUPS: tuple[Markup, ...] = ("next", "jsonld", "next", "bare")
_OLD_MARKUPS: tuple[Markup, ...] = ("wordpress", "jsonld", "bare")
_SECTIONS: dict[Edition, tuple[tuple[str, ...], ...]] = {
    "vi": (
        ("kinh-te",),
        ("van-hoa",),
        ("the-thao",),
        ("giao-duc",),
        ("du-lich",),
        ("the-gioi",),
        ("thoi-su",),
        ("ngoai-giao",),
        ("the-gioi", "ho-so"),
    ),
    "en": (("economy",), ("culture",), ("letters-from-hanoi",), ("politics",)),
}
_SUBJECT_SECTIONS: dict[Edition, tuple[tuple[str, ...], ...]] = {
    "vi": (("the-gioi", "tieu-diem"), ("thoi-su",), ("bien-dong-247",), ("the-gioi", "toan-canh"), ("the-gioi", "ho-so")),
    "en": (("across-seven-seas",), ("politics",), ("the-long-table",)),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lists' index keeps of an article."""

    number: int
    published: datetime
    edition: Edition
    sections: tuple[str, ...]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def number_of(index: int) -> int:
    """Give the article's number: newest first."""
    return _NEWEST_NUMBER - 4 * min(index, _STEPS_OF_FOUR) - max(0, index - _STEPS_OF_FOUR)


def _published(index: int) -> datetime:
    return _NEWEST - index * _PACE - timedelta(seconds=index * 37 % 600)


def _edition(index: int) -> Edition:
    return "en" if index % ENGLISH_EVERY == 4 else "vi"


def on_subject(index: int) -> bool:
    """Whether the article is defence diplomacy."""
    return index % ON_SUBJECT_EVERY == 7


def entry(index: int) -> Entry:
    """Give the index entry, without making the article."""
    edition = _edition(index)
    sections = (_SUBJECT_SECTIONS if on_subject(index) else _SECTIONS)[edition]
    return Entry(number_of(index), _published(index), edition, sections[_pick(index, 1, len(sections))])


def _pick(index: int, salt: int, size: int) -> int:
    """Choose one of ``size``, evenly and the same every time."""
    return ((index * 2_654_435_761 + salt * 40_503_017) >> 7) % size


@lru_cache(maxsize=4096)
def story(index: int) -> Story:
    """Make the article with this index."""
    return _subject_story(index) if on_subject(index) else _filler_story(index)


def _generation(published: datetime) -> Generation:
    return "G4" if published.year >= 2024 else "G3" if published.year >= 2020 else "G2"


def _filler_story(index: int) -> Story:
    place = entry(index)
    words = _words()[place.edition]

    def fill(kind: str, salt: int) -> str:
        template: str = words[kind][_pick(index, salt, len(words[kind]))]
        text = template.format(
            place=words["places"][_pick(index, salt + 1, len(words["places"]))],
            org=words["orgs"][_pick(index, salt + 2, len(words["orgs"]))],
            who=words["people"][_pick(index, salt + 3, len(words["people"]))],
            n=120 + _pick(index, salt + 4, 4000),
            m=3 + _pick(index, salt + 5, 40),
        )
        return text[:1].upper() + text[1:]

    headline = fill("headlines", 10)
    paragraphs = tuple(
        Paragraph(" ".join(fill("sentences", 100 + 37 * number + 11 * part) for part in range(3)))
        for number in range(7 + _pick(index, 5, 5))
    )
    caption = fill("descriptions", 71)
    picture = Picture(f"anh-{index}.jpg", caption, words["people"][_pick(index, 3, len(words["people"]))].title())
    blocks: tuple[Block, ...] = (paragraphs[0], picture, *paragraphs[1:])
    return _story(index, _original(index, headline, slugify(headline), fill("descriptions", 30), blocks))


def _original(index: int, headline: str, slug: str, description: str, blocks: tuple[Block, ...]) -> Original:
    place = entry(index)
    return Original(
        edition=place.edition,
        number=place.number,
        slug=slug,
        published=place.published,
        modified=place.published + timedelta(minutes=9),
        sections=place.sections,
        headline=headline,
        description=description,
        blocks=blocks,
        authors=("Minh Quân",) if on_subject(index) else (),
        tags=("quốc phòng",) if on_subject(index) else (),
    )


def _story(index: int, original: Original, parties: tuple[str, ...] = (), translations: Mapping[str, Translation] | None = None) -> Story:
    return Story(
        key=f"bulk-{index}",
        label="yes" if on_subject(index) else "no",
        why="made from word lists",
        parties=parties,
        generation=_generation(original.published),
        source="baoquocte",
        mirror_slug=original.slug,
        source_url=original.url,
        original=original,
        translations=translations or {},
    )


def _subject_story(index: int) -> Story:
    place = entry(index)
    words = _words()
    states = list(words["states"])
    first = _pick(index, 21, len(states))
    second = (first + 1 + _pick(index, 22, len(states) - 1)) % len(states)
    parties = (states[first], states[second])
    people = words["names"]["people"]
    event = words["events"][("talks", "exercise")[_pick(index, 23, 2)]]

    def tell(language: str, text: str) -> str:
        told = text.format(
            a=words["states"][parties[0]][language],
            b=words["states"][parties[1]][language],
            pa=people[_pick(index, 24, len(people) // 2)],
            pb=people[len(people) // 2 + _pick(index, 25, len(people) // 2)],
            city=words["names"]["cities"][_pick(index, 26, len(words["names"]["cities"]))],
            d=place.published.day,
            m=place.published.month,
            n=4 + _pick(index, 27, 90),
        )
        return told[:1].upper() + told[1:]

    def version(language: str) -> tuple[str, str, tuple[Block, ...]]:
        texts = event[language]
        first_paragraph, *others = (Paragraph(tell(language, text)) for text in texts["body"])
        picture = Picture(f"gap-go-{index}.jpg", tell(language, texts["caption"]), "Kyodo")
        return tell(language, texts["headline"]), tell(language, texts["description"]), (first_paragraph, picture, *others)

    headline, description, blocks = version(place.edition)
    slug = f"{slugify(headline)}-ky-{index}"
    segments = [segment for salt, segment in enumerate(_MIRRORS) if _pick(index, 40 + salt, 5) < 3]
    markups = _MARKUPS if place.published.year >= 2025 else _OLD_MARKUPS
    translations = {
        segment: Translation(
            segment,
            *version(segment),
            published=None if _pick(index, 50 + salt, 3) == 0 else place.published.date(),
            markup=markups[_pick(index, 28 + salt, len(markups))],
            damage=frozenset({"ad_slots", "caption_cells", "counter", "source_line"}),
        )
        for salt, segment in enumerate(segments)
        if place.edition == "vi"
    }
    return _story(index, _original(index, headline, slug, description, blocks), parties, translations)
