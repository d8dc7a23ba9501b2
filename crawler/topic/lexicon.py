"""Terms as people write them in ``terms/<language>.toml``, made into one automaton a language.

How a term is written is told in ``term_pattern``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from ahocorasick_rs import AhoCorasick

from crawler.topic import folding, parties
from crawler.topic.term_pattern import Term, compile_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The file of names that are the same in every language; by itself it serves languages that have no file.
COMMON = "common"
FOLDER = Path(__file__).parent / "terms"


class Match(NamedTuple):
    """A term found in a text: its place and what it stands for. Sorted, the longer of two that begin together is first."""

    start: int
    before_end: int  # the end, negative
    target: str
    wide: bool = False  # other words may stand between its pieces

    @property
    def end(self) -> int:
        """Where the match ends."""
        return -self.before_end


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """What a language file says of the language itself."""

    code: str
    name: str
    home: str | None  # the state that a text in this language is mostly about
    spaced: bool
    prefixes: frozenset[str]
    signs: tuple[str, ...]
    only_with_tones: frozenset[str]
    terms: dict[str, list[str]]
    toneless: dict[str, list[str]]
    small: dict[str, list[str]] = field(default_factory=dict)  # little words by their meaning


@cache
def codes() -> tuple[str, ...]:
    """The languages that have a file, ``common`` aside."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != COMMON))


@cache
def language(code: str) -> Language:
    """Read a language's file."""
    with (FOLDER / f"{code}.toml").open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
    about = data["language"]
    return Language(
        code=code,
        name=about["name"],
        home=about.get("home"),
        spaced=about.get("spaced", True),
        prefixes=frozenset(folding.plain_letters(prefix, code) for prefix in about.get("prefixes", [])),
        signs=tuple(about.get("signs", [])),
        only_with_tones=frozenset(about.get("only_with_tones", [])),
        terms=data.get("terms", {}),
        toneless=data.get("toneless", {}),
        small=data.get("small", {}),
    )


# Letters of scripts that write words (or their particles) together: next to a Latin or Cyrillic word they end it.
_RUN_TOGETHER = re.compile(f"[{folding.UNSPACED}\u1100-\u11ff\uac00-\ud7af]")


class _Separators(dict[str, bool]):
    """Whether a character can stand next to a whole word: anything but letters, their marks and digits."""

    def __missing__(self, char: str) -> bool:
        self[char] = unicodedata.category(char)[0] not in "LMN" or _RUN_TOGETHER.match(char) is not None
        return self[char]


SEPARATES = _Separators()


class _Spelling:
    """The tones and capitals of a Vietnamese text."""

    def __init__(self, text: str, bare: tuple[tuple[int, int], ...]) -> None:
        self._text = text
        self._lowered = folding.lower(text)
        self._bare = bare
        self._all_bare = bare == ((0, len(text)),)

    def allows(self, term: Term, start: int, end: int) -> bool:
        """Whether a term found without its tones is the one that stands here."""
        if self._all_bare or (self._bare and any(low <= start < high for low, high in self._bare)):
            return term.toneless
        if not term.case:
            return term.toned and (not term.exact or term.exact == self._lowered[start:end])
        return term.exact == self._text[start:end] and not self._in_a_name(start)

    def _in_a_name(self, start: int) -> bool:
        """Whether the word before, without a mark between, has a capital too: *Minh Đức* is a person, *Hải quân Đức* is Germany's navy."""
        text = self._text
        if not start or text[start - 1] != " ":
            return False
        low = max(text.rfind(" ", 0, start - 1), text.rfind("\n", 0, start - 1)) + 1
        word = text[low : start - 1]
        return word[:1].isupper() and word[-1:].isalpha()


def _merged(terms: list[Term]) -> list[Term]:
    """Terms that begin alike and differ only in what must follow, as one: *minister .. meets*, *minister .. receives*."""
    rests: dict[Term, list[str]] = {}
    for term in terms:
        rests.setdefault(replace(term, rest=""), []).append(term.rest)
    merged = []
    for term, patterns in rests.items():
        several = sorted({pattern for pattern in patterns if pattern}, key=len, reverse=True)
        if "" in patterns:
            merged.append(term)
        if several:
            merged.append(replace(term, rest=several[0] if len(several) == 1 else f"(?:{'|'.join(several)})"))
    return merged


