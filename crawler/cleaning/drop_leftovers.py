"""Takes out lines that are no text of the article: alt lines, file names, the original's title, what stands twice, the page's tail.

Everything goes to `Page.removed`. Text that merely repeats another field (the headline, the description) is kind ``duplicate``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.page import Image, Removed
from crawler.text import lines as shapes
from crawler.text.comparing import is_cut_of, is_dotted, letters_only, same

if TYPE_CHECKING:
    from crawler.page import Page

_SHORTEST_DUPLICATE = 10  # letters: "Ja." may be said twice


class _Leftovers:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: Counter[str] = Counter()
        self.translated = page.is_translation()

    def remove(self, kind: str, text: str) -> None:
        self.page.removed.append(Removed(kind, text))
        self.counts[kind] += 1

    def whole_lines(self) -> None:
        """Take alt lines, file names, image markup, the original's title, and the second of two equal lines in a row."""
        kept: list[str | Image] = []
        last = ""
        for block in self.page.body:
            if isinstance(block, Image):
                self._image(block)
                kept.append(block)
                continue
            line = block
            if kind := shapes.leftover_kind(line):
                self.remove(kind, line)
                continue
            if marks := shapes.markdown_images(line):
                for mark in marks:
                    self.remove("image_markup", mark)
                line = shapes.without_markdown_images(line)
            if self.translated and shapes.is_original_title(line, self.page.address.slug):
                self.remove("original_title", line)
            elif last and same(line, last) and len(letters_only(line)) >= _SHORTEST_DUPLICATE:
                self.remove("duplicate", line)
            else:
                kept.append(line)
                last = line
        self.page.body = kept

    def _image(self, image: Image) -> None:
        if image.caption and (kind := shapes.leftover_kind(image.caption)):
            self.remove(kind, image.caption)
            image.caption = None

    def ending(self) -> None:
        """Take the source line, the counter and the follow line, where they still end the body."""
        lines = [place for place, block in enumerate(self.page.body) if isinstance(block, str)]
        ends: list[tuple[str, str]] = []
        for place in reversed(lines[1:]):
            line = str(self.page.body[place])
            if not (kind := self._ending_kind(line)):
                break
            ends.append((kind, line))
            del self.page.body[place]
        for kind, line in reversed(ends):
            self.remove(kind, line)

    def _ending_kind(self, line: str) -> str | None:
        if address := shapes.source_address(line):
            self.page.source_url = self.page.source_url or address
            return "source_line"
        if shapes.is_counter(line):
            return "comment_counter"
        return "follow_line" if shapes.is_follow_line(line) else None

    def beginning(self) -> None:
        """Take the headline and the description, where they come again as the first paragraphs."""
        while (place := self._first()) is not None:
            line = str(self.page.body[place])
            description = self.page.description
            if description and same(line, description):
                self.remove("duplicate", line)
            elif description and is_dotted(description) and is_cut_of(description, line):
                self.page.description = line
                self.page.rules["description"] = "first paragraph, of which the description was a cut"
                self.remove("duplicate", description)
            elif same(line, self.page.headline):
                self.remove("duplicate", line)
            else:
                return
            del self.page.body[place]

    def _first(self) -> int | None:
        """Find the first paragraph; None where it is the only one."""
        lines = [place for place, block in enumerate(self.page.body) if isinstance(block, str)]
        return lines[0] if len(lines) > 1 else None


def drop_leftovers(page: Page) -> dict[str, int]:
    """Take leftovers out of the body; the counts are by kind."""
    leftovers = _Leftovers(page)
    leftovers.whole_lines()
    leftovers.ending()
    leftovers.beginning()
    return dict(leftovers.counts)
