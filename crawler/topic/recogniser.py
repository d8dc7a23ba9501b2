"""Judges whether a text is about defence diplomacy, and says why.

Dealings (who, does what, with whom) are read clause by clause (`crawler.topic.dealings`); a small linear model, fitted on labelled rows,
weighs them together with what else the text says and in which order (`crawler.topic.model`). A *yes* always shows a dealing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from crawler.topic.concepts import concepts
from crawler.topic.lexicon import whole_words
from crawler.topic.model import model
from crawler.topic.parts import read_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.topic.dealings import Dealing
    from crawler.topic.model import Weighed
    from crawler.topic.parts import Parts
    from crawler.topic.sentences import Sentences, Where

NAME = "defence"
Verdict = Literal["yes", "borderline", "no"]

# So many terms of evidence are kept.
MOST_EVIDENCE = 12
# Where headline and standfirst name two parties, the ones named further down are bystanders.
_ENOUGH_PARTIES = 2


class FoundTerm(NamedTuple):
    """A term as it stood in the text, the concept it stands for, and where it stood."""

    term: str
    concept: str
    where: Where

    def as_dict(self) -> dict[str, str]:
        """Plain data, for a record or a line of JSON."""
        return {"term": self.term, "concept": self.concept, "where": self.where}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a whole article was judged to be: ``score`` is the probability of *yes*."""

    name: str
    score: float
    verdict: Verdict
    dealings: list[Dealing]
    evidence: list[FoundTerm]
    parties: list[str]
    reasons: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class TeaserJudgement:
    """Whether an article's page is worth asking for, by what a list shows of it."""

    ask: bool
    score: float
    verdict: Verdict
    evidence: list[FoundTerm]


def judge(  # noqa: PLR0913  (an article has so many texts)
    language: str | None, headline: str | None, description: str | None, body: str | None, slug: str | None, *, reasons: int = 0
) -> Judgement:
    """Judge an article. ``body`` is its paragraphs, or its lead; ``slug`` its Vietnamese address, whatever the language.

    ``reasons`` says how many of the features that weighed most are to be named.
    """
    parts = read_parts(language, headline, description, body, slug)
    if not parts.weighed:
        return Judgement(NAME, 0.0, "no", [], [], [], [])
    said = model().weigh(parts.weighed, reasons=reasons)
    where: Where = "description" if description else "body"
    return Judgement(
        NAME, round(said.yes, 3), _verdict(said, parts), parts.dealings, _evidence(parts, where), _parties(parts), said.reasons
    )


def judge_teaser(headline: str | None, description: str | None, slug: str | None, language: str | None) -> TeaserJudgement:
    """Judge what a list shows of an article. ``ask`` is generous: a page not asked for is lost, a page asked for in vain costs a second."""
    parts = read_parts(language, headline, description, None, slug)
    if not parts.weighed:
        return TeaserJudgement(ask=False, score=0.0, verdict="no", evidence=[])
    said = model().weigh(parts.weighed)
    thresholds = model().thresholds
    ask = said.yes >= thresholds["ask"] or said.kept >= thresholds["ask_borderline"]
    return TeaserJudgement(ask, round(said.yes, 3), _verdict(said, parts), _evidence(parts, "description"))


def _verdict(said: Weighed, parts: Parts) -> Verdict:
    thresholds = model().thresholds
    if said.yes >= thresholds["yes"] and parts.dealings:
        return "yes"
    return "borderline" if said.kept >= thresholds["borderline"] else "no"


def _evidence(parts: Parts, text_stands_in: Where) -> list[FoundTerm]:
    """Name the terms that weighed: for each concept its first term in each part, the concepts of the heaviest features first."""
    weights = model().weights
    found: dict[tuple[str, str], FoundTerm] = {}
    for part, where in _read(parts, text_stands_in):
        for match in part.matches:
            if not match.target.startswith("party:"):
                stood = part.where(match.start, where)
                found.setdefault((match.target, stood), FoundTerm(whole_words(part.text, match.start, match.end), match.target, stood))
    heavy = sorted(found.values(), key=lambda term: -abs(weights.get(f"u {term.concept}", 0.0)) - (concepts()[term.concept].role == "both"))
    kept = set(heavy[:MOST_EVIDENCE])
    return [term for term in found.values() if term in kept]


def _parties(parts: Parts) -> list[str]:
    """States and organisations that take part: those of the dealings, else those that are named, further down only until two are known."""
    listed = list(dict.fromkeys(code for dealing in parts.dealings for code in dealing.parties))
    for part, _ in _read(parts, "description"):
        if len(listed) >= _ENOUGH_PARTIES:
            break
        listed = list(dict.fromkeys([*listed, *part.parties]))
    return listed


def _read(parts: Parts, text_stands_in: Where) -> Iterator[tuple[Sentences, Where]]:
    yield parts.headline, "headline"
    yield parts.text, text_stands_in
    yield parts.slug, "slug"
