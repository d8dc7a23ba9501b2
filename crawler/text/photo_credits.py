"""Photo credits at the end of a line: ``(Quelle: Kyodo)``, ``Foto: X``, ``写真：X``, and what of the line is left without them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.text import agencies
from crawler.text.words import any_word, words

_OPEN = r"[(\[（［【〔]"
_CLOSE = r"[)\]）］】〕]"
_INSIDE = r"[^()\[\]（）［］【】〔〕]"
_PHOTO = any_word("captions", "photo_words")
_SOURCE = any_word("captions", "source_words")
# "Foto: X", "Photo : X", "사진=X", "Photo/X"; "Photo by X" and its kin need no mark.
_MARK = r"(?: ?[:：﹕∶៖=＝/] ?)"
_LABELS = rf"(?:(?P<photo>{_PHOTO})|(?P<source>{_SOURCE}))(?:(?: ?[,/&] ?| {agencies.AND} )(?:{_PHOTO}|{_SOURCE}))?"
_PHOTO_BY = rf"(?:{any_word('captions', 'photo_by')} |© ?|\(c\) )"
_LABEL = rf"(?:{_LABELS}{_MARK}|(?P<by>{_PHOTO_BY}))"
_NAME = rf"{_INSIDE}{{1,80}}?"
_IN_BRACKETS = re.compile(rf" ?{_OPEN} ?(?:{_LABEL} ?)?(?P<name>{_NAME}) ?{_CLOSE} ?[.。]?$", re.IGNORECASE)
_NESTED = rf"(?:{_INSIDE}|{_OPEN}{_INSIDE}*{_CLOSE}){{1,80}}?"
_IN_ODD_BRACKETS = re.compile(rf" ?{_OPEN} ?{_LABEL} ?(?P<name>{_NESTED}) ?{_CLOSE}? ?[.。]?$", re.IGNORECASE)
_STARTS = r"(?:^|(?<=[.!?…。！？।։؟۔\"”»’)）\]]) ?| [-–—|/] ?| (?=©))"
_AT_END = re.compile(rf"{_STARTS}{_LABEL} ?(?P<name>[^.:!?。！？]{{1,60}}?(?:\.\w{{2,4}})?) ?\.?$", re.IGNORECASE)
_OTHER_LABEL = re.compile(rf" ?{_OPEN} ?(?P<label>[^\W\d_][^\d:：៖()（）]{{1,20}}?) ?[:：៖] ?(?P<name>{_NAME}) ?{_CLOSE} ?[.。]?$")
# "… - VNA/VNS Photo", "… — AFP-Foto": an agency's name or its letters, then the word.
_AGENCY = rf"(?:[A-Z][A-Z&]{{1,9}}|{agencies.NAME})"
_AGENCIES = rf"(?P<name>{_AGENCY}(?:[/,] ?{_AGENCY})?)"
_NAME_FIRST = re.compile(rf" ?[-–—|/] ?{_AGENCIES}[ -]{_PHOTO}$")
_NAME_FIRST_IN_BRACKETS = re.compile(rf" ?{_OPEN} ?{_AGENCIES}[ -]{_PHOTO} ?{_CLOSE} ?[.。]?$")
# "… Photo AFP": the word, no mark, an agency's name or its letters.
_NO_MARK = re.compile(rf"{_STARTS}{_PHOTO} {_AGENCIES}$")
# "…。新华社图", "… 외교부 제공": after the caption's full stop a name and, last of all, the word.
_WORD_LAST = re.compile(rf"(?<=[.。!?！？…]) ?(?P<name>[^\s.。,，、!?！？()（）]{{2,14}}?) ?{any_word('captions', 'last_words')}$")
# Without one of these there is no label: the cheap question first.
_MARKS = re.compile("[:：﹕∶៖=＝/©]")
_MARK_WORDS = (*(f"{word} " for word in words("captions", "photo_by")), "(c) ")
_TAIL = 130
_NAME_WORDS = 6  # "Foto: die Minister beim Empfang am Morgen in Hanoi" names nobody
_AROUND_CREDIT = " ()（）[]|/–—-©"
_CLOSING = ")]）］】〕"


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit at a line's end. ``text`` is all of it, with label and brackets; ``photo``: its label speaks of a picture."""

    text: str
    name: str
    photo: bool


def find(line: str, *, any_label: bool = False) -> Credit | None:
    """Find the credit that ends a line. ``any_label`` also takes a bracket with a label that no list has: right only in a caption."""
    start = max(0, len(line) - _TAIL)
    tail = line[start:]
    if tail.rstrip(".。 ")[-1:] in _CLOSING:
        return _bracketed(tail, any_label=any_label) or _to_the_end(tail)
    if tail[-1:].isalpha() and (match := _first(line, start, _NAME_FIRST, _WORD_LAST, _NO_MARK)):
        return Credit(match.group(), match["name"], photo=True)
    if _MARKS.search(tail) is None and not _has_mark_word(tail.casefold()):
        return None
    if (match := _AT_END.search(line, start)) and match["name"].count(" ") < _NAME_WORDS:
        return Credit(match.group(), match["name"], photo=bool(match["photo"] or match["by"]))
    return _to_the_end(tail)


def _has_mark_word(folded: str) -> bool:
    return any(word in folded for word in _MARK_WORDS)


def _to_the_end(tail: str) -> Credit | None:
    """Find a labelled bracket that holds another one, or that nobody closed."""
    match = _IN_ODD_BRACKETS.search(tail)
    return Credit(match.group(), match["name"], photo=bool(match["photo"] or match["by"])) if match else None


def _first(line: str, start: int, *patterns: re.Pattern[str]) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(line, start))), None)


def _bracketed(tail: str, *, any_label: bool) -> Credit | None:
    opening = max(tail.rfind(bracket) for bracket in "([（［【〔")
    place = opening - 1 if opening > 0 and tail[opening - 1] == " " else opening
    if opening < 0 or not (match := _IN_BRACKETS.match(tail, place)):
        return None
    if by_name := _NAME_FIRST_IN_BRACKETS.match(tail, place):
        return Credit(by_name.group(), by_name["name"], photo=True)
    photo = bool(match["photo"] or match["by"])
    if photo or match["source"] or agencies.spelling(match["name"]):
        return Credit(match.group(), match["name"], photo=photo)
    if any_label and (other := _OTHER_LABEL.match(tail, place)):
        return Credit(other.group(), other["name"], photo=False)
    return None


def split(line: str) -> tuple[str, str | None]:
    """Split a caption into its text and the name in its credit."""
    credit = find(line, any_label=True)
    if credit is None:
        return line, None
    return line[: len(line) - len(credit.text)].rstrip(), credit.name.strip()


def name_in(credit: str) -> str | None:
    """Give the name in a text that markup marks as a credit, without label, brackets and marks; None where nothing is left."""
    rest, name = split(credit)
    return (name if name is not None and not rest else credit).strip(_AROUND_CREDIT) or None
