"""What the data set is about: a judge of texts, explained by its evidence."""

from crawler.topic.recogniser import Judgement, TeaserJudgement, judge, judge_teaser
from crawler.topic.signals import FoundTerm

__all__ = ["FoundTerm", "Judgement", "TeaserJudgement", "judge", "judge_teaser"]
