"""What a story is made of: its original on the paper's site, its translations on the mirror, and the blocks of their bodies."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

Label = Literal["yes", "borderline", "no"]
Generation = Literal["G2", "G3", "G4"]
Edition = Literal["vi", "en"]
Markup = Literal["wordpress", "jsonld", "bare", "next"]

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


class StoryError(ValueError):
    """A story file that breaks the format; the message names file and field."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text`` may hold ``{{words}}``: an inline link to ``link`` (``<slug>-<number>``). ``box`` is an editorial box, ``heading`` an h2."""

    text: str
    box: bool = False
    heading: bool = False
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
    """The article on baoquocte.vn or en.baoquocte.vn. ``revision`` counts its changes since the start.

    ``number_twice``: the address ends in the number twice. ``alt_line``: the first picture's alt text, the headline without
    its marks, has become a line of the body.
    """

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
    number_twice: bool = False
    alt_line: bool = False
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
        return f"/{self.slug}{f'-{self.number}' if self.number_twice else ''}-{self.number}.html"

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
