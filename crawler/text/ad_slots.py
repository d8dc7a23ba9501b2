"""Ad slots: translated WordPress shortcodes. ``[ad_1]`` became ``[Anzeige_1]``, ``[광고_1]``, ``[広告2]`` and will become others.

So they are known by shape and place. Shape: one pair of brackets, a word or two, perhaps an underscore, a number, nothing more. Place: the
end of a paragraph, or a line of its own. With an underscore that is enough; without one the word must mean an advertisement, or be the word
of another slot on the page. Inside a sentence nothing is a slot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.text.words import as_listed, words

if TYPE_CHECKING:
    from collections.abc import Iterable

_AD_WORDS = words("slots", "ad_words")

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
# What may stand behind a slot that ends a text: a translator's stop, the bar of a table's cell.
_BEHIND = f"{_STOPS} |｜"
_AT_END = re.compile(rf"{_SLOT.pattern}(?:[{_STOPS}]| ?[|｜])?$")
_CLOSED_BY = frozenset(_CLOSE)
_ROUND = "（("
# What may stand directly before a slot at a paragraph's end, where there is no space: scripts that have none, and the end of a sentence.
_NO_SPACE_NEEDED = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uf900-\uff60.!?…\"”»)\]।។۔؟]")
_LAST_SLOT_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot's shape in a text: where it starts, its word as lists have it, its number, whether it has its underscore."""

    start: int
    text: str
    word: str
    number: int
    underscore: bool


def _slot(match: re.Match[str]) -> Slot:
    word = as_listed(match["label"] or match["label_last"])
    number = int(match["number"] or match["number_first"])
    return Slot(match.start(), match.group(), word, number, match["underscore"] is not None or match["label"] is None)


def last_slot(text: str) -> Slot | None:
    """Find the shape of a slot at the end of a text, whole or after what may stand before one."""
    if text.rstrip(_BEHIND)[-1:] not in _CLOSED_BY or not (match := _AT_END.search(text, max(0, len(text) - _LAST_SLOT_LENGTH))):
        return None
    start = match.start()
    if start and text[start - 1] != " " and not _NO_SPACE_NEEDED.match(text, start - 1):
        return None
    return _slot(match)


class SlotFinder:
    """Decides which shapes are slots; knows the words of the certain ones in a page's ``texts``."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.known = _AD_WORDS | {slot.word for text in texts if (slot := last_slot(text)) and self._certain(slot)}

    @staticmethod
    def _certain(slot: Slot) -> bool:
        return slot.underscore and slot.text[-1] not in _STOPS and (slot.text[0] not in _ROUND or slot.word in _AD_WORDS)

    def is_slot(self, slot: Slot) -> bool:
        """Tell whether a shape is a slot."""
        if slot.text[-1] in _STOPS:  # "… siehe [Hinweis_1]." may be an author's; a translator adds a stop to its own slot as well
            return slot.word in _AD_WORDS
        if self._certain(slot):
            return True
        return slot.word in self.known and (slot.underscore or slot.text[0] not in _ROUND)

    def strip_end(self, text: str) -> tuple[str, list[Slot]]:
        """Take the slots from a text's end; they come in page order."""
        slots: list[Slot] = []
        while (slot := last_slot(text)) and self.is_slot(slot):
            slots.insert(0, slot)
            text = text[: slot.start].rstrip()
        return text, slots

    def strip_start(self, text: str) -> tuple[str, list[Slot]]:
        """Take slots from a text's start: there only a word that means an advertisement, with its underscore, is one."""
        slots: list[Slot] = []
        while (match := _SLOT.match(text)) and (slot := _slot(match)).underscore and slot.word in self.known:
            slots.append(slot)
            text = text[match.end() :].lstrip()
        return text, slots

    def number(self, line: str) -> int | None:
        """Return the number of the slot that a line is, or ends in, a cell's bar behind it or not; None where there is none."""
        line = line.rstrip(" |｜")
        if line[-1:] not in _CLOSED_BY:
            return None
        slot = last_slot(line)
        return slot.number if slot is not None and self.is_slot(slot) else None


def may_hold_slot(text: str) -> bool:
    """Ask cheaply whether a text may begin or end with a bracket as slots have it."""
    return bool(text) and (text[0] in _OPEN or text.rstrip(_BEHIND)[-1:] in _CLOSED_BY)
