"""What the model weighs: the names of what a text says and in which order, the same in every language but for its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.topic.concepts import concepts
from crawler.topic.sentences import GAP, NUMBER, PARTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.topic.dealings import Dealing
    from crawler.topic.sentences import Sentences

# So many parties are told apart; more say no more.
_MOST_PARTIES = 3
# Things that stand further apart than this are not looked at as a pair.
_REACH = 6
_LONGEST, _LONGEST_COARSE = 3, 4
_WORD = re.compile(r"\w+")
_LEADER = "leader"


def features(part: Sentences, known: list[str], dealings: Sequence[Dealing], headline: Sentences | None = None) -> set[str]:
    """Name what a part of an article says.

    ``known`` are the parties named before, in order; those of this part are added: the model sees that there is a first and a second one,
    never which. A part that completes a ``headline`` is read for its concepts, beside the headline's, and not for its words.

    ``u`` concept · ``n`` concept and how many parties · ``h`` order of concepts, small words, gaps · ``s`` order of their groups · ``o`` one
    group somewhere before another · ``k`` dealing and how many parties · ``w`` word, ``v`` two words · ``t`` concept or dealing behind a
    headline, ``l`` concept behind a headline that names a leader of state.
    """
    names = list(_numbered(part, known))
    count = min(len(known), _MOST_PARTIES)
    table = concepts()
    found = {f"p {count}"}
    for concept in part.concepts:
        found.add(f"u {concept}")
        found.add(f"n {concept} {count}")
    found.update(_sequences("h", ["<", *names, ">"], 1, _LONGEST))
    said = [name for name in names if name not in {GAP, NUMBER}]
    found.update(_sequences("s", [table[name].group if name in table else name for name in said], 2, _LONGEST_COARSE))
    ordered = [table[name].group if name in table else name for name in said if name in table or name[0] == "P"]
    for place, first in enumerate(ordered):
        found.update(f"o {first} {second}" for second in ordered[place + 1 : place + 1 + _REACH])
    for dealing in dealings:
        found.add(f"k {dealing.kind}")
        found.add(f"k {dealing.kind} {min(len(dealing.parties), _MOST_PARTIES)}")
    if headline is not None:
        found.update(f"t {concept}" for concept in part.concepts)
        found.update(f"t {dealing.kind}" for dealing in dealings)
        if any(table[concept].group == _LEADER for concept in headline.concepts if concept in table):
            found.update(f"l {concept}" for concept in part.concepts)
    else:
        spoken = _WORD.findall(part.text.lower())
        found.update(f"w {word}" for word in spoken)
        found.update(f"v {first} {second}" for first, second in zip(spoken, spoken[1:], strict=False))
    return found


def _numbered(part: Sentences, known: list[str]) -> Iterator[str]:
    """Name the tokens, a party by the place of its first mention."""
    for token in part.tokens:
        if token.name != PARTY:
            yield token.name
        for code in token.parties:
            if code not in known:
                known.append(code)
            yield f"P{min(known.index(code) + 1, _MOST_PARTIES + 1)}"


def _sequences(kind: str, names: Sequence[str], shortest: int, longest: int) -> Iterable[str]:
    for length in range(shortest, longest + 1):
        for place in range(len(names) - length + 1):
            yield f"{kind} {' '.join(names[place : place + length])}"
