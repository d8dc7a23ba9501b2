"""Judges whether a text is about defence diplomacy, and says why.

Two things must meet: a defence establishment, and a dealing with others. Terms that carry both (a joint patrol) speak for themselves; terms
of other subjects (a match, a storm, a missile test) speak against. ``concepts.toml`` says what counts how much, ``terms/`` in which words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.topic.signals import find_signals
from crawler.topic.verdict import weigh, worth_asking

if TYPE_CHECKING:
    from crawler.topic.signals import FoundTerm
    from crawler.topic.verdict import Verdict

NAME = "defence"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a whole article was judged to be."""

    name: str
    score: float
    verdict: Verdict
    evidence: list[FoundTerm]
    parties: list[str]


@dataclass(frozen=True, slots=True)
class TeaserJudgement:
    """Whether an article's page is worth asking for, by what a list shows of it."""

    ask: bool
    score: float
    verdict: Verdict
    evidence: list[FoundTerm]


def judge(language: str | None, headline: str | None, description: str | None, body: str | None, slug: str | None) -> Judgement:
    """Judge an article. ``body`` is its paragraphs, or its lead; ``slug`` its Vietnamese address, whatever the language."""
    signals = find_signals(language, headline, description, body, slug)
    score, verdict = weigh(signals)
    return Judgement(NAME, score, verdict, signals.evidence, signals.parties)


def judge_teaser(headline: str | None, description: str | None, slug: str | None, language: str | None) -> TeaserJudgement:
    """Judge what a list shows of an article. ``ask`` is generous: a page not asked for is lost, a page asked for in vain costs a second."""
    signals = find_signals(language, headline, description, None, slug)
    score, verdict = weigh(signals)
    return TeaserJudgement(verdict != "no" or worth_asking(signals), score, verdict, signals.evidence)
