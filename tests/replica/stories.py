"""Story files: one TOML file tells one story, its original and its translations, in clean text.

The engine renders them damaged; the truth is computed from them as they stand.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from tests.replica.story import (
    DAMAGES,
    YEARS,
    Block,
    Edition,
    Generation,
    Label,
    Markup,
    Original,
    Paragraph,
    Picture,
    Story,
    StoryError,
    Translation,
)
from tests.replica.table_reader import TableReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "STORIES", "Block", "Original", "Paragraph", "Picture", "Story", "StoryError", "Translation",
    "load_stories", "load_story", "parse_body", "settled", "story_from_mapping",
]  # fmt: skip
STORIES = Path(__file__).with_name("stories")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SEGMENT = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,4})?")
_PARTY = re.compile(r"[A-Z]{2}|NATO|ASEAN")
_PICTURE = re.compile(r"!\[(?P<file>[^\]]+)\]\s*(?P<rest>.*)", re.DOTALL)
_CREDIT = re.compile(r"(?P<caption>.*?)\s*[(\uff08](?P<credit>[^()\uff08\uff09]+)[)\uff09]", re.DOTALL)
_CREDIT_LABEL = re.compile(r"^[^:\uff1a0-9]{2,20}\s?[:\uff1a]\s*")
_LINK = re.compile(r"\[link:(?P<slug>[a-z0-9-]+)\]\s*(?P<text>.*)", re.DOTALL)
_BOX = "[box]"
_HEADING = "[h2]"
_FIRST_NUMBER_WITH_STEP = datetime.fromisoformat("2025-12-01T00:00:00+07:00")


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
        box, heading = piece.startswith(_BOX), piece.startswith(_HEADING)
        piece = piece.removeprefix(_BOX).removeprefix(_HEADING).strip()
        link = _LINK.fullmatch(piece)
        blocks.append(Paragraph(link["text"] if link else piece, box=box, heading=heading, link=link["slug"] if link else None))
    return tuple(blocks)


def _picture(file: str, rest: str) -> Picture:
    match = _CREDIT.fullmatch(rest)
    if match is None:
        return Picture(file, rest or None)
    return Picture(file, match["caption"] or None, _CREDIT_LABEL.sub("", match["credit"]).strip())


def story_from_mapping(table: Mapping[str, Any], where: str = "story") -> Story:
    """Build a story from the form of its TOML file; raises StoryError."""
    reader = TableReader(table, where)
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
    original = None if foreign else _original(TableReader(original_table, f"{where}: original"), generation)
    slug = original.slug if original else key
    why = reader.text("why")
    source_url = original.url if original else reader.text("foreign_url")
    translations = {
        segment: _translation(segment, TableReader(inner, f"{where}: translations.{segment}"), original)
        for segment, inner in reader.table("translations").items()
    }
    reader.finish()
    return Story(key, label, why, parties, generation, source, slug, source_url, original, translations)


def _original(reader: TableReader, generation: Generation) -> Original:
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
        number_twice=reader.flag("number_twice"),
        alt_line=reader.flag("alt_line"),
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


def _slug(reader: TableReader) -> str:
    slug = reader.text("slug")
    if not _SLUG.fullmatch(slug):
        msg = "slug"
        raise reader.error(msg, f"{slug!r} is not lower-case ASCII joined by single hyphens")
    return slug


def _blocks(reader: TableReader) -> tuple[Block, ...]:
    blocks = parse_body(reader.text("body"))
    if not any(isinstance(block, Paragraph) for block in blocks):
        msg = "body"
        raise reader.error(msg, "has no paragraph")
    for block in blocks:
        if isinstance(block, Paragraph) and ("{{" in block.text) != (block.link is not None):
            msg = "body"
            raise reader.error(msg, f"link and braces do not belong together: {block.text[:60]!r}")
    return blocks


def _translation(segment: str, reader: TableReader, original: Original | None) -> Translation:
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
    headline, description, blocks = _copied(reader, original) or (reader.text("headline"), reader.text("description"), _blocks(reader))
    translation = Translation(
        segment=segment,
        headline=headline,
        description=description,
        published=reader.day("published"),
        markup=cast("Markup", reader.choice("markup", get_args(Markup), "wordpress")),
        damage=damage,
        blocks=blocks,
    )
    reader.finish()
    return translation


def _copied(reader: TableReader, original: Original | None) -> tuple[str, str, tuple[Block, ...]] | None:
    """Give the original's texts for a page with ``copy = true``: the mirror's Vietnamese page, which nobody translated."""
    if not reader.flag("copy"):
        return None
    if original is None:
        msg = "copy"
        raise reader.error(msg, "there is no original to copy")
    return original.headline, original.description, original.blocks


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
