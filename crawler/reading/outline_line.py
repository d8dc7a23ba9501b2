"""The line of an outline that is being written."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.reading.outline_items import Line, Link, squeeze, weight
from crawler.text.spelling import visible

# A line longer than this is never made of invisible marks alone.
_SHORTEST_SURE = 12


@dataclass(slots=True)
class OpenLine:
    """The line that is being written: its text so far, its links, and how much of it is bold."""

    parts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    link_parts: list[str] = field(default_factory=list)
    href: str | None = None
    bold: int = 0
    bold_length: int = 0

    def add(self, text: str) -> None:
        """Add a text node's text; white space alone opens no line."""
        if not self.parts and self.href is None and text.isspace() and text.isascii():
            return
        self.parts.append(text)
        if self.href is not None:
            self.link_parts.append(text)
        if self.bold:
            self.bold_length += len(text)

    def close_link(self) -> None:
        """End the link that is open, or its part on this line."""
        text = squeeze("".join(self.link_parts))
        self.link_parts = []
        if text and self.href is not None:
            self.links.append(Link(self.href, text))

    def take(self, tag: str, block: int) -> Line | None:
        """End the line and return it. A line of which nothing can be seen is none."""
        if self.link_parts:
            self.close_link()
        text = squeeze("".join(self.parts))
        self.parts = []
        links, self.links = self.links, []
        bold, self.bold_length = self.bold_length, 0
        if not text or (len(text) <= _SHORTEST_SURE and not visible(text)):
            return None
        linked = sum([weight(link.text) for link in links]) if links else 0
        return Line(text, tag, block, weight(text), linked, links, bold=bold * 10 >= len(text) * 9)
