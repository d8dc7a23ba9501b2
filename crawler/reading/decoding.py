"""From bytes to text: byte order mark, what header and document claim, and, where neither helps, what the bytes make of known letters."""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("encodings.toml").read_text("utf-8"))
_MEANT: dict[str, list[str]] = {
    label: encoding["codecs"] for encoding in _DATA["encoding"] for label in (*encoding["labels"], *encoding.get("also", ()))
}


def _worth(letters: str) -> dict[str, float]:
    """Return what each letter is worth as evidence: 1 the commonest, half of it the rarest."""
    return {letter: 1 - 0.5 * place / len(letters) for place, letter in enumerate(letters)}


# Of a language: its code, its codecs, and what each of its letters is worth.
_ALPHABETS: tuple[tuple[str, list[str], dict[str, float]], ...] = (
    *((language["code"], language["codecs"], _worth(language["letters"])) for language in _DATA["language"]),
    *((script["code"], script["codecs"], dict.fromkeys(script["common"], 1.0)) for script in _DATA["characters"]),
)
_LATIN = frozenset(language["code"] for language in _DATA["language"] if language["letters"][0] < "\u0250")
_BY_CHARACTERS = frozenset(script["code"] for script in _DATA["characters"])

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# How far into a page browsers look for a declaration.
_PRESCAN_BYTES = 4096
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)
_LANGUAGE = re.compile(rb"""<html\b[^>]{0,300}?\blang\s*=\s*["']?([a-z]{2,3}(?:-[a-z]{2,4})?)\b""", re.IGNORECASE)
# Codecs in which bytes below 128 need not be ASCII: valid UTF-8 says nothing against them.
_NOT_ASCII_BASED = frozenset(
    {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "iso2022_jp", "iso2022_jp_ext", "iso2022_kr", "hz"}
)
# Python knows codecs that are no charsets of documents; a page may not choose them.
_NO_CHARSETS = frozenset(
    {"utf-7", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape", "punycode", "idna", "undefined"}
)
# What servers say when nobody told them what their pages are in.
_SAID_BY_DEFAULT = "cp1252"

_REPLACED = "\ufffd"
_SAMPLE_BYTES = 20_000
# No byte of a longer character is white space or an angle bracket.
_WORD_BEYOND_ASCII = re.compile(rb"[^\s<>\x80-\xff]{0,40}[\x80-\xff][^\s<>]{0,2000}")
# Marks and digits that every language may have.
_NEUTRAL = frozenset("\u00a0“”‘’‚„«»‹›–—…•·°©®™€£§×±²³½ºª、。「」『』（），．：；！？《》〈〉【】・％～　－／０１２３４５６７８９ㆍ")
_FEWEST = 6  # letters by which an encoding may be told
_OF_A_CAPITAL = 0.6  # of a small letter's worth: no page is all capitals
_LEAST = 0.55  # mean worth of the letters, for alphabets
_LEAST_COMMON = 0.3  # share of common characters, for scripts of thousands
_LEAD = 0.05  # by which the best must be ahead of any other reading
_LEAD_OVER_NAMED = 0.35


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, its encoding, how that was found, and how many runs of bytes could not be read (each is U+FFFD in the text)."""

    text: str
    encoding: str
    how: str
    replaced: int = 0

    @property
    def rule(self) -> str | None:
        """Say what is worth a note: any encoding but clean UTF-8."""
        if self.encoding == "utf-8" and not self.replaced:
            return None
        return ", ".join((self.encoding, self.how, *((f"{self.replaced} unreadable",) if self.replaced else ())))


@dataclass(frozen=True, slots=True)
class _Guess:
    """One reading of the bytes, with the mean worth of its letters beyond ASCII in one language (1 at best, below 0 for rubbish)."""

    score: float
    codec: str
    language: str
    text: str

    @property
    def good(self) -> bool:
        return self.score >= (_LEAST_COMMON if self.language in _BY_CHARACTERS else _LEAST)


def decode(body: bytes, charset: str | None = None) -> Decoded:
    """Decode by byte order mark, the header's charset, the document's own, UTF-8, known letters; last, by UTF-8 with replacements.

    A claim counts only if every byte agrees with it, and a one-byte charset, which agrees with anything, only where the bytes
    are not valid UTF-8. Text in windows-1258 is composed (NFC).
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, "byte order mark", text.count(_REPLACED))
    as_utf8 = _strictly(body, "utf-8")
    named = [(name, how) for label, how in _claims(body, charset) for name in _codecs(label)]
    claims = [(name, how) for name, how in named if as_utf8 is None or name in _NOT_ASCII_BASED]
    for name, how in claims:
        # Nearly all bytes agree with these two, but markup in them is full of zeros.
        if name.startswith(("utf-16", "utf-32")) and b"\0" not in body[:_PRESCAN_BYTES]:
            continue
        text_or_none = _strictly(body, name)
        if text_or_none is not None:
            return _refuted(body, name) or Decoded(_composed(text_or_none, name), name, how)
    two_bytes = _two_bytes(body)
    if two_bytes is not None:
        return two_bytes
    return _broken(body, claims) if as_utf8 is None else Decoded(as_utf8, "utf-8", "every byte agrees")


def _claims(body: bytes, charset: str | None) -> Iterator[tuple[str, str]]:
    if charset:
        yield charset, "named by the header"
    declared = _DECLARED.search(body, 0, _PRESCAN_BYTES)
    if declared:
        yield (declared[1] or declared[2]).decode("ascii", "replace"), "named by the document"


