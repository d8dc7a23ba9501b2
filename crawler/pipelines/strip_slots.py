"""Takes out ad slots and unfilled placeholders, and finds the standfirst by them.

A slot is a translated WordPress shortcode: ``[ad_1]`` became ``[Anzeige_1]``, ``[광고_1]``, ``[広告2]`` and will become others, so it is
known by shape and place. Shape: one pair of brackets, a word or two, perhaps an underscore, a number, nothing more. Place: the end of a
paragraph, or a line of its own. With an underscore that is enough; without one the word must mean an advertisement, or be the word of
another slot on the page. Inside a sentence nothing is a slot.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.pipelines.same_text import is_cut_of, same
from crawler.pipelines.text_verb import TextVerb
from crawler.pipelines.vocabulary import fold, words
from crawler.sites.site import Removed

if TYPE_CHECKING:
    from crawler.sites.site import Page

_AD_WORDS = words("slots", "ad_words")
_PLACEHOLDERS = words("slots", "placeholders")

_OPEN = "[［【〔〖〚｛{「『（("
_CLOSE = "]］】〕〗〛｝}」』）)"
# Letters and their marks; inside a word also an apostrophe, a hyphen, a dot. `\w` alone would lose the vowel signs of Thai and Hindi.
_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}[^\s\d_{re.escape(_OPEN + _CLOSE)}.,;:!?…|/\\\"«»“”]{{0,29}}"
_LABEL = rf"{_WORD}(?: {_WORD}){{0,2}}"
_NUMBER = r"\d{1,2}"
_UNDERSCORE = r" ?\\?[_＿‗] ?"
_SLOT = re.compile(
    rf"[{re.escape(_OPEN)}] ?(?:(?P<label>{_LABEL})(?:(?P<underscore>{_UNDERSCORE})| ?)(?P<number>{_NUMBER})"
    rf"|(?P<number_first>{_NUMBER}){_UNDERSCORE}(?P<label_last>{_LABEL})) ?[{re.escape(_CLOSE)}]"
)
_ROUND = "（("
# What may stand directly before a slot at a paragraph's end, where there is no space: scripts that have none, and the end of a sentence.
_NO_SPACE_NEEDED = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uf900-\uff60.!?…\"”»)\]।។۔؟]")
_LAST_SLOT_LENGTH = 100

_PLACEHOLDER = re.compile(rf"[{re.escape(_OPEN)}] ?(?P<word>[^\d{re.escape(_OPEN + _CLOSE)}]{{2,20}}?) ?[{re.escape(_CLOSE)}]")


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
    if text[-1:] not in _CLOSE:
        return None
    start = max(text.rfind(bracket, max(0, len(text) - _LAST_SLOT_LENGTH)) for bracket in _OPEN)
    if start < 0 or not (match := _SLOT.fullmatch(text, start)):
        return None
    if start and text[start - 1] != " " and not _NO_SPACE_NEEDED.match(text, start - 1):
        return None
    return _slot(match)


class _Judge:
    """Decides which shapes are slots; knows the words of the page's certain ones."""

    def __init__(self, texts: list[str]) -> None:
        self.known = _AD_WORDS | {slot.word for text in texts if (slot := _last_slot(text)) and self._certain(slot)}

    @staticmethod
    def _certain(slot: _Slot) -> bool:
        return slot.underscore and (slot.text[0] not in _ROUND or slot.word in _AD_WORDS)

    def is_slot(self, slot: _Slot) -> bool:
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


def _is_lower(word: str) -> bool:
    return word.islower() and all(unicodedata.category(letter)[0] in "LM" for letter in word)


def _strip_placeholder(page: Page, judge: _Judge) -> int:
    """Take an unfilled placeholder from the page's first line and from the description.

    An unlisted word counts only where it stands alone, is one lower-case word (a translator keeps ``sapo`` lower-case; an author's
    ``[Video]`` is not) and the paragraph after it ends in ad slot 1: then it stands exactly where the shortcode did.
    """
    count = 0
    if page.description and (match := _PLACEHOLDER.match(page.description)) and fold(match["word"]) in _PLACEHOLDERS:
        page.removed.append(Removed("placeholder", match.group()))
        page.description = page.description[match.end() :].lstrip() or None
        count += 1
    places = [place for place, block in enumerate(page.body) if isinstance(block, str)]
    first = page.body[places[0]] if places else ""
    if not isinstance(first, str) or not (match := _PLACEHOLDER.match(first)):
        return count
    rest = first[match.end() :].lstrip()
    word = fold(match["word"])
    following = page.body[places[1]] if len(places) > 1 else ""
    before_slot = isinstance(following, str) and any(slot.number == 1 for slot in judge.strip_end(following)[1])
    if word not in _PLACEHOLDERS and (rest or not before_slot or not _is_lower(match["word"])):
        return count
    page.removed.append(Removed("placeholder", match.group()))
    page.body[places[0] : places[0] + 1] = [rest] if rest else []
    return count + 1


def _take_standfirst(page: Page, place: int) -> bool:
    """Make the first paragraph the description; one that stood there before and says else goes to the removed pieces."""
    paragraph = page.body[place]
    if not isinstance(paragraph, str) or any(isinstance(block, str) for block in page.body[:place]):
        return False
    if not any(isinstance(block, str) for block in page.body[place + 1 :]):
        return False
    if page.description is None:
        page.description = paragraph
    elif same(page.description, paragraph):
        page.removed.append(Removed("duplicate", paragraph))
    elif is_cut_of(page.description, paragraph):
        page.description = paragraph
    else:
        page.removed.append(Removed("description", page.description))
        page.description = paragraph
    page.rules["description"] = "ad slot 1"
    del page.body[place]
    return True


def strip_slots(page: Page) -> dict[str, int]:
    """Take ad slots and placeholders out; what stood before slot 1 becomes the description."""
    if not any(bracket in block for block in (page.description or "", *page.paragraphs()) for bracket in _CLOSE):
        return {}
    counts: Counter[str] = Counter()
    judge = _Judge([page.description or "", *page.paragraphs()])
    counts["placeholder"] = _strip_placeholder(page, judge)
    if page.description:
        text, slots = judge.strip_end(page.description)
        page.description = text or None
        _note(page, slots, counts)
    place, standfirst = 0, -1
    while place < len(page.body):
        block = page.body[place]
        if not isinstance(block, str):
            place += 1
            continue
        text, slots = judge.strip_end(block)
        text, first_slots = judge.strip_start(text)
        _note(page, [*first_slots, *slots], counts)
        if standfirst < 0 and any(slot.number == 1 for slot in (slots if text else [*first_slots, *slots])):
            standfirst = place if text else place - 1
        if text:
            page.body[place] = text
            place += 1
        else:
            del page.body[place]
    if standfirst >= 0 and _take_standfirst(page, standfirst):
        counts["standfirst"] = 1
    while more := _strip_placeholder(page, judge):  # another may have come to the first place
        counts["placeholder"] += more
    return {what: count for what, count in counts.items() if count}


def _note(page: Page, slots: list[_Slot], counts: Counter[str]) -> None:
    page.removed.extend(Removed("ad_slot", slot.text) for slot in slots)
    counts["ad_slot"] += len(slots)


class StripSlots(TextVerb, verb=strip_slots):
    """The pipeline of `strip_slots`."""
