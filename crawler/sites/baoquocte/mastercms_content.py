"""What is collected from an article's container, and the rules by which its elements are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.page import Image, Removed
from crawler.reading.markup import text_of
from crawler.sites.baoquocte.credits import CaptionRule
from crawler.sites.baoquocte.mastercms_lines import LineRules
from crawler.sites.baoquocte.mastercms_pictures import PictureRules
from crawler.text.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode


@dataclass(frozen=True, slots=True)
class BodyRules:
    """What the elements of the container are, by class, id and name."""

    classes: dict[str, str]
    ids: dict[str, str]
    elements: dict[str, str]
    caption: CaptionRule
    lines: LineRules
    pictures: PictureRules

    @classmethod
    def of(cls, data: dict[str, Any]) -> BodyRules:
        """Make the rules from a site's data."""
        body = data["body"]
        return cls(
            classes=body["classes"],
            ids=body["ids"],
            elements=body["elements"],
            caption=CaptionRule.of(data["caption"]),
            lines=LineRules.of(data["lines"]),
            pictures=PictureRules.of(data["images"]),
        )

    def kind(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        """Say what an element is; None where no rule knows it."""
        for name in (attributes.get("class") or "").split():
            kind = self.classes.get(name)
            if kind is not None:
                return kind
        return self.ids.get(attributes.get("id") or "") or self.elements.get(tag)


@dataclass(slots=True)
class Content:
    """What was found so far.

    ``bylines`` and ``sources`` are the texts that name people and agencies; ``signed`` are the places of the blocks that are set as
    signatures are, in bold or italics or to the right; ``films`` says that there was a film, a player or another embedded thing;
    ``unknown`` names the elements that no rule knows.
    """

    captions: CaptionRule
    blocks: list[str | Image] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    signed: set[int] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    films: bool = False

    def paragraphs(self) -> list[str]:
        """Return the paragraphs so far."""
        return [block for block in self.blocks if isinstance(block, str)]

    def take_out(self, kind: str, node: LexborNode) -> None:
        """Note an element's text as a piece that is not the article's; what stands with a film is its caption."""
        if kind == "film":
            self.films, kind = True, "caption"
        text = text_of(node)
        if visible(text):
            self.removed.append(Removed(kind, text))
            if kind == "byline":
                self.bylines.append(text)
            elif kind == "signoff":
                self.sources.append(text)

    def note(self, node: LexborNode) -> None:
        """Name an element that no rule knows."""
        names = ".".join((node.attributes.get("class") or "").split())
        self.unknown.add(f"{node.tag}.{names}" if names else node.tag or "")

    def caption(self, text: str) -> None:
        """Give a caption to the images right before it that have none; where there is none, one without an address stands in."""
        images: list[Image] = []
        for block in reversed(self.blocks):
            if not isinstance(block, Image) or block.caption or block.credit:
                break
            images.append(block)
        if not images:
            images.append(Image(None))
            self.blocks.extend(images)
        self.label(images, text)

    def label(self, images: Iterable[Image], text: str) -> None:
        """Give a caption to images, parted from its credit."""
        caption, credit = self.captions.split(text)
        for image in images:
            image.caption, image.credit = caption, credit
        self.removed.append(Removed("caption", text))
