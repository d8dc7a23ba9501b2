"""Story files: one TOML file tells one story, its original and its translations, in clean text.

The engine renders them damaged; the truth is computed from them as they stand.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STORIES = Path(__file__).with_name("stories")

Label = Literal["yes", "borderline", "no"]
Generation = Literal["G2", "G3", "G4"]
Edition = Literal["vi", "en"]
Markup = Literal["wordpress", "jsonld", "bare"]

YEARS: dict[str, range] = {"G2": range(2017, 2020), "G3": range(2020, 2024), "G4": range(2024, 2027)}

DAMAGES = frozenset(
    {
        "ad_slots",
        "ad_slot_spaced",
        "ad_slot_fullwidth",
        "ad_slot_no_underscore",
        "placeholder",
        "caption_cells",
        "caption_plain",
        "caption_doubled",
        "paragraph_doubled",
        "alt_leftover",
        "vi_title",
        "filename",
        "spacing",
        "prefix",
        "signoff",
        "counter",
        "counter_wrong_language",
        "glued_publisher",
        "source_line",
        "no_source",
        "related_box",
        "share_row",
        "nbsp",
        "zero_width",
        "nfd",
        "entities",
        "standfirst_twice",
        "photo_story",
    }
)

PUBLISHER = "Báo Quốc Tế"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SEGMENT = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,4})?")
_PARTY = re.compile(r"[A-Z]{2}|NATO|ASEAN")
_PICTURE = re.compile(r"!\[(?P<file>[^\]]+)\]\s*(?P<rest>.*)", re.DOTALL)
_CREDIT = re.compile(r"(?P<caption>.*?)\s*[(\uff08](?P<credit>[^()\uff08\uff09]+)[)\uff09]", re.DOTALL)
_CREDIT_LABEL = re.compile(r"^[^:\uff1a0-9]{2,20}\s?[:\uff1a]\s*")
_LINK = re.compile(r"\[link:(?P<slug>[a-z0-9-]+)\]\s*(?P<text>.*)", re.DOTALL)
_BOX = "[box]"
_FIRST_NUMBER_WITH_STEP = datetime.fromisoformat("2025-12-01T00:00:00+07:00")


class StoryError(ValueError):
    """A story file that breaks the format; the message names file and field."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text`` may hold ``{{words}}``: an inline link to ``link`` (``<slug>-<number>``)."""

    text: str
    box: bool = False
    link: str | None = None

    @property
    def plain(self) -> str:
        """The text as a reader sees it, without the link's braces."""
        return self.text.replace("{{", "").replace("}}", "")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the body. ``credit`` is without its label."""

    file: str
    caption: str | None = None
    credit: str | None = None


Block = Paragraph | Picture


@dataclass(frozen=True, slots=True)
class Original:
    """The article on baoquocte.vn or en.baoquocte.vn. ``revision`` counts its changes since the start."""

    edition: Edition
    number: int
    slug: str
    published: datetime
    sections: tuple[str, ...]
    headline: str
    description: str
    blocks: tuple[Block, ...]
    modified: datetime | None = None
    kicker: str = ""
    authors: tuple[str, ...] = ()
    agency: str | None = None
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    revision: int = 0

    def dice(self, sides: int, what: str) -> int:
        """Throw for one of several forms that a page may take: always the same for one article and one matter."""
        return zlib.crc32(f"{what} {self.number}".encode()) % sides

    @property
    def host(self) -> str:
        """The edition's host name."""
        return "en.baoquocte.vn" if self.edition == "en" else "baoquocte.vn"

    @property
    def path(self) -> str:
        """The article's canonical path."""
        return f"/{self.slug}-{self.number}.html"

    @property
    def url(self) -> str:
        """The article's canonical address."""
        return f"https://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Translation:
    """One page of the mirror. ``segment`` is the path's: ``de``, ``zh-cn``, ``vi``; ``revision`` counts its changes since the start."""

    segment: str
    headline: str
    description: str
    blocks: tuple[Block, ...]
    published: date | None = None
    markup: Markup = "wordpress"
    damage: frozenset[str] = frozenset()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """One story with all its pages.

    ``mirror_slug`` and ``source_url`` stay as they are when the original's slug is renamed: the mirror copied them before.
    """

    key: str
    label: Label
    why: str
    parties: tuple[str, ...]
    generation: Generation
    source: str
    mirror_slug: str
    source_url: str
    original: Original | None = None
    translations: Mapping[str, Translation] = field(default_factory=dict)

    @property
    def ours(self) -> bool:
        """Whether the paper itself wrote it, and not another newspaper."""
        return self.original is not None


