"""The mirror's hosts, sitemaps, feeds and lists."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.reading.feed_dates import from_feeds
from crawler.reading.links import absolute, host_of, path_of
from crawler.reading.markup import base_address, text_of
from crawler.reading.stand_in import said_by
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import missed, rows, selector_of
from crawler.survey.robots import forbidding, sitemaps_in
from crawler.survey.tables import LABELS, MIRROR

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

SITE = "vietnam.vn"
ROOT: str = MIRROR.data["canonical_host"]
PAGES = ("front", "language-front", "category", "tag", "page")
_LISTS = ("front", "language-front", "category")
_FEEDS = ("feed", "sitemap", "day-map")
_FEED_LINKS = 'link[type*="rss"], link[type*="atom"]'
_DATE = re.compile(r"\d{4}.?\d{2}.?\d{2}")
ANY_DATE = re.compile(r"(?<!\d)(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4}|\d{4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2})(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)\d{2}/\d{2}/\d{4}(?!\d)")
_SECOND_PAGE = re.compile(r"[?&/](?:page|p|trang|paged)[=/-]?2\b")
_FEWEST = 2


def check(sample: Sample) -> list[Finding]:
    """Compare what the data say of hosts and lists with what answered."""
    found = Findings(SITE, MIRROR, "Hosts of the mirror")
    _canonical(found, sample)
    _hosts(found, sample)
    found.group = "Lists, feeds and sitemaps of the mirror"
    _forbidden(found, sample)
    _seeds(found, sample)
    _index(found, sample)
    _days(found, sample)
    _teasers(found, sample)
    return found.all


def is_absent(answer: Answer) -> bool:
    """Tell whether a page says that nothing stands at its address."""
    heading = answer.tree.css_first("h1") if answer.good and _is_html(answer) else None
    return heading is not None and says_missing(text_of(heading))


def says_missing(text: str) -> bool:
    """Tell whether the crawl would know a heading for one of an empty address."""
    return said_by(text) is not None or any(words.lower() in text.lower() for words in LABELS.data["text"]["not_found"])


def _is_html(answer: Answer) -> bool:
    return "<html" in answer.text[:2000].lower()


def _canonical(found: Findings, sample: Sample) -> None:
    """The host that answers, and by which the pages name themselves."""
    front = next(sample.of("front", host=ROOT, good=False), None)
    pages = list(sample.of(*PAGES, host=ROOT))
    if front is None or not (front.status or pages):
        said, leads = (front.said, front.leads_to) if front is not None else ("it was not asked", "")
        found.fails("canonical_host", ROOT, f"it does not answer: {said}", found=f'it leads to "{leads}"' if leads else "")
        return
    claims = Counter(host_of(claim) for answer in pages for claim in answer.hrefs("link[rel=canonical]"))
    moved = Counter(host_of(answer.url) for answer in pages if host_of(answer.url) != ROOT)
    own = claims.pop(ROOT, 0)
    others = [host for host, count in (claims + moved).most_common() if host and count > own]
    why = f"its pages name {others[0]}" if others else "answers, and its pages name themselves by it"
    found.judged(not others, "canonical_host", ROOT, why, found=f'canonical_host = "{(others or [""])[0]}"', url=front.asked)


def _hosts(found: Findings, sample: Sample) -> None:
    """The other hosts of the family: by whether they answer; and hosts of it that the data do not have."""
    known: list[str] = MIRROR.data["hosts"]
    for host in known:
        answer = next(sample.of("front" if host == ROOT else "host", host=host, good=False), None)
        if answer is None or answer.failure in ("off-list", "ration-spent"):
            found.unseen("hosts", host, answer.said if answer is not None else "not asked")
        else:
            found.judged(answer.status, "hosts", host, answer.said, found="nothing: take it off the list")
    linked = Counter(host_of(link) for answer in sample.of(*PAGES) for link in answer.links)
    family = {known_host.partition(".")[2] if known_host.startswith("www.") else known_host for known_host in known}
    for host, count in linked.items():
        kin = any(host == one or host.endswith(f".{one}") for one in family)
        if kin and host not in known and host not in MIRROR.data["images"]["hosts"]:
            found.fails("hosts", "", "pages link to a host of the family that the data do not have", found=f'"{host}" ({count} links)')


def _reads(answer: Answer) -> int:
    """Count the articles and further lists that an answer names; a page that stands in for a feed or sitemap names none."""
    if answer.purpose in _FEEDS:
        return 0 if _is_html(answer) else len(re.findall(r"<(?:item|entry|loc)>", answer.text))
    return len(answer.teasers) + (len(answer.listing.lists) if answer.listing is not None else 0)


def _instead(sample: Sample) -> dict[str, str]:
    """Say for each kind of list which ones the pages and robots.txt name."""
    feeds = {link for answer in sample.of(*PAGES) for link in answer.hrefs(_FEED_LINKS)}
    feeds |= {link for answer in sample.of(*PAGES) for link in answer.links if re.search(r"\.(?:rss|atom)$|/(?:rss|feed)/?$", link)}
    maps = sitemaps_in(sample, ROOT)
    form = re.compile(r"/(?:category|chuyen-muc|danh-muc|topic|tag)/")
    lists = sorted({link for answer in sample.of(*_LISTS) for link in answer.links if form.search(link)})
    named = f"pages link to {', '.join(lists[:6])}" if lists else "no page links to a list"
    return {
        "feed": f"pages name {', '.join(sorted(feeds)[:3])}" if feeds else "no page names a feed",
        "sitemap": f"robots.txt names {', '.join(maps)}" if maps else "robots.txt names none",
        **dict.fromkeys(("tag", "section", "front"), named),
    }


def _seeds(found: Findings, sample: Sample) -> None:
    """Each list that the data start from: by what it answered; those of each language by what some of them answered."""
    instead = _instead(sample)
    linked = {path_of(link) for answer in sample.of(*_LISTS) for link in answer.links}
    for table in ("seeds", "seeds_by_language"):
        for place, seed in enumerate(MIRROR.data[table]):
            key = f"{table}[{place}].url"
            answers = [answer for answer in sample.answers if answer.key == key]
            for answer in answers:
                value = seed["url"] if table == "seeds" else f"{seed['url']} ({answer.value})"
                if not forbidding(sample, answer.asked):
                    _seed(found, answer, seed, value, instead[seed["kind"]])
            if not answers and not forbidding(sample, seed["url"]):
                found.shown(path_of(seed["url"]) in linked, key, seed["url"], "pages link to it", "not asked for")


def _seed(found: Findings, answer: Answer, seed: dict[str, Any], value: str, instead: str) -> None:
    count, absent = _reads(answer), is_absent(answer)
    if not count and re.search(r"<(?:urlset|sitemapindex)\b", answer.text[:2000]):
        found.unseen(answer.key, value, "a sitemap without entries")
    elif not count and seed.get("javascript") and answer.good and not absent:
        found.holds(answer.key, value, f"{answer.said}; its articles come by its script", url=answer.asked)
    else:
        what = "a page that says there is nothing" if absent else f"{count} articles or further lists"
        found.judged(count and not absent, answer.key, value, f"{answer.said}: {what}", found=instead, url=answer.asked)


def _forbidden(found: Findings, sample: Sample) -> None:
    """What robots.txt forbids of the lists that the data start from, a finding for each of its rules."""
    rules: dict[str, list[tuple[str, str]]] = {}
    for table in ("seeds", "seeds_by_language"):
        for place, seed in enumerate(MIRROR.data[table]):
            rule = forbidding(sample, seed["url"].replace("{lang}", "de"))
            if rule is not None:
                rules.setdefault(rule, []).append((f"{table}[{place}].url", seed["url"]))
    for rule, guesses in rules.items():
        places = tuple(found.table.place(*guess) for guess in guesses)
        keys, values = ", ".join(key for key, _ in guesses), " ".join(value for _, value in guesses)
        why = f"robots.txt forbids it: {rule}"
        found.fails(keys, values, why, found="nothing: never ask it", url=f"https://{ROOT}/robots.txt", place=places[0])
        found.all[-1] = replace(found.all[-1], places=places)


def _index(found: Findings, sample: Sample) -> None:
    """The addresses of the daily files."""
    pattern = MIRROR.data["lists"]["day"]
    for answer in sample.of("sitemap", host=ROOT):
        parts = answer.listing.lists if answer.listing is not None else ()
        if parts:
            daily = [part for part in parts if re.search(pattern, part)]
            example = next((part for part in parts if _DATE.search(part)), parts[0])
            why = f"{len(daily)} of {len(parts)} parts of the index have this form"
            found.judged(daily, "lists.day", pattern, why, found=f"its parts look like {example}", url=answer.url)
    found.unseen("lists.day", pattern, "no index of sitemaps was read")


def _days(found: Findings, sample: Sample) -> None:
    """What an entry of a day's file looks like."""
    for answer in sample.of("day-map"):
        stamps, entries = re.findall(r"<lastmod>([^<]*)</lastmod>", answer.text), re.findall(r"<loc>([^<]*)", answer.text)
        if stamps:
            read = any(from_feeds(stamps))
            place = in_code("crawler/reading/feed_dates.py", "def from_feeds")
            found.judged(
                read, "lastmod of a day's entries is read", "", f"“{stamps[0]}”", found=f"“{stamps[0]}”", url=answer.url, place=place
            )
        if entries:
            place = in_code("crawler/sites/mirror.py", "def address")
            why = f"{len(answer.teasers)} of {len(entries)} addresses are articles"
            found.judged(answer.teasers, "a day's file names articles", "", why, found=entries[0], url=answer.url, place=place)


