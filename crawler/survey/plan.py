"""What a survey asks, step by step: each step may lead on from what came before. No more than sixty requests in all."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlsplit

from crawler.fetching.failures import NETWORK_KINDS
from crawler.fetching.ration import SPENT
from crawler.reading.links import absolute, host_of, path_of
from crawler.sites import address, site_of
from crawler.survey.tables import MIRROR, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from crawler.page import Address, Teaser
    from crawler.survey.sample import Answer, Sample

MOST_REQUESTS = 60
# Years back of the day lists that lead to articles of older layouts: the mastheads of 2017 to 2019, of 2020 to 2023, and today's.
_YEARS_BACK = (2, 5, 8)
_ARTICLES, _ENGLISH_ARTICLES = 5, 2
# Languages of the mirror that are asked for first, where a story has them: of each script one.
_SCRIPTS = ("ja", "ko", "ar", "th", "ru", "zh-cn", "fr", "es", "hi", "el", "en")
_OTHER_PAGES = 4
_MISSING_NUMBER = 99_999_997
_MISSING_SLUG = "trang-nay-khong-co-tren-may-chu-khao-sat-dia-chi-trong"
# An older story: its slug reads the same on the mirror, and few lists still name it.
_DAY = re.compile(r"\d{4}.?\d{2}.?\d{2}")


class Ask(Protocol):
    """Asks for an address, if robots.txt and what is left of the sixty requests allow it. ``key`` names the guess that the address comes from."""

    async def __call__(self, purpose: str, url: str, key: str = "", value: str = "") -> Answer: ...


def cut_off(answer: Answer) -> bool:
    """Tell whether a host cannot be reached at all, so that nothing else of it is worth a request."""
    return answer.failure in NETWORK_KINDS or answer.failure in ("robots-unreachable", "host-backs-off", "tls")


async def survey(ask: Ask, sample: Sample, today: date) -> None:
    """Ask for the whole sample: both editions of the paper, then the mirror, which is asked for the paper's stories."""
    for place in range(len(PAPER.data["edition"])):
        await _paper(ask, sample, place, today)
    await _mirror(ask, sample, today)
    await _doubts(ask, sample)


async def _doubts(ask: Ask, sample: Sample) -> None:
    """Spend what is left: on lists of the paper that no page links to, then on more pages of the mirror."""
    for place, edition in enumerate(PAPER.data["edition"]):
        linked = {path_of(link) for answer in sample.answers if answer.good for link in answer.links if host_of(link) == edition["host"]}
        for field, form in (("sections", "section"), ("topics", "topic")):
            for name in edition[field]:
                url = f"https://{edition['host']}{PAPER.data['paths'][form].format(section=name, topic=name)}"
                asked = any(answer.asked == url for answer in sample.answers)
                if (
                    linked
                    and path_of(url) not in linked
                    and not asked
                    and not await _goes_on(ask, form, url, f"edition[{place}].{field}", name)
                ):
                    return
    canonical = MIRROR.data["canonical_host"]
    answers = list(sample.of("category", "front", "feed", "language-front", "day-map", host=canonical))
    pool = {teaser.address.url: teaser.address.language for answer in answers for teaser in _teasers(answer)}
    used = Counter(found.language for answer in sample.of("page") if (found := address(answer.url)) is not None)
    for answer in sample.of("page"):
        pool.pop(answer.asked, None)
    while pool:
        url = min(pool, key=lambda one: used[pool[one]])
        used[pool[url]] += 1
        del pool[url]
        if not await _goes_on(ask, "page", url):
            return


async def _goes_on(ask: Ask, purpose: str, url: str, key: str = "", value: str = "") -> bool:
    """Ask, and tell whether anything is left for another request."""
    answer = await ask(purpose, url, key, value)
    return answer.failure != SPENT and not cut_off(answer)


async def _paper(ask: Ask, sample: Sample, place: int, today: date) -> None:
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
    if whole:
        await _days(ask, sample, root, edition, today)
    articles = await _articles(ask, sample, edition["host"], _ARTICLES if whole else _ENGLISH_ARTICLES)
    if whole:
        await _variants(ask, root, articles)
    await ask("missing", f"{root}/{_MISSING_SLUG}-{_MISSING_NUMBER}.html", "missing.status")


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
    known = [teaser for answer in sample.of("section", "section-next", host=edition["host"]) for teaser in _teasers(answer) if teaser.date]
    if not known or not section:
        return
    teaser = min(known, key=lambda one: one.date or "")
    await ask("day", root + form.format(section=section, day=(teaser.date or "")[:10]), "paths.day", teaser.address.key)
    for years in _YEARS_BACK:
        day = today.replace(year=today.year - years, day=min(today.day, 28))
        await ask("old-day", root + form.format(section="the-gioi", day=day.isoformat()), "paths.day")


async def _articles(ask: Ask, sample: Sample, host: str, count: int) -> list[Answer]:
    """Ask for articles as far from each other in time as the lists allow; they are numbered by time."""
    pool: dict[str, Address] = {}
    for answer in sample.answers:
        for teaser in _teasers(answer):
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


# ------------------------------------------------------------------------------------------------------------------ the mirror


