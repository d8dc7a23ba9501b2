"""From signals to a score and a verdict, and to the decision whether a page is worth asking for.

Every number here is a share between 0 and 1 that can be reasoned about; how much a single concept counts stands in ``concepts.toml``.
"""

from __future__ import annotations

from typing import Literal

from crawler.topic.concepts import concepts
from crawler.topic.signals import ENOUGH_PARTIES, Signals

Verdict = Literal["yes", "borderline", "no"]

YES = 0.38
BORDERLINE = 0.36
# How sure it is that more than one party takes part: two are named; one is, and "both sides" are spoken of; one; only "both sides"; none.
_TWO, _ONE_AND_OTHERS, _ONE, _OTHERS, _NOBODY = 1.0, 0.9, 0.75, 0.75, 0.35
# Terms that carry both halves need named parties less than two halves that meet.
_CARRIED_ALONE = 0.6
_MET = 0.95
# What is left of a port call without a navy.
_UNSUPPORTED = 0.4
# A drill or a stay in port is a dealing when several share in it, and next to nothing otherwise.
_SHARED, _UNSHARED = 0.95, 0.15
# Weapons that change hands, or are built together, between states.
_TRADED = 0.75
# How far an outright dealing holds against other subjects.
_HOLDS = 0.55
# What is left of a counter-sign that is beside the point; how much the second and third strongest add.
_ASIDE = 0.35
_COUNTER_SHARES = (1.0, 0.25, 0.1)
# A concept this strong stands in headline, standfirst or address.
_PROMINENT = 0.8
# More than a passing word; defence that is spoken of; a dealing that is more than a word; enough hope to ask for a page.
_SOME, _SPOKEN, _DEALT, _HOPE = 0.25, 0.3, 0.5, 0.2
# Terms that carry both halves and states besides one's own: asked for whatever else the teaser speaks of.
_PLAINLY = 0.6

# What a headline needs to be about a defence establishment itself, whoever else it names.
_ESTABLISHMENT = (
    "defence_ministry",
    "defence_minister",
    "military_chief",
    "officer",
    "defence_person",
    "armed_forces",
    "coast_border_guard",
)
_DEFENCE = (*_ESTABLISHMENT, "defence_word", "defence_industry", "warship", "military_place")
_NEEDING = ("port_call", "war_legacy")
# Subjects that name the dealing itself as their matter: a thesis on defence cooperation is a thesis.
_STUBBORN = ("law_study", "trade_defence")
# Subjects of a headline under which even a minister of defence leads to nothing.
_SURELY_NOT = frozenset({"sport", "home_visit", "budget", "conscription", "weapon_test", "war_report"})
# Subjects beside which a word on defence is no sign of defence ties.
_LOUD = frozenset({"war_report", "weapon_test", "sport", "armistice", "sanctions", "budget", "trade_defence"})
_OUTSPOKEN = ("talks", "call", "agreement", "defence_dialogue", "defence_cooperation", "defence_agreement")


def weigh(signals: Signals) -> tuple[float, Verdict]:
    """Score and verdict; the score lies within the verdict's bounds."""
    plurality = _plurality(signals)
    several = plurality >= _ONE_AND_OTHERS
    defence, both = signals.role("defence"), _carrying(signals)
    met = defence * signals.role("dealing") * plurality
    carried = both * (_CARRIED_ALONE + (1 - _CARRIED_ALONE) * plurality)
    shared = max(defence, both) * signals.role("shared") * (_SHARED if several else _UNSHARED)
    traded = signals.of("weapon") * signals.of("agreement", "transfer") * (_TRADED if several else 0.0)
    raw = 1 - (1 - _MET * met) * (1 - carried) * (1 - shared) * (1 - traded)
    counter = _counter(signals)
    holds = 0.0 if _is_stubborn(signals.headline) else _HOLDS
    score = raw * (1 - counter * (1 - holds * carried))
    exhibition = _is_exhibition(signals, score)
    if (
        _is_code_of_conduct(signals, score)
        or (exhibition and _is_attended(signals))
        or _is_answered_drill(signals, counter)
        or _is_among_much_else(signals, raw)
    ):
        return round(min(max(score, BORDERLINE), YES - 0.01), 3), "borderline"
    if exhibition:
        return round(min(score, BORDERLINE - 0.01), 3), "no"
    return round(score, 3), "yes" if score >= YES else "borderline" if score >= BORDERLINE else "no"


def worth_asking(signals: Signals) -> bool:
    """Whether a teaser that is no yes by itself may still lead to one.

    A page asked for in vain costs a second, one not asked for is lost: enough are a person of a defence establishment; defence that
    nothing speaks against; states that deal with each other where no other subject is named.
    """
    if signals.of("defence_person") >= _PROMINENT and signals.headline.isdisjoint(_SURELY_NOT):
        return True
    others, carried = _others_spoken_of(signals), _carrying(signals)
    if others and carried >= _PLAINLY:
        return True
    counter = _counter(signals) * (1.0 if _has_role(signals.title, "counter") else _ASIDE)
    hope = max(
        carried,
        signals.role("shared") if others else 0.0,
        _hope_of_defence(signals, counter),
        _DEALT if others and signals.role("dealing") >= _DEALT and _is_open_dealing(signals, counter) else 0.0,
    )
    return hope * (1 - counter) >= _HOPE


def _hope_of_defence(signals: Signals, counter: float) -> float:
    """How much a word on defence promises: beside others or a dealing always something, alone only if nothing speaks against it."""
    if signals.of(*_DEFENCE, "weapon") <= 0:
        return 0.0
    if _others_spoken_of(signals) or max(signals.role("dealing"), signals.role("shared")) >= _DEALT:
        return max(signals.role("defence"), _DEALT)
    return 0.0 if counter else signals.of("warship", "defence_minister", "military_chief")


