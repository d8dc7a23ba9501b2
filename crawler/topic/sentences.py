"""A text as the sequence of what is said in it: concepts, states, small words, gaps. Who does what with whom is read off their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from crawler.topic import folding
from crawler.topic.concepts import concepts
from crawler.topic.lexicon import COMMON, lexicon
from crawler.topic.overlaps import without_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.topic.lexicon import Language, Match

Where = Literal["headline", "description", "body", "slug"]
PARTY = "party"
GAP, NUMBER, COMMA, STOP, QUESTION = "_", "#", ",", "/", "/?"
# A proper name with a year or a running number, as exercises and operations have: *Pitch Black 2026*, *Sea Breeze 26-2*.
DATED_NAME = "dated_name"
_DATED_NAME = re.compile(r"\b[A-Z][\w'’]+(?:[ -][A-Z][\w'’]+){0,3}[ -](?:20[12]\d|[23]\d(?:-\d)?|[IVXL]+)\b")
_NOTHING = frozenset({"", " "})
_WORD = re.compile(r"\w+|[^\w\s]")
_STOPS = {"?": QUESTION, "？": QUESTION, ",": COMMA, "，": COMMA, "、": COMMA} | dict.fromkeys(".:;!|。：；！", STOP)
# Of matches of one length that begin together the one whose role comes first says most.
_RANK = {role: rank for rank, role in enumerate(("both", "shared", "defence", "dealing", "plural", "counter", "hint", "field", "scene"))}


class Token(NamedTuple):
    """One thing in its order: a concept by its name, a party, a small word by its meaning, or one of the marks of this module."""

    name: str
    start: int
    end: int
    parties: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()


@dataclass(slots=True)
class Sentences:
    """What one part of an article (headline, standfirst, beginning of the body, address) says."""

    text: str = ""
    code: str = ""
    tokens: list[Token] = field(default_factory=list)
    concepts: set[str] = field(default_factory=set)
    matches: list[Match] = field(default_factory=list)
    body_from: int | None = None  # where, behind a standfirst, the body begins

    def where(self, start: int, where: Where) -> Where:
        """Name the place of what starts somewhere in the text, which begins ``where``."""
        return "body" if self.body_from is not None and start >= self.body_from else where

    @property
    def parties(self) -> list[str]:
        """States and organisations in order of mention."""
        return list(dict.fromkeys(code for token in self.tokens for code in token.parties))


def read_sentences(code: str | None, text: str | None, *, slug: bool = False) -> Sentences:
    """Read a text in a language that has a file, or None for names alone. A ``slug`` is Vietnamese without tones, hyphens as spaces."""
    language = "vi" if slug else (code or "")
    cleaned = folding.clean((text or "").replace("-", " ") if slug else text or "", language)
    if not cleaned:
        return Sentences(code=language)
    words = lexicon(language or COMMON)
    bare = [(0, len(cleaned))] if language == "vi" and cleaned.isascii() else []
    matches = without_hidden(words.find(cleaned, toneless=bare))
    read = Sentences(cleaned, language, matches=matches)
    read.concepts.update(match.target for match in matches if not match.target.startswith("party:"))
    if not slug and _DATED_NAME.search(cleaned):
        read.concepts.add(DATED_NAME)
    _put_in_order(read, _small_words(words.language))
    return read


def _put_in_order(read: Sentences, small: dict[str, str]) -> None:
    """Make the tokens: matches that overlap are one, named for the longest; what lies between is small words, marks and gaps."""
    at = 0
    for start, end, group in _overlapping(read.matches):
        _between(read, at, start, small)
        named = sorted(match for match in group if match.target.startswith("party:"))
        said = [match for match in group if not match.target.startswith("party:")]
        tokens = [Token(PARTY, match.start, match.end, tuple(match.target[6:].split("+"))) for match in named]
        read.tokens += sorted([*tokens, *_told_apart(said)], key=lambda token: (token.start, token.name))
        at = end
    _between(read, at, len(read.text), small)


def _overlapping(matches: list[Match]) -> list[tuple[int, int, list[Match]]]:
    """Group matches that share letters; those with other words between their pieces say what is there, but not in which order."""
    groups: list[tuple[int, int, list[Match]]] = []
    for match in matches:
        if match.wide:
            continue
        if groups and match.start < groups[-1][1]:
            start, end, group = groups[-1]
            group.append(match)
            groups[-1] = (start, max(end, match.end), group)
        else:
            groups.append((match.start, match.end, [match]))
    return groups


def _told_apart(said: list[Match]) -> Iterator[Token]:
    """Name a group for its longest match, and what begins before or ends behind that for the longest there: *receives the minister*."""
    if not said:
        return
    if len(said) == 1:
        yield Token(said[0].target, said[0].start, said[0].end, (), (said[0].target,))
        return
    main = min(said, key=lambda match: (match.start - match.end, _RANK[concepts()[match.target].role], match.target))
    yield from _told_apart([match for match in said if match.start < main.start])
    within = dict.fromkeys(match.target for match in said if main.start <= match.start and match.end <= main.end)
    yield Token(main.target, main.start, main.end, (), tuple(within))
    yield from _told_apart([match for match in said if match.start >= main.start and match.end > main.end])


def _between(read: Sentences, start: int, end: int, small: dict[str, str]) -> None:
    """Add what stands between two matches: small words and marks by their meaning, any run of other words as one gap."""
    if read.text[start:end] in _NOTHING:
        return
    gap = False
    for found in _WORD.finditer(read.text, start, end):
        word = found.group()
        name = small.get(word.lower()) or _STOPS.get(word)
        if name is None and word.isdecimal():
            name = NUMBER
        if word == "." and found.start() and read.text[found.start() - 1].isupper():
            continue  # an abbreviation's: U.S. Army
        if name is None:
            if gap or not word[0].isalnum():
                continue
            name = GAP
        gap = name == GAP
        read.tokens.append(Token(name, found.start(), found.end()))


@cache
def _small_words(spoken: Language) -> dict[str, str]:
    """The small words of a language, as its texts spell them, to their meaning."""
    table = {folding.lower(word): meaning for meaning, words in spoken.small.items() for word in words}
    if spoken.code == "vi":  # an address has no tones
        table = {folding.plain_letters(word, "vi"): meaning for word, meaning in reversed(table.items())} | table
    return table