def _teasers(found: Findings, sample: Sample) -> None:
    """The links of teasers, their dates, their lists' next page."""
    selectors = MIRROR.data["markup"]["teasers"]
    for answer in sample.of("category", "language-front", "front", host=ROOT):
        listed = _rows(answer)
        if len(listed) < _FEWEST or is_absent(answer):
            continue
        links = listed[0].css("a[href]") or listed[:1]
        link = max(links, key=lambda node: len(text_of(node) or node.attributes.get("title") or ""))
        for selector in selectors:
            why, names = f"{len(answer.tree.css(selector))} on the list", missed(answer.tree, selector)
            hit = answer.tree.css_first(selector) is not None
            found.judged(hit, "markup.teasers", selector, why, found=selector_of(link), url=answer.url, names=names)
        _next_page(found, answer)
        _list_dates(found, answer, listed)
    for selector in selectors:
        found.unseen("markup.teasers", selector, "no list of several articles was read")


def _rows(answer: Answer) -> list[LexborNode]:
    base = base_address(answer.tree, answer.url)

    def key(href: str) -> str | None:
        where = address(absolute(base, href))
        return where.key if where is not None else None

    return rows(answer.tree, key)


def _list_dates(found: Findings, answer: Answer, listed: list[LexborNode]) -> None:
    """Dates beside teasers have the form of those beside titles."""
    for text in map(text_of, listed):
        shown = ANY_DATE.search(text)
        if shown is not None:
            form, instead = MIRROR.data["markup"]["date"], f"dates look like {shown[0]}"
            found.judged(DAY_FIRST.search(text), "markup.date", form, f"“{shown[0]}” on a list", found=instead, url=answer.url)


def _next_page(found: Findings, answer: Answer) -> None:
    """Where a list links to its second page, the reader has to see it."""
    here = urlsplit(answer.url).path.rstrip("/")
    second = [link for link in answer.links if urlsplit(link).path.rstrip("/").startswith(here) and _SECOND_PAGE.search(link)]
    if second:
        seen = answer.listing is not None and answer.listing.next_url is not None
        place = in_code("crawler/reading/any_layout/listing.py", "_NEXT = ")
        instead = f"it leads to {second[0]}"
        found.judged(seen, "the link to a list's next page", "", second[0], found=instead, url=answer.url, place=place)
