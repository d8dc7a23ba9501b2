"""Moves captions from the text to their images, and parts the credit from each.

A caption's cell is a line with a bar at its end, because the paper's caption is a table cell. Without a bar a caption is a short line that
ends in a credit: one whose label speaks of a picture, or any other credit directly beside an image that has no caption yet. A long
paragraph, or one that ends in "(Quelle: …)" with no image beside it, is text.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from crawler.page import Image, Removed
from crawler.text import photo_credits
from crawler.text.comparing import letters_only, same
from crawler.text.lines import leftover_kind, without_markdown_images

if TYPE_CHECKING:
    from crawler.page import Page

_BARS = "|｜"
_BAR = re.compile(rf"\\?[{_BARS}]")
# Each run of bars is looked at once, from its start: a line of a hundred thousand of them must not hold the crawl.
_CELL_END = re.compile(rf"(?<![{_BARS}])(?<![{_BARS}] )(?: ?\\?[{_BARS}])++ ?$")
_CELL_START = re.compile(rf"^ ?(?:\\?[{_BARS}] ?)+")
_POINTERS = "▲△▼▽◀◁▶▷►◄↑↓←→▴▾ "  # a caption's mark that shows where its picture is
_LONGEST_CELL = 700  # beyond this a cell is a paragraph of a story told in a table
_LONGEST_PLAIN = 300  # a caption without a bar
_LONGEST_BY_SOURCE = 220  # one whose credit does not say that it is a picture's
_SHORTEST_DOUBLE = 15  # letters
_FIRST_LETTERS = 6  # by which a line is first compared with the captions
_FARTHEST = 20  # so many leftovers and doubles may stand between an image and its caption
_PHOTO_STORY_CELLS = 4
_STORY_PICTURES = 2
_PHOTO_STORY_SHARE = 0.8


def is_cell(line: str) -> bool:
    """Tell whether a line is a table cell's: a bar ends it, or begins it."""
    return bool(line) and (line[-1] in _BARS or line[0] in _BARS or line.startswith("\\|"))


def cell_text(line: str) -> str:
    """Read what a cell says: nothing where there is only a bar, image markup or one letter."""
    text = without_markdown_images(_CELL_START.sub("", _CELL_END.sub("", line))).strip()
    return text if len(text) > 1 or (text and not text.isalnum() and text not in "-–—.·•*#") else ""


