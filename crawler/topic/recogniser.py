"""Judges whether a text is about defence diplomacy, and says why.

Two things must meet: a defence establishment, and a dealing with others. Terms that carry both (a joint patrol) speak for themselves; terms
of other subjects (a match, a storm, a missile test) speak against. ``concepts.toml`` says what counts how much, ``terms/`` in which words.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from crawler.topic import folding, languages, parties
from crawler.topic.lexicon import COMMON, Match, lexicon, whole_words


Verdict = Literal["yes", "borderline", "no"]
Where = Literal["headline", "description", "body", "slug"]

NAME = "defence"
YES = 0.4
BORDERLINE = 0.37
# How much a term counts by its place. The lead is the body's first paragraph or two; a mention deep in the body is a weak sign.
PLACES: dict[str, float] = {"headline": 1.0, "description": 0.9, "slug": 0.9, "lead": 0.8, "body": 0.3}
LEAD_LENGTH = 600
# A concept met in several places, or by several words in one, is surer than by one word.
_REPEATED = 0.12
_WORDS_ENOUGH = 4
# States named only deep in the body take part in a dealing less surely than those of headline and standfirst.
_ENOUGH_PARTIES = 2


# A concept this strong stands in headline, standfirst or address.
_PROMINENT = 0.8
_HOPE = 0.2
# More than a passing word.
_SOME = 0.25
# A dealing that is more than a word.
_DEALT = 0.5
# What is left of a counter-sign that is beside the point.
_ASIDE = 0.35


class Evidence(NamedTuple):
    """A term as it stood in the text, the concept it stands for, and where it stood."""

    term: str
    concept: str
    where: Where

    def as_dict(self) -> dict[str, str]:
        """Plain data, for a record or a line of JSON."""
        return {"term": self.term, "concept": self.concept, "where": self.where}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a whole article was judged to be."""

    name: str
    score: float
    verdict: Verdict
    evidence: list[Evidence]
    parties: list[str]


@dataclass(frozen=True, slots=True)
class TeaserJudgement:
    """Whether an article's page is worth asking for, by what a list shows of it."""

    ask: bool
    score: float
    verdict: Verdict
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class Concept:
    """A line of ``concepts.toml``."""

    name: str
    role: str
    weight: float
    required: bool
    means: str


@dataclass(slots=True)
class Signals:
    """What was found in a text: how strongly each concept speaks, and which states are named."""

    strengths: dict[str, float] = field(default_factory=dict)
    headline: set[str] = field(default_factory=set)
    title: set[str] = field(default_factory=set)  # headline or address, which on a mirror holds the true title
    parties: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

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


@cache
def concepts() -> dict[str, Concept]:
    """The concepts by name."""
    with Path(__file__).with_name("concepts.toml").open("rb") as file:
        data: dict[str, dict[str, Any]] = tomllib.load(file)
    return {
        name: Concept(name, line["role"], float(line["weight"]), bool(line.get("required", False)), line["means"])
        for name, line in data.items()
    }


def judge(language: str | None, headline: str | None, description: str | None, body: str | None, slug: str | None) -> Judgement:
    """Judge an article. ``body`` is its paragraphs, or its lead; ``slug`` its Vietnamese address, whatever the language."""
    signals = _signals(language, headline, description, body, slug)
    score, verdict = _weigh(signals)
    return Judgement(NAME, score, verdict, signals.evidence, signals.parties)


def judge_teaser(headline: str | None, description: str | None, slug: str | None, language: str | None) -> TeaserJudgement:
    """Judge what a list shows of an article. ``ask`` is generous: a page not asked for is lost, a page asked for in vain costs a second."""
    signals = _signals(language, headline, description, None, slug)
    score, verdict = _weigh(signals)
    return TeaserJudgement(verdict != "no" or _worth_asking(signals), score, verdict, signals.evidence)


