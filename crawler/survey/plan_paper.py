"""What a survey asks of the paper, step by step: each step may lead on from what came before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from crawler.reading.links import absolute, host_of, path_of
from crawler.sites import address
from crawler.survey.asking import cut_off, teasers_of
from crawler.survey.robots import sitemaps_in
from crawler.survey.tables import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from crawler.page import Address
    from crawler.survey.asking import Ask
    from crawler.survey.sample import Answer, Sample

# Years back of the day lists that lead to articles of older layouts: the mastheads of 2017 to 2019, of 2020 to 2023, and today's.
_YEARS_BACK = (2, 5, 8)
_ARTICLES, _ENGLISH_ARTICLES = 5, 2
# Nothing stands there: articles have at most seven digits.
_MISSING = "trang-nay-khong-co-tren-may-chu-khao-sat-dia-chi-trong-99999997.html"


async def ask_paper(ask: Ask, sample: Sample, place: int, today: date) -> None:
    """Ask for lists of each kind, articles of different years and an address at which nothing stands; of the second edition for less."""
    edition, paths, key = PAPER.data["edition"][place], PAPER.data["paths"], f"edition[{place}]"
    root, whole = f"https://{edition['host']}", place == 0
    front = await ask("front", root + edition["front"][0], f"{key}.front", edition["front"][0])
    if cut_off(front):
        return
    section = await _section(ask, front, edition, key)
    if whole:
        await ask("section-next", section.asked.rstrip("/") + paths["page"].format(offset=paths["page_size"]), "paths.page")
    feeds = edition["feeds"][:2] if whole else edition["feeds"][:1]
    for name in feeds:
        await ask("section-feed" if name else "feed", root + paths["feed"].format(section=name), f"{key}.feeds", name)
    for name in edition["topics"][:1]:
        await ask("topic", root + paths["topic"].format(topic=name), f"{key}.topics", name)
    for words in edition["searches"][:1] if whole else ():
        await ask("search", root + paths["search"].format(query=quote(words)), f"{key}.searches", words)
    for path in edition["sitemaps"] if whole else edition["sitemaps"][:1]:
        answer = await ask("sitemap", root + path, f"{key}.sitemaps", path)
        parts = answer.listing.lists if answer.listing is not None else ()
        if parts and not any(part.endswith(other) for part in parts for other in edition["sitemaps"]):
            await ask("sitemap-part", parts[0])
    await _named_sitemap(ask, sample, edition["host"])
    if whole:
        await _days(ask, sample, root, edition, today)
    articles = await _articles(ask, sample, edition["host"], _ARTICLES if whole else _ENGLISH_ARTICLES)
    if whole:
        await _variants(ask, root, articles)
    await ask("missing", f"{root}/{_MISSING}", "missing.status")


async def _named_sitemap(ask: Ask, sample: Sample, host: str) -> None:
    """Where none of the sitemaps that the data know is there, ask for the one that robots.txt names."""
    if not any(answer.listing is not None for answer in sample.of("sitemap", host=host)):
        for url in sitemaps_in(sample, host)[:1]:
            await ask("sitemap", url)


async def _section(ask: Ask, front: Answer, edition: dict[str, Any], key: str) -> Answer:
    """Ask for the list of a section that the data knows, and if that does not answer for one that the front page names."""
    answer: Answer | None = None
    root = f"https://{edition['host']}"
    for name in edition["sections"][:1]:
        answer = await ask("section", root + PAPER.data["paths"]["section"].format(section=name), f"{key}.sections", name)
    if answer is not None and answer.good:
        return answer
    named = front.listing.lists if front.listing is not None and front.listing.lists else section_links(front, edition["host"])
    for url in list(named)[1:2] or list(named)[:1]:
        return await ask("section", url)
    return answer or front


def section_links(front: Answer, host: str) -> list[str]:
    """Return the links of a page that look like sections: one or two words of a path on the same host."""
    found = [
        link
        for link in front.links
        if host_of(link) == host and re.fullmatch(r"/[a-z0-9-]{3,40}(?:/[a-z0-9-]{3,40})?/?", urlsplit(link).path)
    ]
    return list(dict.fromkeys(found)) if front.good else []


async def _days(ask: Ask, sample: Sample, root: str, edition: dict[str, Any], today: date) -> None:
    """Ask for the list of a day of which an article is known, and for those of other years."""
    form = PAPER.data["paths"]["day"]
    section = next((path_of(answer.url) for answer in sample.of("section", host=edition["host"])), "")
    known = [
        teaser for answer in sample.of("section", "section-next", host=edition["host"]) for teaser in teasers_of(answer) if teaser.date
    ]
    if not known or not section:
        return
    teaser = min(known, key=lambda one: one.date or "")
    await ask("day", root + form.format(section=section, day=(teaser.date or "")[:10]), "paths.day", teaser.address.key)
    for years in _YEARS_BACK:
        day = today.replace(year=today.year - years, day=min(today.day, 28))
        await ask("old-day", root + form.format(section=section, day=day.isoformat()), "paths.day")


async def _articles(ask: Ask, sample: Sample, host: str, count: int) -> list[Answer]:
    """Ask for articles as far from each other in time as the lists allow; they are numbered by time."""
    pool: dict[str, Address] = {}
    for answer in sample.answers:
        for teaser in teasers_of(answer):
            if host_of(teaser.address.url) == host:
                pool.setdefault(teaser.address.key, teaser.address)
        for link in answer.links if answer.purpose in ("front", "section") and answer.good else ():
            found = address(link)
            if found is not None and host_of(found.url) == host:
                pool.setdefault(found.key, found)
    ordered = sorted(pool.values(), key=lambda one: one.number or 0)
    return [await ask("article", chosen.url) for chosen in spread(ordered, count)]


def spread(ordered: list[Address], count: int) -> list[Address]:
    """Choose so many, evenly over the whole range of numbers, the last one included; fewer where there are fewer."""
    if len(ordered) <= count:
        return ordered[::-1]
    least, most = ordered[0].number or 0, ordered[-1].number or 0
    chosen: dict[str, Address] = {ordered[-1].key: ordered[-1]}
    for step in range(count - 1):
        wanted = least + (most - least) * step / (count - 1)
        near = min((one for one in ordered if one.key not in chosen), key=lambda one: abs((one.number or 0) - wanted))
        chosen[near.key] = near
    return list(chosen.values())


async def _variants(ask: Ask, root: str, articles: list[Answer]) -> None:
    """Ask for the print view of an article, and for a tag that one names."""
    paths = PAPER.data["paths"]
    for article in articles:
        found = address(article.url)
        if article.good and found is not None:
            await ask("print", root + paths["print"].format(number=found.number), "paths.print")
            break
    for article in articles:
        tags = (
            [link for selector in _keyword_selectors() for node in article.tree.css(selector) if (link := node.attributes.get("href"))]
            if article.good
            else []
        )
        if tags:
            await ask("tag", absolute(article.url, tags[0]), "paths.tag")
            break


def _keyword_selectors() -> Iterator[str]:
    for generation in PAPER.data["generation"]:
        yield from generation.get("keywords", ())