class _Captions:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.body = page.body
        self.counts: Counter[str] = Counter()
        # Cells that were kept as text: they must not look like captions the next time.
        self.kept = {cell_text(piece.text) for piece in page.removed if piece.kind == "caption_marker"}
        self.given: set[str] = set()  # the images' captions, by their letters; by themselves where they have none
        self.read: dict[str, str | None] = {}  # of the lines beside images what each says as a caption; None for a leftover

    def remove(self, kind: str, text: str) -> None:
        self.page.removed.append(Removed(kind, text))
        self.counts[kind] += 1

    def note(self, image: Image) -> None:
        """Remember an image's caption."""
        if image.caption:
            self.given.add(letters_only(image.caption) or image.caption)

    # --- the images' own captions -------------------------------------------------------------------------------------------------

    def tidy_images(self) -> None:
        """Take bar and credit from captions that the reader found in the markup."""
        for image in self.page.images():
            if image.caption:
                self.tidy(image, image.caption)
            self.note(image)

    def tidy(self, image: Image, caption: str) -> None:
        """Take bar and credit from an image's caption."""
        text = cell_text(caption) if is_cell(caption) else caption
        name: str | None = None
        text = text.lstrip(_POINTERS)
        if image.credit is None:
            text, name = photo_credits.split(text)
        if text != caption:
            self.remove("caption_marker", caption)
            image.caption, image.credit = text or None, image.credit or name

    # --- cells --------------------------------------------------------------------------------------------------------------------

    def empty_cells(self) -> None:
        """Take cells out that say nothing."""
        kept: list[str | Image] = []
        for block in self.body:
            if isinstance(block, str) and is_cell(block):
                text = cell_text(block)
                kind = leftover_kind(text) if text else "caption_marker"
                if kind:
                    self.remove(kind, block)
                    continue
            kept.append(block)
        self.body[:] = kept

    def is_photo_story(self, cells: int) -> bool:
        """Tell whether nearly every paragraph is a cell; the standfirst need not be one."""
        return cells >= _PHOTO_STORY_CELLS and cells >= _PHOTO_STORY_SHARE * (len(self.page.paragraphs()) - 1)

    def cells(self) -> None:
        """Make captions of the cells, or text where the story is told in them."""
        places = [place for place, block in enumerate(self.body) if isinstance(block, str) and is_cell(block)]
        if not places:
            return
        story = self.is_photo_story(len(places))
        gone = 0
        for place in places:
            line = str(self.body[place - gone])
            text = cell_text(line)
            self.remove("caption_marker", line)
            if story or len(text) > _LONGEST_CELL or _BAR.search(text):
                self.body[place - gone] = text
                self.kept.add(text)
                self.counts["kept_as_text"] += 1
            else:
                gone += self.lift(place - gone, text)

    # --- captions without a bar ---------------------------------------------------------------------------------------------------

    def plain(self) -> None:
        """Make captions of short lines that end in a credit."""
        place = 0
        while place < len(self.body):
            line = self.body[place]
            if (
                isinstance(line, str)
                and len(line) <= _LONGEST_PLAIN
                and line not in self.kept
                and (credit := photo_credits.find(line))
                and self.is_caption(place, line, credit)
            ):
                self.remove("caption", line)
                place -= self.lift(place, line)
            place += 1

    def is_caption(self, place: int, line: str, credit: photo_credits.Credit) -> bool:
        """Weigh a line that ends in a credit: what its label says, where it stands, whether an image waits for it."""
        beside = self.image_beside(place, line) is not None
        last = not any(isinstance(self.body[at], str) for at in range(place + 1, len(self.body)))
        if len(credit.text.strip()) == len(line.strip()):
            return credit.photo and beside
        if credit.photo:
            return beside or not last
        return len(line) <= _LONGEST_BY_SOURCE and (self.image_beside(place, line, after=not last) is not None)

    def two_lines(self) -> None:
        """Make a caption of a short line between an image that has none and a line that is only a photo's credit."""
        for place in range(1, len(self.body) - 1):
            if place > len(self.body) - 2:
                break
            image, line, below = self.body[place - 1 : place + 2]
            if not (isinstance(image, Image) and image.caption is None and isinstance(line, str) and isinstance(below, str)):
                continue
            credit = photo_credits.find(below)
            if credit is None or not credit.photo or len(credit.text.strip()) != len(below.strip()):
                continue
            if len(line) <= _LONGEST_BY_SOURCE and line not in self.kept and not leftover_kind(line) and photo_credits.find(line) is None:
                self.remove("caption", line)
                self.remove("caption", below)
                image.caption, image.credit = line.lstrip(_POINTERS) or None, image.credit or credit.name.strip()
                self.note(image)
                del self.body[place : place + 2]

    # --- where a caption goes -----------------------------------------------------------------------------------------------------

    def image_beside(self, place: int, line: str, *, after: bool = True) -> Image | None:
        """Find the image without a caption before a place, else after it; a few leftovers and doubles of the line do not part them."""
        caption = photo_credits.split(line)[0]
        before, behind = self.body[max(0, place - _FARTHEST) : place], self.body[place + 1 : place + 1 + _FARTHEST]
        for blocks in (reversed(before), behind) if after else (reversed(before),):
            for block in blocks:
                if isinstance(block, Image):
                    if block.caption is None:
                        return block
                    break
                said = self.as_caption(block)
                if said is not None and not same(said, caption):
                    break
        return None

    def as_caption(self, line: str) -> str | None:
        """Say what a line says without its credit; None for a leftover. Each line beside images is read once."""
        if line not in self.read:
            self.read[line] = photo_credits.split(line)[0] if leftover_kind(line) is None else None
        return self.read[line]

    def lift(self, place: int, line: str) -> int:
        """Give a line to the image beside its place; where none waits, one without an address stands in. Tells how many blocks went."""
        caption, name = photo_credits.split(line.lstrip(_POINTERS))
        image = self.image_beside(place, line)
        if (letters_only(caption or line) or caption or line) in self.given:
            self.counts["duplicate"] += 1
        elif image is None:
            self.counts["lifted"] += 1
            image = self.body[place] = Image(url=None, caption=caption or None, credit=name)
            self.note(image)
            return 0
        else:
            self.counts["lifted"] += 1
            image.caption = caption or None
            image.credit = image.credit or name
            self.note(image)
        del self.body[place]
        return 1

    # --- doubles ------------------------------------------------------------------------------------------------------------------

    def doubles(self) -> None:
        """Take out lines that say again what is an image's caption."""
        captions = {letters_only(image.caption) for image in self.page.images() if image.caption}
        captions = {caption for caption in captions if len(caption) >= _SHORTEST_DOUBLE}
        starts = {caption[:_FIRST_LETTERS] for caption in captions}
        # A story in pictures: where there is no other text, the captions are it.
        if not captions or all(self.is_double(line, captions, starts) for line in self.page.paragraphs()):
            return
        kept: list[str | Image] = []
        for block in self.body:
            free = isinstance(block, str) and len(block) <= _LONGEST_CELL and block not in self.kept
            if isinstance(block, str) and free and self.is_double(block, captions, starts):
                self.remove("duplicate", block)
            else:
                kept.append(block)
        self.body[:] = kept

    def story_in_pictures(self) -> None:
        """Keep the captions as text where there is no other: one picture is none, for it tells no story."""
        captioned = [image for image in self.page.images() if image.caption]
        if self.page.paragraphs() or len(captioned) < _STORY_PICTURES:
            return
        self.body[:] = [part for block in self.body for part in ([block, block.caption] if isinstance(block, Image) else [block]) if part]
        self.counts["kept_as_text"] += len(captioned)

    @staticmethod
    def is_double(line: str, captions: set[str], starts: set[str]) -> bool:
        """Compare with and without the credit; the first letters tell nearly every line apart."""
        start = letters_only(line[:_SHORTEST_DOUBLE])
        if len(start) >= _FIRST_LETTERS and start[:_FIRST_LETTERS] not in starts:
            return False
        found = {letters_only(line), letters_only(photo_credits.split(line)[0])} & captions
        return any(caption.startswith(start) for caption in found)


def lift_captions(page: Page) -> dict[str, int]:
    """Move captions to the images. The counts are by kind of piece, and ``lifted`` / ``kept_as_text`` for what became of the cells."""
    captions = _Captions(page)
    captions.tidy_images()
    captions.empty_cells()
    captions.cells()
    before = None
    while captions.body != before:  # what goes may bring a caption beside its image
        before = list(captions.body)
        captions.doubles()
        captions.two_lines()
        captions.plain()
    captions.story_in_pictures()
    return dict(captions.counts)