class Lexicon:
    """Terms of a language in one automaton."""

    def __init__(self, spoken: Language, terms: Iterable[Term]) -> None:
        self.language = spoken
        by_anchor: dict[str, list[Term]] = {}
        for term in terms:
            by_anchor.setdefault(term.anchor, []).append(term)
        self._terms = [_merged(alike) for alike in by_anchor.values()]
        # Of each anchor whether all its terms begin, and end, where a word does.
        self._whole_start = [not spoken.prefixes and not any(term.open_start for term in alike) for alike in self._terms]
        self._whole_end = [not any(term.rest or term.open_end for term in alike) for alike in self._terms]
        self._automaton = AhoCorasick(list(by_anchor))
        self._patterns: dict[str, re.Pattern[str]] = {}

    @classmethod
    def of(cls, spoken: Language, *, names: bool = False) -> Self:
        """Make a lexicon of a language's own terms; with ``names``, of those of states too, and of what is the same in every language."""
        unspaced = not spoken.spaced
        sources = [(target, written, unspaced) for target, written in spoken.terms.items()]
        if names:
            sources += [(f"party:{code}", written, unspaced) for code, written in parties.names(spoken.code)]
        if names and spoken.code != COMMON:
            sources += [(target, written, False) for target, written in language(COMMON).terms.items()]
            sources += [(f"party:{code}", written, False) for code, written in parties.names(COMMON)]
        spelled = [
            (target, term, open_) for target, written, open_ in sources for one in written for term in folding.spellings(one, spoken.code)
        ]
        terms = [compile_term(term, target, spoken, unspaced=open_) for target, term, open_ in spelled]
        bare = [compile_term(term, target, spoken, toneless_only=True) for target, written in spoken.toneless.items() for term in written]
        return cls(spoken, [*terms, *bare])

    def find(self, text: str, *, toneless: Iterable[tuple[int, int]] = ()) -> list[Match]:
        """All terms in a clean text, in order. ``toneless`` are the stretches of a Vietnamese text that are written without tones."""
        folded = folding.plain_letters(text, self.language.code)
        allows = _Spelling(text, tuple(toneless)).allows if self.language.code == "vi" else None
        found: list[Match] = []
        for terms, start, end, before_word, after_word in self._anchored(folded):
            for term in terms:
                if not (after_word or term.rest or term.open_end) or not (
                    before_word or term.open_start or self._after_prefix(folded, start)
                ):
                    continue
                if allows is not None:
                    if not allows(term, start, end):
                        continue
                elif term.case and term.exact != text[start:end]:
                    continue
                stop = self._stop(term, folded, end) if term.rest else end
                if stop:
                    found.append(Match(start, -stop, term.target, term.wide))
        found.sort()
        return found

    def _anchored(self, folded: str) -> Iterator[tuple[list[Term], int, int, bool, bool]]:
        """Yield where terms may begin: the terms, the place of their anchor, whether a word begins and ends with it."""
        separates, whole_start, whole_end, size = SEPARATES, self._whole_start, self._whole_end, len(folded)
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            after_word = end == size or separates[folded[end]]
            before_word = start == 0 or separates[folded[start - 1]]
            if (after_word or not whole_end[number]) and (before_word or not whole_start[number]):
                yield self._terms[number], start, end, before_word, after_word

    def _stop(self, term: Term, folded: str, end: int) -> int:
        """Where a term of several pieces ends; 0 where its rest does not follow."""
        pattern = self._patterns.get(term.rest)
        if pattern is None:
            pattern = self._patterns[term.rest] = re.compile(term.rest)
        rest = pattern.match(folded, end)
        if rest is None:
            return 0
        stop = rest.end()
        return stop if term.open_end or stop == len(folded) or SEPARATES[folded[stop]] else 0

    def _after_prefix(self, folded: str, start: int) -> bool:
        """Whether what stands before the term in its word is a particle that the language writes together with the word."""
        prefixes = self.language.prefixes
        if not prefixes:
            return False
        low = start
        while low and not SEPARATES[folded[low - 1]]:
            low -= 1
        return folded[low:start] in prefixes


def whole_words(text: str, start: int, end: int) -> str:
    """A stretch of text with the words that it cuts made whole, where words have bounds."""
    while start and not SEPARATES[text[start]] and not SEPARATES[text[start - 1]]:
        start -= 1
    while end < len(text) and not SEPARATES[text[end - 1]] and not SEPARATES[text[end]]:
        end += 1
    return text[start:end]


@cache
def lexicon(code: str) -> Lexicon:
    """The language's automaton, made at its first use."""
    return Lexicon.of(language(code), names=True)
