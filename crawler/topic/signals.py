"""From a text to signals: which concepts it speaks of, how strongly and where, and which states it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from crawler.topic import folding, languages
from crawler.topic.concepts import concepts
from crawler.topic.lexicon import COMMON, Match, lexicon, whole_words

Where = Literal["headline", "description", "body", "slug"]

# How much a term counts by its place. The lead is the body's first paragraph or two; a mention deep in the body is a weak sign.
PLACES: dict[str, float] = {"headline": 1.0, "description": 0.9, "slug": 0.9, "lead": 0.8, "body": 0.3}
LEAD_LENGTH = 600
# What an article is about is said by here; what follows would only add words.
READ_LENGTH = 1200
# One letter of these scripts says as much as two or three of others.
_DENSE, _DENSER = frozenset({"ja", "zh", "ko"}), 2
_WHERE: dict[str, Where] = {"headline": "headline", "description": "description", "slug": "slug", "lead": "body", "body": "body"}
# A concept met in several places, or by several words in one, is surer than by one word; more words than this add nothing.
_REPEATED = 0.12
_WORDS_ENOUGH = 4
# Where headline and standfirst name two parties, the ones named further down are bystanders.
ENOUGH_PARTIES = 2


class FoundTerm(NamedTuple):
    """A term as it stood in the text, the concept it stands for, and where it stood."""

    term: str
    concept: str
    where: Where

    def as_dict(self) -> dict[str, str]:
        """Plain data, for a record or a line of JSON."""
        return {"term": self.term, "concept": self.concept, "where": self.where}


@dataclass(slots=True)
class Signals:
    """What was found in a text: how strongly each concept speaks (0 to 1), and which states are named."""

    strengths: dict[str, float] = field(default_factory=dict)
    headline: set[str] = field(default_factory=set)
    title: set[str] = field(default_factory=set)  # headline or address, which on a mirror holds the true title
    parties: list[str] = field(default_factory=list)
    home: str | None = None
    evidence: list[FoundTerm] = field(default_factory=list)

    def of(self, *names: str) -> float:
        """The strongest of some concepts."""
        return max((self.strengths.get(name, 0.0) for name in names), default=0.0)

    def role(self, role: str) -> float:
        """All concepts of a role together: independent signs add up towards certainty."""
        doubt = 1.0
        known = concepts()
        for name, strength in self.strengths.items():
            concept = known[name]
            if concept.role == role:
                doubt *= 1 - concept.weight * strength
        return 1 - doubt


# A match, the text it was found in, and the place in the article.
_Found = tuple[Match, str, str]


def find_signals(language: str | None, headline: str | None, description: str | None, body: str | None, slug: str | None) -> Signals:
    """Find the terms of a text, place by place. A language without a file is judged by names and by its Vietnamese address."""
    code = languages.known(language)
    if code is None and not language:
        code = languages.guess(" ".join(filter(None, (headline, description, body))))
    found: list[_Found] = []
    text, places = _join(code or "", headline, description, body)
    if text:
        bare = [(low, high) for _, low, high in places if text[low:high].isascii()] if code == "vi" else []
        found += _placed(lexicon(code or COMMON).find(text, toneless=bare), text, places)
    words = folding.clean((slug or "").replace("-", " "))
    if words:
        found += _placed(lexicon("vi").find(words, toneless=[(0, len(words))]), words, [("slug", 0, len(words))])
    signals = _collect(found)
    signals.home = lexicon(code or COMMON).language.home
    return signals


def _join(code: str, headline: str | None, description: str | None, body: str | None) -> tuple[str, list[tuple[str, int, int]]]:
    """One text for one pass, and where each part of it stands."""
    denser = _DENSER if code in _DENSE else 1
    body = (body or "")[: READ_LENGTH // denser]
    cut = body.find("\n", LEAD_LENGTH // denser)
    lead, rest = (body[:cut], body[cut:]) if cut >= 0 else (body, "")
    pieces: list[str] = []
    places: list[tuple[str, int, int]] = []
    at = 0
    for place, raw in (("headline", headline), ("description", description), ("lead", lead), ("body", rest)):
        piece = folding.clean(raw or "", code)
        if piece:
            pieces.append(piece)
            places.append((place, at, at + len(piece)))
            at += len(piece) + 1
    return "\n".join(pieces), places


def _placed(matches: list[Match], text: str, places: list[tuple[str, int, int]]) -> list[_Found]:
    """Matches with their text and their place; what a longer expression turns into something else is left out."""
    kept: list[_Found] = []
    around: list[tuple[int, int, str]] = []  # earlier matches that may contain the one at hand, or reach into it
    spots = iter(places)
    place, _, high = next(spots)
    for match in matches:
        start, before_end, target, _ = match
        end = -before_end
        while start >= high:
            place, _, high = next(spots)
            around = []
        if around:
            around = [longer for longer in around if longer[1] > start]
        for longer_start, longer_end, longer_target in around:
            if end > longer_end:
                if longer_start < start and _turns(longer_target):
                    break
            elif _hides(longer_target, target) or (longer_start == start and end < longer_end and _is_counter(target)):
                break
        else:
            around.append((start, end, target))
            kept.append((match, text, place))
    return kept


@cache
def _hides(longer: str, shorter: str) -> bool:
    """Whether a match within a longer one is not what it says: *defence* in *trade defence*, *Sudan* in *South Sudan*."""
    if shorter == longer:
        return True
    if longer.startswith("party:"):
        return True
    if _turns(longer):
        return True
    role = concepts()[longer].role
    return role == "defence" and not shorter.startswith("party:") and concepts()[shorter].role == "defence"


@cache
def _is_counter(target: str) -> bool:
    """Whether a match speaks of another subject; within a longer word that begins with it, it does not: *attack* in *attack submarine*."""
    return not target.startswith("party:") and concepts()[target].role == "counter"


@cache
def _turns(target: str) -> bool:
    """Whether a match makes another subject of what begins within it: *trade defence* of *defence agreement*."""
    return not target.startswith("party:") and concepts()[target].role in {"mask", "counter"}


def _collect(found: list[_Found]) -> Signals:
    """Strength of each concept, the parties in order of mention, and the evidence."""
    signals = Signals()
    known = concepts()
    spots: dict[str, dict[str, float]] = {}  # concept: place: weight
    words: dict[str, set[str]] = {}
    named: dict[str, list[str]] = {}
    evidence: dict[tuple[str, str, str], FoundTerm] = {}
    for (start, before_end, target, weight), text, place in found:
        if target.startswith("party:"):
            named.setdefault(place, []).extend(target[6:].split("+"))
            continue
        if known[target].role == "mask":
            continue
        spot = spots.setdefault(target, {})
        seen = words.setdefault(target, set())
        value = weight * PLACES[place]
        if value > spot.get(place, 0.0):
            spot[place] = value
        elif place == "body" and len(seen) >= _WORDS_ENOUGH:
            continue
        word = text[start:-before_end].lower()
        seen.add(word)
        key = (target, word, _WHERE[place])
        if key not in evidence:
            evidence[key] = FoundTerm(whole_words(text, start, -before_end), target, _WHERE[place])
    for name, spot in spots.items():
        extra = _REPEATED * (len(spot) + min(len(words[name]), _WORDS_ENOUGH) - 2)
        signals.strengths[name] = min(1.0, max(spot.values()) * (1 + extra))
    signals.headline = {name for name, spot in spots.items() if "headline" in spot}
    signals.title = signals.headline | {name for name, spot in spots.items() if "slug" in spot}
    signals.evidence = list(evidence.values())
    signals.parties = _parties(named)
    return signals


def _parties(named: dict[str, list[str]]) -> list[str]:
    """States and organisations in order of mention: those of headline and standfirst, and further down only until two are known."""
    listed: list[str] = []
    for places in (("headline", "description"), ("slug",), ("lead",), ("body",)):
        if len(listed) >= ENOUGH_PARTIES:
            break
        listed = list(dict.fromkeys([*listed, *(code for place in places for code in named.get(place, []))]))
    return listed