def parse_body(text: str) -> tuple[Block, ...]:
    """Read the small markup of a story's body."""
    blocks: list[Block] = []
    for raw in re.split(r"\n\s*\n", unicodedata.normalize("NFC", text.strip())):
        piece = " ".join(raw.split())
        if not piece:
            continue
        if picture := _PICTURE.fullmatch(piece):
            blocks.append(_picture(picture["file"], picture["rest"]))
            continue
        box = piece.startswith(_BOX)
        piece = piece.removeprefix(_BOX).strip()
        link = _LINK.fullmatch(piece)
        blocks.append(Paragraph(link["text"] if link else piece, box=box, link=link["slug"] if link else None))
    return tuple(blocks)


def _picture(file: str, rest: str) -> Picture:
    match = _CREDIT.fullmatch(rest)
    if match is None:
        return Picture(file, rest or None)
    return Picture(file, match["caption"] or None, _CREDIT_LABEL.sub("", match["credit"]).strip())


class _Reader:
    """Takes the fields of one TOML table by name and type, and complains by file and field; what is left over is an error."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._table = dict(table)
        self._where = where

    def error(self, name: str, problem: str) -> StoryError:
        """Make the error that names file and field."""
        return StoryError(f"{self._where}: {name}: {problem}")

    def _take(self, name: str, kind: type, default: object) -> object:
        value = self._table.pop(name, default)
        if value is ...:
            raise self.error(name, "is missing")
        if value is not None and not isinstance(value, kind):
            raise self.error(name, f"must be {kind.__name__}, is {type(value).__name__}")
        return value

    def text(self, name: str, default: object = ...) -> str:
        value = unicodedata.normalize("NFC", cast("str", self._take(name, str, default))).strip()
        if not value and default is ...:
            raise self.error(name, "is empty")
        return value

    def number(self, name: str) -> int:
        return cast("int", self._take(name, int, ...))

    def texts(self, name: str, default: object = ()) -> tuple[str, ...]:
        values = self._table.pop(name, default)
        if values is ...:
            raise self.error(name, "is missing")
        if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
            raise self.error(name, "must be a list of texts")
        return tuple(unicodedata.normalize("NFC", value) for value in values)

    def moment(self, name: str) -> datetime | None:
        value = self._table.pop(name, None)
        if value is None:
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError as error:
            raise self.error(name, f"is no date and time: {value!r}") from error
        if moment.tzinfo is None:
            raise self.error(name, "has no offset")
        return moment

    def day(self, name: str) -> date | None:
        value = self._table.pop(name, None)
        try:
            return None if value is None else date.fromisoformat(str(value)[:10])
        except ValueError as error:
            raise self.error(name, f"is no date: {value!r}") from error

    def choice(self, name: str, choices: tuple[str, ...], default: object = ...) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise self.error(name, f"must be one of {', '.join(choices)}, is {value!r}")
        return value

    def table(self, name: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._take(name, dict, {}))

    def finish(self) -> None:
        if self._table:
            raise self.error(", ".join(sorted(self._table)), "unknown field")


def story_from_mapping(table: Mapping[str, Any], where: str = "story") -> Story:
    """Build a story from the form of its TOML file; raises StoryError."""
    reader = _Reader(table, where)
    key = reader.text("key")
    label = cast("Label", reader.choice("label", get_args(Label)))
    parties = reader.texts("parties")
    for party in parties:
        if not _PARTY.fullmatch(party):
            msg = "parties"
            raise reader.error(msg, f"{party!r} is no ISO 3166-1 alpha-2 code")
    generation = cast("Generation", reader.choice("generation", get_args(Generation)))
    source = reader.text("source")
    original_table = reader.table("original")
    foreign = source != "baoquocte"
    if foreign == bool(original_table):
        msg = "original"
        raise reader.error(msg, "must be absent when the source is foreign, and present when it is not")
    original = None if foreign else _original(_Reader(original_table, f"{where}: original"), generation)
    slug = original.slug if original else key
    why = reader.text("why")
    source_url = original.url if original else reader.text("foreign_url")
    translations = {
        segment: _translation(segment, _Reader(inner, f"{where}: translations.{segment}"))
        for segment, inner in reader.table("translations").items()
    }
    reader.finish()
    return Story(key, label, why, parties, generation, source, slug, source_url, original, translations)


def _original(reader: _Reader, generation: Generation) -> Original:
    published = reader.moment("published")
    if published is None:
        msg = "published"
        raise reader.error(msg, "is missing")
    if published.year not in YEARS[generation]:
        msg = "published"
        raise reader.error(msg, f"{published.year} does not fit generation {generation}")
    original = Original(
        edition=cast("Edition", reader.choice("edition", get_args(Edition))),
        number=reader.number("number"),
        slug=_slug(reader),
        published=published,
        modified=reader.moment("modified"),
        sections=reader.texts("sections", ...),
        kicker=reader.text("kicker", ""),
        headline=reader.text("headline"),
        description=reader.text("description"),
        authors=reader.texts("authors"),
        agency=reader.text("agency", "") or None,
        tags=reader.texts("tags"),
        topics=reader.texts("topics"),
        blocks=_blocks(reader),
    )
    if published >= _FIRST_NUMBER_WITH_STEP and original.number % 4 != 1:
        msg = "number"
        raise reader.error(msg, f"{original.number} must be 1 modulo 4 from December 2025 on")
    if not original.sections:
        msg = "sections"
        raise reader.error(msg, "is empty")
    reader.finish()
    return original


def _slug(reader: _Reader) -> str:
    slug = reader.text("slug")
    if not _SLUG.fullmatch(slug):
        msg = "slug"
        raise reader.error(msg, f"{slug!r} is not lower-case ASCII joined by single hyphens")
    return slug


def _blocks(reader: _Reader) -> tuple[Block, ...]:
    blocks = parse_body(reader.text("body"))
    if not any(isinstance(block, Paragraph) for block in blocks):
        msg = "body"
        raise reader.error(msg, "has no paragraph")
    for block in blocks:
        if isinstance(block, Paragraph) and ("{{" in block.text) != (block.link is not None):
            msg = "body"
            raise reader.error(msg, f"link and braces do not belong together: {block.text[:60]!r}")
    return blocks


def _translation(segment: str, reader: _Reader) -> Translation:
    if not _SEGMENT.fullmatch(segment):
        msg = "segment"
        raise reader.error(msg, f"{segment!r} is not a lower-case language segment")
    damage = frozenset(reader.texts("damage"))
    if unknown := damage - DAMAGES:
        msg = "damage"
        raise reader.error(msg, f"unknown: {', '.join(sorted(unknown))}")
    if {"source_line", "no_source"} <= damage:
        msg = "damage"
        raise reader.error(msg, "source_line and no_source exclude each other")
    translation = Translation(
        segment=segment,
        headline=reader.text("headline"),
        description=reader.text("description"),
        published=reader.day("published"),
        markup=cast("Markup", reader.choice("markup", get_args(Markup), "wordpress")),
        damage=damage,
        blocks=_blocks(reader),
    )
    reader.finish()
    return translation


def load_story(path: Path) -> Story:
    """Load one story file; raises StoryError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name}: no valid TOML: {error}"
        raise StoryError(message) from error
    story = story_from_mapping(table, path.name)
    if story.key != path.stem:
        message = f"{path.name}: key: {story.key!r} is not the file's name"
        raise StoryError(message)
    return story


def load_stories(folder: Path = STORIES) -> list[Story]:
    """Load all story files of a folder, in order of their names; raises StoryError on the first that is wrong."""
    return settled([load_story(path) for path in sorted(folder.glob("*.toml"))])


def settled(stories: Iterable[Story]) -> list[Story]:
    """Tell stories of one slug apart as the mirror does, later ones ending in ``-2``, ``-3``; raises StoryError on a key or number given twice."""
    settled_stories = []
    owners: dict[str, str] = {}
    for story in sorted(stories, key=lambda story: (story.original.published.timestamp() if story.original else 0.0, story.key)):
        names = [f"key {story.key}"]
        if story.original:
            names.append(f"number {story.original.number}")
        for name in names:
            if name in owners:
                message = f"{story.key}: {name} is already taken by {owners[name]}"
                raise StoryError(message)
            owners[name] = story.key
        slug, count = story.mirror_slug, 1
        while f"slug {slug}" in owners:
            count += 1
            slug = f"{story.mirror_slug}-{count}"
        owners[f"slug {slug}"] = story.key
        settled_stories.append(replace(story, mirror_slug=slug))
    return settled_stories
