"""Who deals with whom, and how, clause by clause: the analyst's event data, and what the model weighs most.

The kinds are in ``dealings.toml``. A clause names the act, the establishment that acts, and the parties; the headline's parties hold for a
standfirst that says "both sides". A party behind "against" is not dealt with, and an act that is denied is none.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.topic.concepts import concepts
from crawler.topic.lexicon import whole_words
from crawler.topic.sentences import COMMA, PARTY, QUESTION, STOP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.topic.sentences import Sentences, Token, Where

FILE = Path(__file__).with_name("dealings.toml")

_AGAINST, _NOT = "against", "not"
# Words that stand for a party that is not named, and for several.
_ONE_MORE = frozenset({"counterpart", "both_sides", "ally"})
_SEVERAL = frozenset({"multinational", "count_states"})
_TWO = 2
_LEADER = "leader"
# A "not" so many tokens before an act denies it.
_DENIES = 2
# So much of a clause is shown.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A line of ``dealings.toml``, which explains the fields."""

    name: str
    acts: frozenset[str]
    with_: frozenset[str]
    without: frozenset[str]
    parties: int
    cameo: str


@dataclass(frozen=True, slots=True)
class Dealing:
    """One dealing as a clause tells it: ``text`` is the clause, ``parties`` the codes in order of mention."""

    kind: str
    cameo: str
    parties: tuple[str, ...]
    where: Where
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for a record or a line of JSON."""
        return {"kind": self.kind, "cameo": self.cameo, "parties": list(self.parties), "where": self.where, "text": self.text}


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of dealings, the surest first."""
    with FILE.open("rb") as file:
        data: dict[str, dict[str, Any]] = tomllib.load(file)
    return tuple(
        Kind(name, frozenset(line["acts"]), frozenset(line["with"]), frozenset(line.get("without", ())), line["parties"], line["cameo"])
        for name, line in data.items()
    )


def find_dealings(part: Sentences, where: Where, headline: Sentences | None = None, home: str | None = None) -> list[Dealing]:
    """Find the dealings of a part, each kind once.

    ``headline`` is the one that the part completes: its parties are meant by "both sides". ``home`` is the state that a text in this
    language means by "the President".
    """
    found: dict[str, Dealing] = {}
    for clause, wide in _clauses(part):
        said = {name for token in clause for name in (token.name, *token.concepts)} | wide
        parties, count = _who(clause, said, headline, home)
        meant = said | {concepts()[name].group for name in said if name in concepts()}
        barred = said if headline is None else said | headline.concepts
        told: set[int] = set()  # where the acts stand that a surer kind has told of: one act is one dealing
        for kind in kinds():
            if count < kind.parties or kind.acts.isdisjoint(said) or not kind.without.isdisjoint(barred):
                continue
            if kind.with_ and kind.with_.isdisjoint(meant):
                continue
            acts = {token.start for token in clause if not kind.acts.isdisjoint((token.name, *token.concepts))}
            if not (acts and acts <= told) and not _denied(clause, kind):
                told |= acts
                if kind.name in found:
                    continue
                text = whole_words(part.text, clause[0].start, clause[-1].end)[:_LONGEST]
                found[kind.name] = Dealing(kind.name, kind.cameo, tuple(parties), part.where(clause[0].start, where), text)
    return list(found.values())


def _who(clause: Sequence[Token], said: set[str], headline: Sentences | None, home: str | None) -> tuple[list[str], int]:
    """Name the parties of a clause, and count them with those that are spoken of without a name."""
    parties = _dealt_with(clause)
    count = len(parties) + _implied(said)
    if headline is not None and (count < _TWO or not parties):
        parties = list(dict.fromkeys([*headline.parties, *parties]))
        count = len(parties) + _implied(said)
    if count < _TWO and home and parties and home not in parties and any(_is_leader(name) for name in said):
        count += 1
    return parties, count


def _is_leader(name: str) -> bool:
    return name in concepts() and concepts()[name].group == _LEADER


def _clauses(part: Sentences) -> Iterator[tuple[list[Token], set[str]]]:
    """Part the tokens at full stops, each clause with the expressions of several pieces that lie in it."""
    clause: list[Token] = []
    for token in [*part.tokens, None]:
        if token is not None and token.name not in {STOP, QUESTION}:
            clause.append(token)
            continue
        if clause:
            low, high = clause[0].start, clause[-1].end
            wide = {match.target for match in part.matches if match.wide and low <= match.start and match.end <= high}
            yield clause, {name for name in wide if not name.startswith("party:")}
        clause = []


def _dealt_with(clause: Iterable[Token]) -> list[str]:
    """The parties of a clause but those behind "against"."""
    parties: list[str] = []
    against = False
    for token in clause:
        if token.name == PARTY and not against:
            parties += token.parties
        elif token.name != PARTY:
            against = token.name == _AGAINST or (against and token.name != COMMA)
    return list(dict.fromkeys(parties))


def _implied(said: set[str]) -> int:
    """How many parties are spoken of without a name."""
    return _TWO if not said.isdisjoint(_SEVERAL) else int(not said.isdisjoint(_ONE_MORE))


def _denied(clause: Sequence[Token], kind: Kind) -> bool:
    """Whether every act of the kind stands behind a "not"."""
    places = [place for place, token in enumerate(clause) if not kind.acts.isdisjoint((token.name, *token.concepts))]
    return bool(places) and all(any(token.name == _NOT for token in clause[max(0, place - _DENIES) : place]) for place in places)
