"""What a survey asks: the paper's two editions, the mirror, and with what is left of the requests what is still in doubt."""

from __future__ import annotations

from collections import Counter
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
    """Yield requests for what is left: for lists of the paper that no page links to, then for more pages of the mirror."""
    asked = {answer.asked for answer in sample.answers}
    for place, edition in enumerate(PAPER.data["edition"]):
        linked = {path_of(link) for answer in sample.answers if answer.good for link in answer.links if host_of(link) == edition["host"]}
        for field, form in (("sections", "section"), ("topics", "topic")):
            for name in edition[field]:
                url = f"https://{edition['host']}{PAPER.data['paths'][form].format(section=name, topic=name)}"
                if linked and path_of(url) not in linked and url not in asked:
                    yield form, url, f"edition[{place}].{field}", name
    lists = sample.of("category", "front", "feed", "language-front", "day-map", host=MIRROR.data["canonical_host"])
    pool = {teaser.address.url: teaser.address.language for answer in list(lists) for teaser in teasers_of(answer)}
    used = Counter(found.language for answer in sample.of("page") if (found := address(answer.url)) is not None)
    # A language that was seldom seen has words that were not seen.
    while left := [url for url in pool if url not in asked]:
        url = min(left, key=lambda one: used[pool[one]])
        used[pool[url]] += 1
        asked.add(url)
        yield "page", url, "", ""