def _signals(language: str | None, headline: str | None, description: str | None, body: str | None, slug: str | None) -> Signals:
    """Find the terms of a text, place by place."""
    code = languages.known(language)
    if code is None and not language:
        code = languages.guess(" ".join(filter(None, (headline, description, body))))
    found: list[tuple[Match, str, str]] = []
    text, places = _join(code or "", headline, description, body)
    if text:
        bare = [(low, high) for _, low, high in places if _bare(text[low:high])] if code == "vi" else []
        found += _placed(lexicon(code or COMMON).find(text, toneless=bare), text, places)
    if slug:
        words = folding.clean(slug.replace("-", " "))
        found += _placed(lexicon("vi").find(words, toneless=[(0, len(words))]), words, [("slug", 0, len(words))])
    return _collect(found)


def _join(code: str, headline: str | None, description: str | None, body: str | None) -> tuple[str, list[tuple[str, int, int]]]:
    """One text for one pass, and where each part of it stands."""
    parts: list[tuple[str, str]] = [("headline", headline or ""), ("description", description or "")]
    body = body or ""
    cut = body.find("\n", LEAD_LENGTH) if len(body) > LEAD_LENGTH else -1
    parts += [("lead", body[:cut] if cut >= 0 else body), ("body", body[cut:] if cut >= 0 else "")]
    pieces: list[str] = []
    places: list[tuple[str, int, int]] = []
    at = 0
    for place, raw in parts:
        piece = folding.clean(raw, code)
        if piece:
            pieces.append(piece)
            places.append((place, at, at + len(piece)))
            at += len(piece) + 1
    return "\n".join(pieces), places


def _bare(text: str) -> bool:
    """Whether a stretch of Vietnamese is written without tones."""
    return text.isascii()


def _placed(matches: list[Match], text: str, places: list[tuple[str, int, int]]) -> list[tuple[Match, str, str]]:
    """Matches with their text and their place; what a longer expression turns into something else is left out."""
    kept: list[tuple[Match, str, str]] = []
    around: list[tuple[int, str]] = []  # ends and targets of longer matches that may contain the one at hand
    spots = iter(places)
    place, _, high = next(spots)
    for match in matches:
        start, before_end, target, _ = match
        end = -before_end
        while start >= high:
            place, _, high = next(spots)
            around = []
        if around:
            around = [longer for longer in around if longer[0] > start]
        for longer_end, longer_target in around:
            if end <= longer_end and _hides(longer_target, target):
                break
        else:
            around.append((end, target))
            kept.append((match, text, place))
    return kept


@cache
def _hides(longer: str, shorter: str) -> bool:
    """Whether a match within a longer one is not what it says: *defence* in *trade defence*, *Sudan* in *South Sudan*."""
    if shorter == longer:
        return True
    if longer.startswith("party:"):
        return shorter.startswith("party:")
    role = concepts()[longer].role
    if role in {"mask", "counter"}:
        return True
    return role == "defence" and not shorter.startswith("party:") and concepts()[shorter].role == "defence"


def _collect(found: list[tuple[Match, str, str]]) -> Signals:
    """Strength of each concept, the parties in order of mention, and the evidence."""
    signals = Signals()
    known = concepts()
    best: dict[str, dict[str, float]] = {}
    times: dict[str, set[str]] = {}
    named: dict[str, list[str]] = {}
    evidence: dict[tuple[str, str, str], Evidence] = {}
    for match, text, place in found:
        start, before_end, target, weight = match
        if target.startswith("party:"):
            named.setdefault(place, []).extend(target[6:].split("+"))
            continue
        if known[target].role == "mask":
            continue
        value = weight * PLACES[place]
        spot = best.get(target)
        if spot is None:
            spot = best[target] = {}
            times[target] = set()
        if value > spot.get(place, 0.0):
            spot[place] = value
        elif place == "body" and len(times[target]) >= _WORDS_ENOUGH:
            continue
        word = text[start:-before_end].lower()
        times[target].add(word)
        if place == "headline":
            signals.headline.add(target)
            signals.title.add(target)
        elif place == "slug":
            signals.title.add(target)
        where: Where = "body" if place in {"lead", "body"} else place  # type: ignore[assignment]
        if (target, word, where) not in evidence:
            evidence[target, word, where] = Evidence(whole_words(text, start, -before_end), target, where)
    for name, spots in best.items():
        extra = _REPEATED * (len(spots) + min(len(times[name]), _WORDS_ENOUGH) - 2)
        signals.strengths[name] = min(1.0, max(spots.values()) * (1 + extra))
    signals.evidence = list(evidence.values())
    signals.parties = _parties(named)
    return signals


