"""Takes out ad slots and unfilled placeholders, and finds the standfirst by them.

A slot is a translated WordPress shortcode: ``[ad_1]`` became ``[Anzeige_1]``, ``[광고_1]``, ``[広告2]`` and will become others, so it is
known by shape and place. Shape: one pair of brackets, a word or two, perhaps an underscore, a number, nothing more. Place: the end of a
paragraph, or a line of its own. With an underscore that is enough; without one the word must mean an advertisement, or be the word of
another slot on the page. Inside a sentence nothing is a slot. An unfilled placeholder is known by its word, at the start of a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.cleaning.lift_captions import is_cell
from crawler.page import Removed
from crawler.text.comparing import same
from crawler.text.lines import is_original_title, leftover_kind
from crawler.text.words import fold, words

if TYPE_CHECKING:
    from crawler.page import Page

_AD_WORDS = words("slots", "ad_words")
_PLACEHOLDERS = words("slots", "placeholders")

_OPEN = "[［【〔〖〚｛{「『（("
_CLOSE = "]］】〕〗〛｝}」』）)"
# Letters and their marks; inside a word also an apostrophe, a hyphen, a dot. `\w` alone would lose the vowel signs of Thai and Hindi.
_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}[^\s\d_＿‗{re.escape(_OPEN + _CLOSE)}.,;:!?…|/\\\"«»“”]{{0,29}}"
_LABEL = rf"{_WORD}(?: {_WORD}){{0,2}}"
_NUMBER = r"\d{1,2}"
_UNDERSCORE = r" ?\\?[_＿‗] ?"
_SLOT = re.compile(
    rf"[{re.escape(_OPEN)}] ?(?:(?P<label>{_LABEL})(?:(?P<underscore>{_UNDERSCORE})| ?)(?P<number>{_NUMBER})"
    rf"|(?P<number_first>{_NUMBER}){_UNDERSCORE}(?P<label_last>{_LABEL})) ?[{re.escape(_CLOSE)}]"
)
_STOPS = ".。"
# What may stand behind a slot that ends a text: a translator's stop, the mark of a table's cell.
_BEHIND = f"{_STOPS} |"
_SLOT_AT_END = re.compile(rf"{_SLOT.pattern}(?:[{_STOPS}]| ?\|)?$")
_CLOSED_BY = frozenset(_CLOSE)
_ROUND = "（("
# What may stand directly before a slot at a paragraph's end, where there is no space: scripts that have none, and the end of a sentence.
_NO_SPACE_NEEDED = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uf900-\uff60.!?…\"”»)\]।។۔؟]")
_LAST_SLOT_LENGTH = 100

# No round or corner brackets: these quote a word.
_PLACEHOLDER = re.compile(r"[\[［【〔〖〚] ?(?P<word>[^\d\[\]［］【】〔〕〖〗〚〛]{2,20}?) ?[\]］】〕〗〛]")


@dataclass(frozen=True, slots=True)
class _Slot:
    start: int
    text: str
    word: str
    number: int
    underscore: bool


def _slot(match: re.Match[str]) -> _Slot:
    word = fold(match["label"] or match["label_last"])
    number = int(match["number"] or match["number_first"])
    return _Slot(match.start(), match.group(), word, number, match["underscore"] is not None or match["label"] is None)


def _last_slot(text: str) -> _Slot | None:
    """Find the shape of a slot at the end of a text, whole or after what may stand before one."""
    if text.rstrip(_BEHIND)[-1:] not in _CLOSED_BY or not (match := _SLOT_AT_END.search(text, max(0, len(text) - _LAST_SLOT_LENGTH))):
        return None
    start = match.start()
    if start and text[start - 1] != " " and not _NO_SPACE_NEEDED.match(text, start - 1):
        return None
    return _slot(match)


class _Judge:
    """Decides which shapes are slots; knows the words of the page's certain ones."""

    def __init__(self, texts: list[str]) -> None:
        self.known = _AD_WORDS | {slot.word for text in texts if (slot := _last_slot(text)) and self._certain(slot)}

    @staticmethod
    def _certain(slot: _Slot) -> bool:
        return slot.underscore and slot.text[-1] not in _STOPS and (slot.text[0] not in _ROUND or slot.word in _AD_WORDS)

    def is_slot(self, slot: _Slot) -> bool:
        if slot.text[-1] in _STOPS:  # "… siehe [Hinweis_1]." may be an author's; a translator adds a stop to its own slot as well
            return slot.word in _AD_WORDS
        if self._certain(slot):
            return True
        return slot.word in self.known and (slot.underscore or slot.text[0] not in _ROUND)

    def strip_end(self, text: str) -> tuple[str, list[_Slot]]:
        """Take the slots from a text's end; they come in page order."""
        slots: list[_Slot] = []
        while (slot := _last_slot(text)) and self.is_slot(slot):
            slots.insert(0, slot)
            text = text[: slot.start].rstrip()
        return text, slots

    def strip_start(self, text: str) -> tuple[str, list[_Slot]]:
        """Take slots from a text's start: there only a word that means an advertisement, with its underscore, is one."""
        slots: list[_Slot] = []
        while (match := _SLOT.match(text)) and (slot := _slot(match)).underscore and slot.word in self.known:
            slots.append(slot)
            text = text[match.end() :].lstrip()
        return text, slots


class _Slots:
    """One page's slots: takes them out, block by block, and remembers what stood before slot 1."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.judge = _Judge([page.description or "", *page.paragraphs()])
        self.counts: Counter[str] = Counter()
        self.standfirst: int | None = None

    def remove(self, kind: str, texts: list[str]) -> None:
        if texts:
            self.page.removed.extend(Removed(kind, text) for text in texts)
            self.counts[kind] += len(texts)

    def strip(self, text: str) -> tuple[str, list[_Slot], list[_Slot]]:
        """Take placeholders and slots from both ends of a text: what is left, the slots from its start, those from its end."""
        if text.rstrip(_BEHIND)[-1:] not in _CLOSED_BY and text[0] not in _OPEN:
            return text, [], []
        first_slots: list[_Slot] = []
        last_slots: list[_Slot] = []
        placeholders: list[str] = []
        before = None
        while text != before:
            before = text
            text, slots = self.judge.strip_end(text)
            last_slots = [*slots, *last_slots]
            text, slots = self.judge.strip_start(text)
            first_slots += slots
            if (match := _PLACEHOLDER.match(text)) and fold(match["word"]) in _PLACEHOLDERS:
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
        if any(slot.number == 1 for slot in self.judge.strip_end(following)[1]):
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
        foreign = page.address.language != "vi"
        return (
            is_cell(line)
            or leftover_kind(line) is not None
            or same(line, page.headline)
            or (foreign and is_original_title(line, page.address.slug))
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
    beginning = fold(description.rstrip(" .…"))
    return bool(beginning) and fold(paragraph).startswith(beginning)


def _is_lower(word: str) -> bool:
    return word.islower() and all(unicodedata.category(letter)[0] in "LM" for letter in word)


def strip_slots(page: Page) -> dict[str, int]:
    """Take ad slots and placeholders out; what stood before slot 1 becomes the description."""
    if not any(bracket in block for block in (page.description or "", *page.paragraphs()) for bracket in _CLOSE):
        return {}
    slots = _Slots(page)
    slots.strip_description()
    slots.strip_unlisted_placeholder()
    slots.strip_body()
    slots.take_standfirst()
    return dict(slots.counts)
