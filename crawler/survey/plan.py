"""What a survey asks: the paper's two editions, the mirror, and with what is left of the requests what is still in doubt."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING

from crawler.fetching.ration import SPENT
from crawler.reading.links import host_of, path_of
from crawler.sites import address
from crawler.survey.asking import cut_off, teasers_of
from crawler.survey.plan_mirror import ask_mirror
from crawler.survey.plan_paper import ask_paper
from crawler.survey.tables import MIRROR, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from crawler.survey.asking import Ask
    from crawler.survey.sample import Sample

MOST_REQUESTS = 60


async def survey(ask: Ask, sample: Sample, today: date) -> None:
    """Ask for the whole sample. ``ask`` adds each answer to it."""
    for place in range(len(PAPER.data["edition"])):
        await ask_paper(ask, sample, place, today)
    await ask_mirror(ask, sample, today)
    for purpose, url, key, value in _doubts(sample):
        answer = await ask(purpose, url, key, value)
        if answer.failure == SPENT or cut_off(answer):
            return


def _doubts(sample: Sample) -> Iterator[tuple[str, str, str, str]]:
    """Yield requests for what is left: lists of the paper that no page links to, then pages of the mirror and of the paper by turns."""
    yield from _unlinked(sample)
    pages, articles = _pages(sample), _articles(sample)
    for page, article in zip_longest(pages, articles):
        if page is not None:
            yield "page", page, "", ""
        if article is not None:
            yield "article", article, "", ""


def _unlinked(sample: Sample) -> Iterator[tuple[str, str, str, str]]:
    asked = {answer.asked for answer in sample.answers}
    for place, edition in enumerate(PAPER.data["edition"]):
        linked = {path_of(link) for answer in sample.answers if answer.good for link in answer.links if host_of(link) == edition["host"]}
        for field, form in (("sections", "section"), ("topics", "topic")):
            for name in edition[field]:
                url = f"https://{edition['host']}{PAPER.data['paths'][form].format(section=name, topic=name)}"
                if linked and path_of(url) not in linked and url not in asked:
                    yield form, url, f"edition[{place}].{field}", name


def _pages(sample: Sample) -> Iterator[str]:
    """Yield pages of the mirror; a language that was seldom seen has words that were not seen."""
    lists = list(sample.of("category", "front", "feed", "language-front", "day-map", host=MIRROR.data["canonical_host"]))
    asked = {answer.asked for answer in sample.of("page", good=False)}
    pool = {one.address.url: one.address.language for answer in lists for one in teasers_of(answer) if one.address.url not in asked}
    used = Counter(found.language for answer in sample.of("page") if (found := address(answer.url)) is not None)
    while pool:
        url = min(pool, key=lambda one: used[pool[one]])
        used[pool.pop(url)] += 1
        yield url


def _articles(sample: Sample) -> Iterator[str]:
    """Yield articles of the paper, each as far in time from those that came as the lists allow; they are numbered by time."""
    hosts = {edition["host"] for edition in PAPER.data["edition"]}
    lists = [answer for answer in sample.answers if host_of(answer.asked) in hosts]
    pool = {one.address.number or 0: one.address.url for answer in lists for one in teasers_of(answer)}
    came = {found.number or 0 for answer in sample.of("article", good=False) if (found := address(answer.asked)) is not None}
    while left := pool.keys() - came:
        number = max(left, key=lambda one: min((abs(one - other) for other in came), default=0))
        came.add(number)
        yield pool[number]