def _parties(named: dict[str, list[str]]) -> list[str]:
    """States and organisations in order of mention: those of headline and standfirst, and further down only until two are known."""
    listed: list[str] = []
    for places in (("headline", "description"), ("slug",), ("lead",), ("body",)):
        if len(listed) >= _ENOUGH_PARTIES:
            break
        for place in places:
            listed += [code for code in named.get(place, []) if code not in listed]
            listed = list(dict.fromkeys(listed))
    return listed


def _plurality(signals: Signals) -> float:
    """How sure it is that more than one party takes part, 0 to 1."""
    plural = signals.of("both_sides") > 0
    count = len(signals.parties)
    if count >= _ENOUGH_PARTIES:
        return 1.0
    if count == 1:
        return 0.9 if plural else 0.65
    return 0.75 if plural else 0.35


def _weigh(signals: Signals) -> tuple[float, Verdict]:
    """Score and verdict from the signals."""
    plurality = _plurality(signals)
    defence, dealing, both = signals.role("defence"), signals.role("dealing"), signals.role("both")
    several = plurality >= 0.9  # noqa: PLR2004
    met = defence * dealing * plurality
    carried = both * (0.6 + 0.4 * plurality)
    shared = max(defence, both * 0.8) * signals.role("shared") * (0.95 if several else 0.15)
    traded = signals.of("weapon") * signals.of("agreement", "transfer") * (0.75 if several else 0.0)
    raw = 1 - (1 - 0.95 * met) * (1 - carried) * (1 - shared) * (1 - traded)
    counter = _counter(signals)
    score = raw * (1 - counter * (1 - 0.55 * carried))
    return _verdict(signals, score, raw, counter)


def _counter(signals: Signals) -> float:
    """How strongly other subjects speak, 0 to 1: the strongest, and a little of the next ones.

    Where headline or address name a dealing of defence establishments outright, another subject that is only mentioned further down
    (sailors who play football in port) speaks less.
    """
    outright = any(concepts()[name].role == "both" for name in signals.title)
    together = len(signals.parties) >= _ENOUGH_PARTIES and signals.of("joint", "agreement", "joint_exercise", "talks") >= _PROMINENT
    exempt = {"own_drill"} if together else set()
    strengths = sorted(
        (
            concepts()[name].weight * strength * (_ASIDE if (outright and name not in signals.title) or name in exempt else 1.0)
            for name, strength in signals.strengths.items()
            if concepts()[name].role == "counter"
        ),
        reverse=True,
    )
    return min(1.0, sum(strength * share for strength, share in zip(strengths, (1.0, 0.25, 0.1), strict=False)))


# What a headline needs to be about a defence establishment itself, whoever else it names.
_ESTABLISHMENT = ("defence_ministry", "defence_minister", "military_chief", "officer", "defence_person", "armed_forces", "coast_border_guard")
_ESTABLISHED = frozenset(_ESTABLISHMENT)
_DEFENCE = (*_ESTABLISHMENT, "defence_word", "defence_industry", "warship", "military_place")
_OUTSPOKEN = ("talks", "call", "agreement", "defence_dialogue", "defence_cooperation", "defence_agreement")


