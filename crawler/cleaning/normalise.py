"""Spells every text of a page one way: composed letters, one kind of space, no invisible marks that mean nothing there.

Words are never changed. What a language wants stays: the joiners of Arabic and Indic scripts, joined emoji, the space before
French ``: ; ! ? »``. Of the spaces there is one form, U+0020, in French too: a narrow or no-break space is typesetting, and a data set is
searched with plain ones. The ideographic space between two CJK characters is kept, because headlines are divided by it; any other space
there is damage, but in a headline, where it divides clauses too.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from crawler.page import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.page import Page

# --- invisible and odd characters -------------------------------------------------------------------------------------------------

_ZERO_WIDTH = "\u00ad\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero-width spaces, word joiner and its kin, byte order mark
_JOINERS = "\u200c\u200d"
_MARKS = "\u200e\u200f\u061c"  # direction marks
_EMBEDDINGS = "\u202a-\u202e\u2066-\u2069"
_BREAKS = "\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029"
_SPACES = f"{_BREAKS}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff"
_SURROGATES = "\ud800-\udfff"

_CONTROL = re.compile(f"[{_CONTROLS}]+")
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile(f"[{_SURROGATES}]")
_DROPPED = re.compile(f"[{_ZERO_WIDTH}]+")
_JOINER = re.compile(f"[{_JOINERS}]+")
_DIRECTION = re.compile(f"[{_MARKS}{_EMBEDDINGS}]+")
# A whole text in one embedding or isolate, which says nothing that the text's own letters do not.
_EMBEDDED = re.compile(f"[\u202a\u202b\u202d\u202e\u2066-\u2068][^{_EMBEDDINGS}]*[\u202c\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

# Scripts whose letters change shape with their neighbours: Arabic, Syriac, N'Ko, the Indic scripts, Burmese, Khmer, Mongolian,
# Balinese and their kin, Javanese. There a joiner is spelling.
_SHAPED = re.compile(
    "[\u0600-\u077f\u07c0-\u07ff\u0840-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\u1b00-\u1bff"
    "\ua8e0-\ua8ff\ua980-\ua9df\uaa60-\uaa7f\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U000114ff]"
)
_VIRAMA = 9  # the combining class of the marks that take an Indic letter's vowel away
_EMOJI = re.compile("[\u00a9\u00ae\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]")

# --- spaces ----------------------------------------------------------------------------------------------------------------------

_WHITE = f" {_SPACES}"
_WHITE_RUN = re.compile(f"[{_SPACES}][{_WHITE}]*|  +|(?<= )[{_WHITE}]+")
_IDEOGRAPHIC = "\u3000"
# Han, kana, bopomofo, CJK punctuation, full-width forms but letters and the bar that marks a cell. No Hangul: Korean parts its words.
_CJK = (
    "\u2e80-\u2fdf\u3001-\u3029\u3030-\u303f\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01-\uff20\uff3b-\uff3f\uff5b\uff5d-\uff9f\U00020000-\U0003ffff"
)
_CJK_GAP = re.compile(f" (?<=[{_CJK}] )(?=[{_CJK}])")
_LOOSE_IDEOGRAPHIC = re.compile(f"(?<![{_CJK}]){_IDEOGRAPHIC}|{_IDEOGRAPHIC}(?![{_CJK}])")

# --- punctuation -----------------------------------------------------------------------------------------------------------------

# Not before the gap: another space, an opening bracket or quote, a dash, a bar. After the mark only a space, a closing bracket or quote,
# the end: else it belongs to a number, a name (".NET"), an ellipsis or a smiley.
_BEFORE = r"[^\s(\[{（［【〔«‹“„‚¿¡/|–—\-]"
_AFTER = r"(?=$|[\s)\]}）］】〕\"”’»›,;])"
_GAP = re.compile(rf" (?<={_BEFORE} )(?:[,،؛؟।]{_AFTER}|\.(?!\s?\.){_AFTER}|[:;](?=$|\s)|[!?](?=$|[\s)\]}}）］】〕\"”’»›,.!?]))")
_GAP_FRENCH = re.compile(rf" (?<={_BEFORE} )(?:,{_AFTER}|\.(?!\s?\.){_AFTER})")
_OPENED = re.compile(r"(?<=[(\[{（［【〔]) (?=\S)")
_CLOSED = re.compile(r"(?<=\S) (?=[)}\]）］】〕])")
# The cheap question whether any of these can be there. It begins with a space, which is quick to look for.
_MAYBE_GAP = re.compile(r" (?:[ ,.:;!?،؛؟।)}\]）］】〕]|(?<=[(\[{（［【〔] ))")

# --- entities --------------------------------------------------------------------------------------------------------------------

# Only with their semicolon: "AT&T" and "?a=1&copy=2" are no entities. Translators put spaces into the common ones.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|& ?(?:amp|nbsp|quot|apos|lt|gt|#\d{2,5}) ?;")


def _unescape(match: re.Match[str]) -> str:
    return html.unescape(match.group().replace(" ", ""))


def _pair(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16")


def _keep_joiner(match: re.Match[str]) -> str:
    """Keep one joiner where the script or the emoji needs it; a non-joiner only between two letters or after a virama."""
    text, start, end = match.string, match.start(), match.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    joiner = match.group()[0]
    if _SHAPED.match(before) and (joiner == "\u200d" or _SHAPED.match(after) or unicodedata.combining(before) == _VIRAMA):
        return joiner
    if joiner == "\u200d" and _EMOJI.match(before) and _EMOJI.match(after):
        return joiner
    return ""


def _one_space(match: re.Match[str]) -> str:
    return _IDEOGRAPHIC if _IDEOGRAPHIC in match.group() else " "


def _close_gap(match: re.Match[str]) -> str:
    """Take the space before a stop away, but not inside a time or a score, nor at the end of an address."""
    text, start, end = match.string, match.start(), match.end()
    before, mark = text[start - 1], text[start + 1]
    in_time = mark == ":" and before.isdigit() and text[end : end + 2].lstrip()[:1].isdigit()
    after_a_stop = mark not in "!?" and (before in ",;:!?" or before == mark)
    token = text[text.rfind(" ", 0, start) + 1 : start]
    after_an_address = "://" in token or "@" in token or token.startswith("www.")
    return match.group() if in_time or after_a_stop or after_an_address else mark


def _spaces(text: str) -> str:
    text = _WHITE_RUN.sub(_one_space, text)
    if _IDEOGRAPHIC in text:
        text = _LOOSE_IDEOGRAPHIC.sub(" ", text)
    return text.strip(" \u3000")


def _directions(text: str) -> str:
    """Direction marks do nothing at the edges, and none of them does anything where no letter runs from right to left."""
    if not _RIGHT_TO_LEFT.search(text):
        return _DIRECTION.sub("", text)
    text = text.strip("\u200e\u200f\u061c \u3000")
    while _EMBEDDED.fullmatch(text):
        text = text[1:-1].strip("\u200e\u200f\u061c \u3000")
    return text


def _punctuation(text: str, language: str) -> str:
    text = (_GAP_FRENCH if language == "fr" else _GAP).sub(_close_gap, text)
    return _CLOSED.sub("", _OPENED.sub("", text))


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("surrogates", lambda text: _SURROGATE.sub("", _SURROGATE_PAIR.sub(_pair, text))),
    ("entities", lambda text: _ENTITY.sub(_unescape, text)),
    ("controls", lambda text: _CONTROL.sub("", text)),
    ("zero_width", lambda text: _JOINER.sub(_keep_joiner, _DROPPED.sub("", text))),
    ("directions", _directions),
    ("composition", lambda text: unicodedata.normalize("NFC", text)),
    ("spaces", _spaces),
)


class _Speller:
    """Spells the texts of one page and counts, by kind, how many it changed."""

    def __init__(self, language: str) -> None:
        self.language = language.split("-", 1)[0]
        self.gap = _GAP_FRENCH if self.language == "fr" else _GAP
        self.counts: Counter[str] = Counter()

    def _clean(self, text: str, *, headline: bool) -> bool:
        """Tell quickly that nothing is to do: true of nearly every text. Every odd space, mark and control is not printable."""
        if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " " or ("&" in text and _ENTITY.search(text)):
            return False
        if _MAYBE_GAP.search(text) and (self.gap.search(text) or _OPENED.search(text) or _CLOSED.search(text)):
            return False
        keeps_gaps = headline or self.language == "ko"
        return text.isascii() or (unicodedata.is_normalized("NFC", text) and (keeps_gaps or not _CJK_GAP.search(text)))

    def spell(self, text: str, *, headline: bool = False) -> str:
        """Apply the steps until nothing changes: an entity may hold a space, a dropped mark may complete an entity."""
        if self._clean(text, headline=headline):
            return text
        changed: set[str] = set()
        before = None
        while text != before:
            before = text
            for kind, step in _STEPS:
                text = self._note(kind, text, step(text), changed)
            text = self._note("punctuation", text, _punctuation(text, self.language), changed)
            if self.language != "ko" and not headline:
                text = self._note("cjk_spaces", text, _CJK_GAP.sub("", text), changed)
        for kind in changed:
            self.counts[kind] += 1
        return text

    @staticmethod
    def _note(kind: str, before: str, after: str, changed: set[str]) -> str:
        if after != before:
            changed.add(kind)
        return after

    def spell_or_none(self, text: str | None) -> str | None:
        """Spell a text that may be missing; one of which nothing is left is missing too."""
        return None if text is None else self.spell(text) or None

    def spell_all(self, texts: list[str]) -> list[str]:
        """Spell a list's texts; those of which nothing is left go."""
        return [spelled for text in texts if (spelled := self.spell(text))]


def normalise(page: Page) -> dict[str, int]:
    """Spell all texts of the page one way. The counts say how many texts had what."""
    speller = _Speller(page.address.language)
    page.headline = speller.spell(page.headline, headline=True)
    page.description = speller.spell_or_none(page.description)
    page.agency = speller.spell_or_none(page.agency)
    page.publisher = speller.spell_or_none(page.publisher)
    page.authors = speller.spell_all(page.authors)
    page.keywords = speller.spell_all(page.keywords)
    page.section = speller.spell_all(page.section)
    body: list[str | Image] = []
    for block in page.body:
        if isinstance(block, Image):
            block.caption = speller.spell_or_none(block.caption)
            block.credit = speller.spell_or_none(block.credit)
            body.append(block)
        elif spelled := speller.spell(block):
            body.append(spelled)
    page.body = body
    return dict(speller.counts)