def _is_open_dealing(signals: Signals, counter: float) -> bool:
    """Whether a dealing with others leaves room for defence.

    A minister does whose headline names no other field; else two parties do, or a word on what states agree on, where nothing else is told.
    """
    if signals.of("minister") > 0 and signals.headline.isdisjoint({"foreign_ministry", "other_field"}):
        return True
    if signals.of("other_field") or counter:
        return False
    return len(signals.parties) >= ENOUGH_PARTIES or signals.of("security", "minister", "agreement", "transfer", "leader") > 0


def _carrying(signals: Signals) -> float:
    """How strongly terms speak that carry both halves.

    Ships berth and bones are found without any navy or army: these terms count in full only where a defence establishment is named too.
    """
    if signals.of(*_DEFENCE) > 0:
        return signals.role("both")
    halved = Signals({name: strength * (_UNSUPPORTED if name in _NEEDING else 1.0) for name, strength in signals.strengths.items()})
    return halved.role("both")


def _plurality(signals: Signals) -> float:
    """How sure it is that more than one party takes part."""
    others = signals.of("both_sides") > 0
    if len(signals.parties) >= ENOUGH_PARTIES:
        return _TWO
    if signals.parties and signals.parties != [signals.home]:
        return _ONE_AND_OTHERS if others else _ONE
    return _OTHERS if others else _NOBODY


def _counter(signals: Signals) -> float:
    """How strongly other subjects speak: the strongest, and a little of the next ones.

    Where headline or address name a dealing of defence establishments outright, another subject that is only mentioned further down
    (sailors who play football in port) speaks less; and firing ranges are nobody's own where two parties agree on them.
    """
    known = concepts()
    outright = _is_outright(signals.title) or (_others_named(signals) and _has_role(signals.title, "shared"))
    together = _others_named(signals) and signals.role("dealing") >= _DEALT
    strengths = [
        known[name].weight * strength * (_ASIDE if (outright and name not in signals.title) or (together and name == "own_drill") else 1.0)
        for name, strength in signals.strengths.items()
        if known[name].role == "counter"
    ]
    strongest = sorted(strengths, reverse=True)
    return min(1.0, sum(strength * share for strength, share in zip(strongest, _COUNTER_SHARES, strict=False)))


def _is_stubborn(headline: set[str]) -> bool:
    """Whether the headline's subject is another one, however outright a dealing is named: policemen patrol and sign pacts too."""
    policing = "police" in headline and headline.isdisjoint(_DEFENCE)
    return policing or not headline.isdisjoint(_STUBBORN)


def _is_outright(names: set[str]) -> bool:
    """Whether one of the concepts carries both halves."""
    return _has_role(names, "both")


def _has_role(names: set[str], role: str) -> bool:
    return any(concepts()[name].role == role for name in names)


def _others_named(signals: Signals) -> bool:
    """Whether a state other than the text's own is named. The paper is Vietnamese: that Vietnam alone is named says nothing of others."""
    return len(signals.parties) >= ENOUGH_PARTIES or not set(signals.parties) <= {"VN", signals.home}


def _others_spoken_of(signals: Signals) -> bool:
    """Whether others are named, or spoken of as *both sides*."""
    return _others_named(signals) or signals.of("both_sides") > 0


def _is_code_of_conduct(signals: Signals, score: float) -> bool:
    """Negotiations on a code of conduct at sea."""
    told = signals.of("code_of_conduct") >= _PROMINENT and bool(signals.parties)
    return told and (score < YES or signals.headline.isdisjoint(_ESTABLISHMENT))


def _is_exhibition(signals: Signals, score: float) -> bool:
    """An arms exhibition reported without talks."""
    arms = max(signals.role("defence"), signals.role("both")) >= _SOME
    told = signals.of("exhibition") >= _PROMINENT or (signals.of("fair") >= _PROMINENT and arms)
    if score >= YES and (_is_outright(signals.title) or signals.title.isdisjoint({"exhibition", "fair"})):
        return False
    received = signals.of("meeting") >= _PROMINENT and signals.of("defence_minister", "military_chief") >= _PROMINENT
    return told and not received and not any(signals.of(name) >= _PROMINENT for name in _OUTSPOKEN)


def _is_attended(signals: Signals) -> bool:
    """Others than the hosts come to see an exhibition, and it is not the show that the headline is about."""
    if "expo_logistics" in signals.headline:
        return False
    return len(signals.parties) >= ENOUGH_PARTIES or signals.of("both_sides", "delegation", "officer", "meeting") > 0


def _is_answered_drill(signals: Signals, counter: float) -> bool:
    """One side's drill, another's protest."""
    drill = signals.of("exercise", "joint_exercise", "own_drill") >= _PROMINENT
    answered = signals.of("protest") >= _PROMINENT and counter < _PROMINENT
    return drill and answered and bool(signals.parties) and signals.headline.isdisjoint({"talks", "agreement", "visit"})


def _is_among_much_else(signals: Signals, raw: float) -> bool:
    """A leader of state speaks of defence ties among much else."""
    if signals.of("leader") < _PROMINENT or not signals.headline.isdisjoint((*_ESTABLISHMENT, *_STUBBORN)):
        return False
    fields = signals.of("other_field") > 0
    if raw >= _SPOKEN:
        return "other_field" in signals.headline or (fields and not _is_outright(signals.headline))
    dealt = signals.role("dealing") >= _DEALT or len(signals.parties) >= ENOUGH_PARTIES
    return fields and dealt and not signals.headline & _LOUD and signals.of(*_DEFENCE, "weapon", "exercise") >= _PROMINENT