def _verdict(signals: Signals, score: float, raw: float, counter: float) -> tuple[float, Verdict]:
    """The verdict, and the score kept within the verdict's bounds."""
    if _is_borderline(signals, score, raw, counter):
        return round(min(max(score, BORDERLINE), YES - 0.01), 3), "borderline"
    if _is_bare_exhibition(signals):
        return round(min(score, BORDERLINE - 0.01), 3), "no"
    return round(score, 3), "yes" if score >= YES else "borderline" if score >= BORDERLINE else "no"


def _is_borderline(signals: Signals, score: float, raw: float, counter: float) -> bool:
    """The contract's four cases between yes and no."""
    return (
        _is_code_of_conduct(signals, score)
        or (_is_exhibition(signals) and _is_foreign(signals) and not _is_show(signals))
        or _is_answered_drill(signals, counter)
        or _is_among_much_else(signals, raw)
    )


def _is_code_of_conduct(signals: Signals, score: float) -> bool:
    """Negotiations on a code of conduct at sea."""
    return signals.of("code_of_conduct") >= _PROMINENT and bool(signals.parties) and (score < YES or not signals.headline & _ESTABLISHED)


def _is_exhibition(signals: Signals) -> bool:
    """An arms exhibition reported without talks."""
    arms = signals.role("defence") >= _SOME or signals.role("both") >= _SOME
    told = signals.of("exhibition") >= _PROMINENT or (signals.of("fair") >= _PROMINENT and arms)
    received = signals.of("meeting") >= _PROMINENT and signals.of("defence_minister", "military_chief") >= _PROMINENT
    return told and not received and not any(signals.of(name) >= _PROMINENT for name in _OUTSPOKEN)


def _is_show(signals: Signals) -> bool:
    """A show or its logistics, which the headline says."""
    return bool(signals.headline & {"expo_logistics"})


def _is_foreign(signals: Signals) -> bool:
    """Others than the hosts are named or meant."""
    return len(signals.parties) >= _ENOUGH_PARTIES or signals.of("both_sides", "delegation", "officer", "meeting") > 0


def _is_bare_exhibition(signals: Signals) -> bool:
    return _is_exhibition(signals)


def _is_answered_drill(signals: Signals, counter: float) -> bool:
    """One side's drill, another's protest."""
    drill = signals.of("exercise", "joint_exercise", "own_drill")
    protest = signals.of("protest") >= _PROMINENT
    return protest and drill >= _PROMINENT and counter < _PROMINENT and bool(signals.parties) and not signals.headline & {"talks", "agreement", "visit"}


def _is_among_much_else(signals: Signals, raw: float) -> bool:
    """A leader of state speaks of defence ties among much else."""
    if not signals.headline & {"leader"} and signals.of("leader") < _PROMINENT:
        return False
    spoken = raw >= 0.3 and not signals.headline & _ESTABLISHED  # noqa: PLR2004
    else_in_headline = "other_field" in signals.headline
    both_in_headline = any(concepts()[name].role == "both" for name in signals.headline)
    return spoken and (else_in_headline or (not both_in_headline and signals.of("other_field") > 0))


def _worth_asking(signals: Signals) -> bool:
    """Whether a teaser that is no yes by itself may still lead to one: some sign of defence, and some sign of others."""
    dealing = signals.role("dealing")
    others = bool(set(signals.parties) - {"VN"}) or signals.of("both_sides") > 0
    arms = signals.of("weapon", "security")
    defence = signals.role("defence") if signals.of(*_DEFENCE) > 0 else 0.0
    hope = signals.role("both")
    if others or dealing >= _DEALT:
        hope = max(hope, defence, signals.role("shared") * 0.8 if others else 0.0)
    if others and (signals.of("transfer") >= _PROMINENT or (arms > 0 and (dealing >= _DEALT or len(signals.parties) >= _ENOUGH_PARTIES))):
        hope = max(hope, _DEALT)
    if others and signals.of("minister") > 0 and dealing >= _DEALT and not signals.headline & {"foreign_ministry", "other_field"}:
        hope = max(hope, _DEALT)
    return hope * (1 - _counter(signals)) >= _HOPE