async def _mirror(ask: Ask, sample: Sample, today: date) -> None:
    data = MIRROR.data
    root = f"https://{data['canonical_host']}"
    fronts = [(place, seed) for place, seed in enumerate(data["seeds"]) if seed["kind"] == "front"]
    for place, seed in fronts[:1]:
        if cut_off(await ask("front", seed["url"], f"seeds[{place}].url", seed["url"])):
            return
    for host in data["hosts"]:
        if host != data["canonical_host"]:
            await ask("host", f"https://{host}/robots.txt", "hosts", host)
    for place, seed in enumerate(data["seeds"]):
        if seed["kind"] != "front" and not (seed["kind"] == "tag" and any(sample.of("tag", host=data["canonical_host"], good=False))):
            await ask(_PURPOSES.get(seed["kind"], seed["kind"]), seed["url"], f"seeds[{place}].url", seed["url"])
    await _category(ask, sample)
    for place, seed in enumerate(data["seeds_by_language"]):
        for code in ("ko", "de") if seed["kind"] == "feed" else ("de",):
            await ask(_PURPOSES.get(seed["kind"], seed["kind"]), seed["url"].format(lang=code), f"seeds_by_language[{place}].url", code)
    await _day_map(ask, sample, today)
    await _mirror_pages(ask, sample, root)
    await ask("missing", f"{root}/{_MISSING_SLUG}", "missing.status")


_PURPOSES = {"section": "category", "front": "language-front"}


async def _category(ask: Ask, sample: Sample) -> None:
    """Where none of the categories that the data knows answers, ask for one that a page names."""
    if any(answer.listing is not None and answer.listing.teasers for answer in sample.of("category")):
        return
    for answer in sample.of("front", host=MIRROR.data["canonical_host"]):
        for link in answer.links:
            if "/category/" in link and not any(link == known.asked for known in sample.answers):
                await ask("category", link)
                return


async def _day_map(ask: Ask, sample: Sample, today: date) -> None:
    """Ask for the sitemap of the day from which most of the paper's stories are known, else of the newest day."""
    index = next(
        (answer for answer in sample.of("sitemap", host=MIRROR.data["canonical_host"]) if answer.listing and answer.listing.lists), None
    )
    if index is None or index.listing is None:
        return
    days = Counter(
        teaser.date[:10]
        for answer in sample.answers
        if host_of(answer.asked) != MIRROR.data["canonical_host"]
        for teaser in _teasers(answer)
        if teaser.date and teaser.address.language == MIRROR.data["origin_language"] and teaser.date[:10] < today.isoformat()
    )
    dated = {re.sub(r"\D", "", found[0]): part for part in index.listing.lists if (found := _DAY.search(part))}
    wanted = [day.replace("-", "") for day, _ in days.most_common() if day.replace("-", "") in dated]
    for day in wanted[:2] or sorted(dated)[-1:]:
        answer = await ask("day-map", dated[day], "lists.day")
        if answer.listing is not None and answer.listing.teasers:
            return


async def _mirror_pages(ask: Ask, sample: Sample, root: str) -> None:
    """Ask for pages of the paper's stories in Vietnamese and in languages of different scripts, and for the story that is known."""
    home = MIRROR.data["origin_language"]
    mapped = [
        teaser.address
        for answer in sample.of("day-map", "sitemap", "category", "front", "feed", host=host_of(root))
        for teaser in _teasers(answer)
    ]
    ours = {found.slug for answer in sample.answers if host_of(answer.asked) != host_of(root) for found in _addresses(answer)}
    slugs = sorted(dict.fromkeys(one.slug for one in mapped), key=lambda slug: slug not in ours)
    known = MIRROR.data["known"]["slug"]
    asked: set[str] = set()
    for slug in [*slugs[:1], known][:1]:
        page = await ask("page", f"{root}/{slug}")
        for code in _codes(page, home)[: _OTHER_PAGES - 1] if page.good else ():
            asked.add(code)
            await ask("page", f"{root}/{code}/{slug}")
    for code in MIRROR.data["known"]["languages"]:
        if code not in asked:
            asked.add(code)
            await ask("page", f"{root}/{code}/{known}")
            break
    others = [one for one in mapped if one.language.lower() not in (*asked, home)]
    for one in others[:1] or [
        site.address(f"{root}/{code}/{slug}") for site in [site_of(root)] if site for slug in slugs[1:2] for code in ("fr",)
    ]:
        if one is not None:
            await ask("page", one.url)


def _codes(page: Answer, home: str) -> list[str]:
    """Return the languages in which a page says that it exists, those of different scripts first."""
    links = [absolute(page.url, node.attributes.get("href")) for node in page.tree.css("link[hreflang]")]
    codes = {path_of(link).split("/")[0] for link in links if "/" in path_of(link)} - {home}
    return sorted(codes, key=lambda code: (_SCRIPTS.index(code) if code in _SCRIPTS else len(_SCRIPTS), code)) or ["ja", "en"]


def _teasers(answer: Answer) -> Iterable[Teaser]:
    return (
        answer.listing.teasers
        if answer.good and answer.purpose not in ("article", "page", "missing", "print", "host", "robots") and answer.listing
        else ()
    )


def _addresses(answer: Answer) -> list[Address]:
    found = [teaser.address for teaser in _teasers(answer)]
    own = address(answer.url)
    return [*found, own] if own is not None else found