def _codecs(label: str) -> list[str]:
    """Return Python's names of a charset; none for what is unknown or no charset of documents."""
    label = label.strip().lower()
    if label in _MEANT:
        return _MEANT[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return []
    return [] if name in _NO_CHARSETS else _MEANT.get(name, [name])


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (LookupError, ValueError):
        return None


def _composed(text: str, name: str) -> str:
    return unicodedata.normalize("NFC", text) if name == "cp1258" else text


def _two_bytes(body: bytes) -> Decoded | None:
    """Read text of two bytes a character that nothing names: every other byte of its markup is zero."""
    head = body[:_PRESCAN_BYTES]
    if not head or head.count(0) * 3 < len(head):
        return None
    name = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    text = _strictly(body, name)
    return None if text is None else Decoded(text, name, "every other byte is zero")


def _broken(body: bytes, claims: list[tuple[str, str]]) -> Decoded:
    """Read what agrees with no claim and is no UTF-8: by its letters, else by the reading with the fewest unreadable bytes."""
    as_utf8 = body.decode("utf-8", "replace")
    lost = as_utf8.count(_REPLACED)
    for name, how in claims:
        if name.startswith("utf-"):
            continue
        text = body.decode(name, "replace")
        if text.count(_REPLACED) * 4 <= lost:
            return _refuted(body, name) or Decoded(_composed(text, name), name, how, text.count(_REPLACED))
    guess = _best(body)
    if guess is not None:
        return _by_letters(body, guess)
    return Decoded(as_utf8, "utf-8", "nothing better found", lost)


def _by_letters(body: bytes, guess: _Guess, but: str = "") -> Decoded:
    text = _composed(body.decode(guess.codec, "replace"), guess.codec)
    return Decoded(text, guess.codec, f"found by letters of {guess.language}, score {guess.score:.2f}{but}", text.count(_REPLACED))


def _refuted(body: bytes, name: str) -> Decoded | None:
    """Return what the letters say where a server named its default encoding and the text is clearly in another."""
    if name != _SAID_BY_DEFAULT:
        return None
    guess = _best(body)
    if guess is None or guess.codec == name:
        return None
    sample = _sample(body)
    named = max((_score(code, name, worth, sample) for code, own, worth in _ALPHABETS if name in own), key=lambda one: one.score)
    if guess.score - named.score < _LEAD_OVER_NAMED or guess.text == named.text:
        return None
    return _by_letters(body, guess, f" against the named {name}")


def _best(body: bytes) -> _Guess | None:
    """Return the reading whose letters are best known, if it is good, and clearly better than every other reading."""
    sample = _sample(body)
    if not _speaks_against_utf8(sample):
        return None
    guesses = (_score(language, codec, worth, sample) for language, own, worth in _ALPHABETS for codec in own)
    good = [guess for guess in guesses if guess.good]
    code = _language_said(body)
    good = [guess for guess in good if guess.language.partition("-")[0] == code] or good
    # A character of thousands is worth more as evidence than a letter of thirty.
    return _clearly_ahead([guess for guess in good if guess.language in _BY_CHARACTERS] or good)


def _speaks_against_utf8(sample: bytes) -> bool:
    """Whether a sample has enough letters to tell, and breaks UTF-8 too often: single broken bytes in it are no other encoding."""
    utf8 = _as_text(sample, "utf-8")
    beyond = sum(character > "\x7f" for character in utf8)
    return beyond >= _FEWEST and utf8.count(_REPLACED) * 2 >= beyond


def _language_said(body: bytes) -> str:
    """Return the code, without a region, of the language that the document says it is in; empty where it says none."""
    said = _LANGUAGE.search(body, 0, _PRESCAN_BYTES)
    return said[1].decode("ascii").lower().partition("-")[0] if said else ""


def _clearly_ahead(guesses: list[_Guess]) -> _Guess | None:
    """Return the best guess, unless one that reads another text comes close to it."""
    best = max(guesses, key=lambda guess: guess.score, default=None)
    if best is None:
        return None
    others = [guess.score for guess in guesses if guess.text != best.text]
    return best if not others or best.score - max(others) >= _LEAD else None


def _sample(body: bytes) -> bytes:
    """Return the first words that are not plain ASCII: all that tells encodings apart."""
    words: list[bytes] = []
    size = 0
    for word in _WORD_BEYOND_ASCII.finditer(body):
        words.append(word[0])
        size += len(word[0])
        if size > _SAMPLE_BYTES:
            break
    return b" ".join(words)


def _as_text(sample: bytes, codec: str) -> str:
    """Decode a sample that may stop within a character."""
    return codecs.getincrementaldecoder(codec)("replace").decode(sample)


def _score(language: str, codec: str, worth: dict[str, float], sample: bytes) -> _Guess:
    text = _composed(_as_text(sample, codec), codec)
    total, count, before = 0.0, 0, " "
    latin = language in _LATIN
    unknown = 0.0 if language in _BY_CHARACTERS else -1.0
    for character in text:
        ascii_letter = character.isascii() and character.isalpha()
        if character > "\x7f" and character not in _NEUTRAL:
            count += 1
            lower = character.lower()
            if (lower != character and before.islower()) or (not latin and before.isascii() and before.isalpha()):
                total -= 1  # no capital follows a small letter, and no word begins in one script and goes on in another
            else:
                total += worth.get(lower, unknown if character.isalpha() else -1.0) * (1 if lower == character else _OF_A_CAPITAL)
        elif ascii_letter and not latin and before > "\x7f" and before.isalpha() and language not in _BY_CHARACTERS:
            total -= 1
        before = character
    return _Guess(total / count if count >= _FEWEST else -1.0, codec, language, text)
