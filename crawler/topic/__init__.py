"""What the data set is about: a judge of texts, explained by its evidence."""

from crawler.topic.recogniser import FoundTerm, Judgement, TeaserJudgement, judge, judge_teaser

__all__ = ["FoundTerm", "Judgement", "TeaserJudgement", "judge", "judge_teaser"]
