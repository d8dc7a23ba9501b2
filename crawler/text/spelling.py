"""Small operations on text that every site's reader needs. They change spacing and spelling of markup, never words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

if TYPE_CHECKING:
    from collections.abc import Iterable

# ASCII white space, and the line separators that would break the rule "a paragraph has no line break". NBSP and its kin stay: what they
# become is decided once, where text is normalised.
# Single spaces are left alone by the pattern: they are nearly all there is, and need no change.
_WHITE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]{2,}|[\t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]")
_WHITE_CHARACTERS = " \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_VISIBLE = re.compile(r"[^\s\u00a0\u00ad\u034f\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_ELLIPSIS = re.compile(r"\s*(?:\.{3,}|…)\s*$")
# From here on scripts write words without spaces between them: Thai, Lao, Khmer, Chinese, Japanese; Korean glues its endings.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1100-\u11ff\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")


def collapse(text: str) -> str:
    """Make every run of white space one space and strip the ends; NBSP and zero-width characters stay as they are."""
    # "Printable" leaves the single space as the only white space: the usual case, told in a fraction of the time.
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _WHITE.sub(" ", text).strip(_WHITE_CHARACTERS)


def visible(text: str) -> bool:
    """Tell whether a reader would see anything of the text: NBSP and zero-width characters alone are nothing."""
    return _VISIBLE.search(text) is not None


def nfc(text: str) -> str:
    """Compose the text; costs next to nothing where it is composed already."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def slugify(text: str) -> str:
    """Spell a Vietnamese title as the newspapers' slugs do: no accents, ``đ`` is ``d``, hyphens between words."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return _NOT_SLUG.sub("-", plain).strip("-")


def without_ellipsis(text: str) -> str:
    """Take the dots away with which a list cuts a standfirst short."""
    return _ELLIPSIS.sub("", text)


def unmask_email(code: str) -> str | None:
    """Read an e-mail address that Cloudflare masked: hexadecimal, the first byte is the key of all others."""
    try:
        key, *letters = bytes.fromhex(code)
        address = bytes(letter ^ key for letter in letters).decode()
    except ValueError:
        return None
    return address if "@" in address and address.isprintable() else None


class Mentions:
    """The cheap question before `whole_words`: whether a text can hold any of the words at all."""

    def __init__(self, words: Iterable[str]) -> None:
        self._beginnings = AhoCorasick(sorted({_lower(nfc(word)).split()[0] for word in words}))

    def any_in(self, text: str) -> bool:
        """Tell whether the text has the first part of a word anywhere, in capitals or not."""
        return bool(self._beginnings.find_matches_as_indexes(_lower(text)))


def _lower(text: str) -> str:
    # The two forms of the small sigma are one letter.
    return text.lower().replace("ς", "σ")


def whole_words(words: Iterable[str]) -> str:
    """Make a pattern of any of the words, longest first, each as a whole word where its script puts spaces between words."""
    spaced: list[str] = []
    unspaced: list[str] = []
    for word in sorted(words, key=len, reverse=True):
        behind = "" if _UNSPACED.match(word[-1]) else r"(?![^\W\d_])"
        (unspaced if _UNSPACED.match(word) else spaced).append(re.escape(nfc(word)).replace(r"\ ", r"\s+") + behind)
    # Where no word begins, one question does for all words; a word of the one sort never begins where one of the other does.
    return "|".join(f"{before}(?:{'|'.join(forms)})" for before, forms in ((r"(?<![^\W\d_])", spaced), ("", unspaced)) if forms)
