"""Takes out ad slots (`crawler.text.ad_slots`) and unfilled placeholders, and finds the standfirst by them.

An unfilled placeholder is known by its word, at the start of a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from crawler.cleaning.lift_captions import is_cell
from crawler.page import Removed
from crawler.text.ad_slots import SlotFinder, may_hold_slot
from crawler.text.comparing import same
from crawler.text.lines import is_original_title, leftover_kind
from crawler.text.words import as_listed, words

if TYPE_CHECKING:
    from crawler.page import Page
    from crawler.text.ad_slots import Slot

_PLACEHOLDERS = words("slots", "placeholders")

# No round or corner brackets: these quote a word.
_PLACEHOLDER = re.compile(r"[\[［【〔〖〚] ?(?P<word>[^\d\[\]［］【】〔〕〖〗〚〛]{2,20}?) ?[\]］】〕〗〛]")


class _Slots:
    """One page's slots: takes them out, block by block, and remembers what stood before slot 1."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.slots = SlotFinder([page.description or "", *page.paragraphs()])
        self.counts: Counter[str] = Counter()
        self.standfirst: int | None = None

    def remove(self, kind: str, texts: list[str]) -> None:
        if texts:
            self.page.removed.extend(Removed(kind, text) for text in texts)
            self.counts[kind] += len(texts)

    def strip(self, text: str) -> tuple[str, list[Slot], list[Slot]]:
        """Take placeholders and slots from both ends of a text: what is left, the slots from its start, those from its end."""
        if not may_hold_slot(text):
            return text, [], []
        first_slots: list[Slot] = []
        last_slots: list[Slot] = []
        placeholders: list[str] = []
        before = None
        while text != before:
            before = text
            text, slots = self.slots.strip_end(text)
            last_slots = [*slots, *last_slots]
            text, slots = self.slots.strip_start(text)
            first_slots += slots
            if (match := _PLACEHOLDER.match(text)) and as_listed(match["word"]) in _PLACEHOLDERS:
                placeholders.append(match.group())
                text = text[match.end() :].lstrip()
        self.remove("placeholder", placeholders)
        self.remove("ad_slot", [slot.text for slot in (*first_slots, *last_slots)])
        return text, first_slots, last_slots

    def strip_description(self) -> None:
        """Strip the description: it may have been made from the damaged text."""
        if self.page.description:
            self.page.description = self.strip(self.page.description)[0] or None

    def strip_unlisted_placeholder(self) -> None:
        """Take a placeholder that no list has from the page's first line, by its place.

        It must stand alone and be one lower-case word (a translator keeps ``sapo`` lower-case; an author's ``[Video]`` is not), and the
        paragraph after it must end in ad slot 1: then it stands exactly where the shortcode did.
        """
        places = [place for place, block in enumerate(self.page.body) if isinstance(block, str)][:2]
        if len(places) < 2:  # noqa: PLR2004
            return
        first, following = (str(self.page.body[place]) for place in places)
        if not (match := _PLACEHOLDER.fullmatch(first)) or not _is_lower(match["word"]):
            return
        if any(slot.number == 1 for slot in self.slots.strip_end(following)[1]):
            self.remove("placeholder", [first])
            del self.page.body[places[0]]

    def strip_body(self) -> None:
        """Take all slots out of the body."""
        place = 0
        while place < len(self.page.body):
            block = self.page.body[place]
            if not isinstance(block, str):
                place += 1
                continue
            text, first_slots, last_slots = self.strip(block)
            if self.standfirst is None and any(slot.number == 1 for slot in (last_slots if text else first_slots + last_slots)):
                self.standfirst = place if text else place - 1
            if text:
                self.page.body[place] = text
                place += 1
            else:
                del self.page.body[place]

    def is_no_paragraph(self, line: str) -> bool:
        """Tell whether a line is the title or a leftover."""
        page = self.page
        return (
            is_cell(line)
            or leftover_kind(line) is not None
            or same(line, page.headline)
            or (page.is_translation() and is_original_title(line, page.address.slug))
        )

    def take_standfirst(self) -> None:
        """Make the first paragraph the description, if slot 1 ended it and the page names no other standfirst.

        Above it may stand what is no paragraph: the title, in translation or not, a picture's cell, what an editor's program left. A
        description that is the paragraph's cut beginning is made whole; one that says something else stands, and so does the paragraph.
        """
        page, place = self.page, self.standfirst
        places = [at for at, block in enumerate(page.body) if isinstance(block, str)]
        if place not in places or len(places) < 2:  # noqa: PLR2004
            return
        if not all(self.is_no_paragraph(str(page.body[at])) for at in places if at < place):
            return
        paragraph = str(page.body[place])
        if page.description and same(page.description, paragraph):
            page.removed.append(Removed("duplicate", paragraph))
        elif page.description and not _begins(page.description, paragraph):
            return
        else:
            if page.description:
                page.removed.append(Removed("description", page.description))
            page.description = paragraph
        page.rules["description"] = "ad slot 1"
        self.counts["standfirst"] += 1
        del page.body[place]


def _begins(description: str, paragraph: str) -> bool:
    """Tell whether a description is the cut beginning of a paragraph."""
    beginning = as_listed(description.rstrip(" .…"))
    return bool(beginning) and as_listed(paragraph).startswith(beginning)


def _is_lower(word: str) -> bool:
    return word.islower() and all(unicodedata.category(letter)[0] in "LM" for letter in word)


def strip_slots(page: Page) -> dict[str, int]:
    """Take ad slots and placeholders out; what stood before slot 1 becomes the description."""
    if not any(map(may_hold_slot, (page.description or "", *page.paragraphs()))):
        return {}
    slots = _Slots(page)
    slots.strip_description()
    slots.strip_unlisted_placeholder()
    slots.strip_body()
    slots.take_standfirst()
    return dict(slots.counts)
