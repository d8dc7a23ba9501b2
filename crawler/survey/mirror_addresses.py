"""The mirror's hosts, sitemaps, feeds, lists, languages and forms of addresses."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.page import Failure
from crawler.reading.links import absolute, host_of, path_of
from crawler.reading.markup import base_address, text_of
from crawler.reading.stand_in import said_by, stand_in
from crawler.sites import address, site_of
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, missed, rows, selector_of
from crawler.survey.robots import forbidding, sitemaps_in
from crawler.survey.tables import LABELS, MIRROR

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

SITE = "vietnam.vn"
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?")
_PAGES = ("front", "language-front", "category", "tag", "page")
_LISTS = ("front", "language-front", "category")
_DATE = re.compile(r"\d{4}.?\d{2}.?\d{2}")
ANY_DATE = re.compile(r"(?<!\d)(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4}|\d{4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2})(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)\d{2}/\d{2}/\d{4}(?!\d)")


def check(sample: Sample) -> list[Finding]:
    """Compare what the data say of hosts, lists, languages and addresses with what answered."""
    found = Findings(SITE, MIRROR, "Hosts of the mirror")
    _hosts(found, sample)
    found.group = "Lists, feeds and sitemaps of the mirror"
    _forbidden(found, sample)
    _seeds(found, sample)
    _days(found, sample)
    _teasers(found, sample)
    found.group = "Languages and addresses of the mirror"
    _languages(found, sample)
    _segments(found, sample)
    _missing(found, sample)
    return found.all


def _root() -> str:
    return str(MIRROR.data["canonical_host"])


def _hosts(found: Findings, sample: Sample) -> None:
    canonical = _root()
    front = next(sample.of("front", host=canonical, good=False), None)
    pages = [answer for answer in sample.of(*_PAGES) if host_of(answer.asked) == canonical]
    claims = Counter(
        host_of(urljoin(answer.url, node.attributes.get("href") or ""))
        for answer in pages
        for node in answer.tree.css("link[rel=canonical]")
    )
    moved = Counter(host_of(answer.url) for answer in pages if host_of(answer.url) != canonical)
    if front is None or not (front.status or pages):
        leads = re.search(r"its host '([^']+)' is not on the list", front.reason if front else "")
        found.fails(
            "canonical_host",
            canonical,
            f"it does not answer: {front.said if front else 'not asked'}",
            found=f'it leads to "{leads[1]}"' if leads else "",
        )
        return
    other = next(
        (host for host, count in (claims + moved).most_common() if host and host != canonical and count > claims.get(canonical, 0)), ""
    )
    found.judged(
        not other,
        key="canonical_host",
        value=canonical,
        why="answers, and its pages name themselves by it" if not other else "its pages name another host",
        found=f'canonical_host = "{other}"',
        url=front.asked,
    )
    for host in MIRROR.data["hosts"]:
        answer = next(sample.of("host", host=host, good=False), None)
        if host == canonical:
            found.holds("hosts", host, front.said)
        elif answer is None:
            found.unseen("hosts", host, "not asked")
        elif answer.status:
            where = f", which leads to {host_of(answer.url)}" if host_of(answer.url) != host else ""
            found.holds("hosts", host, f"answers ({answer.status}){where}")
        elif answer.failure in ("off-list", "ration-spent"):
            found.unseen("hosts", host, answer.said)
        else:
            found.fails("hosts", host, answer.said, found="nothing: take it off the list")
    linked = Counter(host_of(link) for answer in pages for link in answer.links)
    for host, count in linked.items():
        if (
            (host.endswith(".vietnam.vn") or host == "vietnam.vn")
            and host not in MIRROR.data["hosts"]
            and host not in MIRROR.data["images"]["hosts"]
        ):
            found.fails("hosts", "", "pages link to a host of the family that the data do not have", found=f'"{host}" ({count} links)')


def _reads(answer: Answer) -> int:
    """Count the articles and further lists that an answer names; a page that stands in for a feed or sitemap names none."""
    listing = answer.listing
    if listing is None:
        return 0
    feed = answer.purpose in ("feed", "sitemap", "day-map")
    if feed:
        return 0 if "<html" in answer.text[:2000].lower() else len(re.findall(r"<(?:item|entry|loc)>", answer.text))
    return len(listing.teasers) + len(listing.lists)


def _seeds(found: Findings, sample: Sample) -> None:
    """Each list that the data start from: by what it answered; those of each language by what some of them answered."""
    feeds = {
        urljoin(answer.url, node.attributes.get("href") or "")
        for answer in sample.of(*_PAGES)
        for node in answer.tree.css('link[type*="rss"], link[type*="atom"]')
    }
    feeds |= {
        link
        for answer in sample.of(*_PAGES)
        for link in answer.links
        if re.search(r"\.rss$|/(?:rss|feed)/?$|\.atom$", link) and host_of(link) == _root()
    }
    maps = sitemaps_in(sample, _root())
    lists = sorted(
        {link for answer in sample.of(*_LISTS) for link in answer.links if re.search(r"/(?:category|chuyen-muc|danh-muc|topic|tag)/", link)}
    )
    instead = {
        "feed": f"pages name {', '.join(sorted(feeds)[:3])}" if feeds else "no page names a feed",
        "sitemap": f"robots.txt names {', '.join(maps)}" if maps else "robots.txt names none",
    }
    for place, seed in enumerate(MIRROR.data["seeds"]):
        key = f"seeds[{place}].url"
        if forbidding(sample, seed["url"]):
            continue
        answer = next((one for one in sample.answers if one.key == key), None)
        if answer is None:
            linked = any(path_of(link) == path_of(seed["url"]) for link in lists)
            found.shown(linked, key, seed["url"], "pages link to it", "not asked for")
            continue
        count, absent = _reads(answer), is_absent(answer)
        scripted = seed.get("javascript") and answer.good and not absent
        why = f"{answer.said}: {'a page that says there is nothing' if absent else f'{count} articles or further lists'}"
        better = instead.get(seed["kind"]) or f"pages link to {', '.join(lists[:6])}"
        if re.search(r"<(?:urlset|sitemapindex)\b", answer.text[:2000]) and not count:
            found.unseen(key, seed["url"], "a sitemap without entries")
        elif scripted and not count:
            found.holds(key, seed["url"], f"{answer.said}; its articles come by its script", url=answer.asked)
        else:
            found.judged(count > 0 and not absent, key=key, value=seed["url"], why=why, found=better, url=answer.asked)
    for place, seed in enumerate(MIRROR.data["seeds_by_language"]):
        for answer in (one for one in sample.answers if one.key == f"seeds_by_language[{place}].url"):
            value = f"{seed['url']} ({answer.value})"
            if forbidding(sample, answer.asked):
                continue
            count, absent = _reads(answer), is_absent(answer)
            why = f"{answer.said}: {'a page that says there is nothing' if absent else f'{count} articles'}"
            found.judged(
                count > 0 and not absent, key=answer.key, value=value, why=why, found=instead.get(seed["kind"], ""), url=answer.asked
            )


def _forbidden(found: Findings, sample: Sample) -> None:
    """What robots.txt forbids of the lists that the data start from, a finding for each of its rules."""
    data = MIRROR.data
    wanted = [(f"seeds[{place}].url", seed["url"], seed["url"]) for place, seed in enumerate(data["seeds"])]
    wanted += [
        (f"seeds_by_language[{place}].url", seed["url"], seed["url"].format(lang="de"))
        for place, seed in enumerate(data["seeds_by_language"])
    ]
    rules: dict[str, list[tuple[str, str]]] = {}
    for key, value, url in wanted:
        rule = forbidding(sample, url)
        if rule is not None:
            rules.setdefault(rule, []).append((key, value))
    for rule, guesses in rules.items():
        first = found.table.place(*guesses[0])
        keys, values = ", ".join(key for key, _ in guesses), " ".join(value for _, value in guesses)
        found.fails(
            keys, values, f"robots.txt forbids it: {rule}", found="nothing: never ask it", url=f"https://{_root()}/robots.txt", place=first
        )
        found.all[-1] = replace(found.all[-1], places=tuple(found.table.place(*guess) for guess in guesses))


def is_absent(answer: Answer) -> bool:
    """Tell whether a page says that nothing stands at its address."""
    heading = answer.tree.css_first("h1") if answer.good and "<html" in answer.text[:2000].lower() else None
    return heading is not None and says_missing(text_of(heading))


def says_missing(text: str) -> bool:
    """Tell whether the crawl would know a heading for one of an empty address."""
    return said_by(text) is not None or any(words.lower() in text.lower() for words in LABELS.data["text"]["not_found"])


def _days(found: Findings, sample: Sample) -> None:
    """The daily files of the sitemap: their addresses, and what an entry looks like."""
    pattern = MIRROR.data["lists"]["day"]
    index = next((answer for answer in sample.of("sitemap", host=_root()) if answer.listing and answer.listing.lists), None)
    if index is None or index.listing is None:
        found.unseen("lists.day", pattern, "no index of sitemaps was read")
        return
    parts = index.listing.lists
    daily, dated = [part for part in parts if re.search(pattern, part)], [part for part in parts if _DATE.search(part)]
    example = (dated or list(parts))[0]
    found.judged(
        bool(daily),
        key="lists.day",
        value=pattern,
        why=f"{len(daily)} of {len(parts)} parts of the index have this form",
        found=f"its parts look like {example}",
        url=index.url,
    )
    for answer in sample.of("day-map"):
        stamps = re.findall(r"<lastmod>([^<]*)</lastmod>", answer.text)
        read = [teaser for teaser in answer.listing.teasers if teaser.date] if answer.listing else []
        count = len(answer.listing.teasers) if answer.listing else 0
        if stamps:
            found.judged(
                bool(read),
                key="lastmod of a day's entries is read",
                value="",
                why=f"“{stamps[0]}”",
                found=f"“{stamps[0]}”",
                url=answer.url,
                place=in_code("crawler/reading/feed_dates.py", "def from_feeds"),
            )
        entries = answer.text.count("<loc>")
        if entries:
            found.judged(
                count > 0,
                key="a day's file names articles",
                value="",
                why=f"{count} of {entries} addresses are articles",
                found=(re.findall(r"<loc>([^<]*)", answer.text) or [""])[0],
                url=answer.url,
                place=in_code("crawler/sites/mirror.py", "def address"),
            )


def _teasers(found: Findings, sample: Sample) -> None:
    """The links of teasers, their lists' next page."""
    selectors = MIRROR.data["markup"]["teasers"]
    for answer in sample.of("category", "language-front", "front", host=_root()):
        base = base_address(answer.tree, answer.url)

        def key(href: str, base: str = base) -> str | None:
            where = address(absolute(base, href))
            return where.key if where is not None else None

        listed = rows(answer.tree, key)
        if len(listed) < 2 or is_absent(answer):  # noqa: PLR2004 - a list is more than one
            continue
        for selector in selectors:
            nodes = answer.tree.css(selector)
            if nodes:
                found.holds("markup.teasers", selector, f"{len(nodes)} on the list", url=answer.url)
            else:
                link = max(
                    listed[0].css("a[href]") or [listed[0]], key=lambda node: len(text_of(node) or node.attributes.get("title") or "")
                )
                found.fails(
                    "markup.teasers",
                    selector,
                    "is not on the list",
                    found=selector_of(link),
                    url=answer.url,
                    names=missed(answer.tree, selector),
                )
        _next_page(found, answer)
        _list_dates(found, answer, listed)
    for selector in selectors:
        found.unseen("markup.teasers", selector, "no list of several articles was read")


def _list_dates(found: Findings, answer: Answer, listed: list[LexborNode]) -> None:
    """Dates beside teasers have the form of those beside titles."""
    form = MIRROR.data["markup"]["date"]
    for text in map(text_of, listed):
        shown = ANY_DATE.search(text)
        if shown is not None:
            good = DAY_FIRST.search(text) is not None
            found.judged(
                good, key="markup.date", value=form, why=f"“{shown[0]}” on a list", found=f"dates look like {shown[0]}", url=answer.url
            )


def _next_page(found: Findings, answer: Answer) -> None:
    """Where a list links to its second page, the reader has to see it."""
    here = urlsplit(answer.url).path.rstrip("/")
    second = [
        link
        for link in answer.links
        if urlsplit(link).path.rstrip("/").startswith(here) and re.search(r"[?&/](?:page|p|trang|paged)[=/-]?2\b", link)
    ]
    if second:
        seen = answer.listing.next_url if answer.listing else None
        found.judged(
            seen is not None,
            key="the link to a list's next page",
            value="",
            why=f"{second[0]}",
            found=f"it leads to {second[0]}",
            url=answer.url,
            place=in_code("crawler/reading/any_layout/listing.py", "_NEXT = "),
        )


def _languages(found: Findings, sample: Sample) -> None:
    """The codes that begin paths: of links, of hreflang, of sitemaps; and whether a page in a language says that it is in it."""
    data = MIRROR.data
    known, expected = data["languages_seen"], data["languages_expected"]
    seen: Counter[str] = Counter()
    for answer in sample.of(*_PAGES, "sitemap", "day-map", "feed"):
        links = (
            [*answer.links, *(urljoin(answer.url, node.attributes.get("href") or "") for node in answer.tree.css("link[hreflang]"))]
            if answer.purpose in _PAGES
            else []
        )
        links += [teaser.address.url for teaser in answer.listing.teasers] if answer.listing else []
        seen.update(
            code
            for link in set(links)
            if host_of(link) in data["hosts"] and _CODE.fullmatch(code := urlsplit(link).path.strip("/").split("/")[0])
        )
    for code in known:
        found.shown(seen[code] or code == data["origin_language"], "languages_seen", code, f"{seen[code]} links", "no link")
    for code in expected:
        found.shown(seen[code], "languages_expected", code, f"it is there now: {seen[code]} links", "no link")
    for code in seen:
        if code not in known and code not in expected and code not in data["reserved"]:
            found.fails("languages_seen", "", "a language that the data do not have", found=f'"{code}" ({seen[code]} links)')
    for answer in sample.of("page", "language-front"):
        where = address(answer.url)
        code = where.language if where is not None else path_of(answer.url).split("/")[0]
        node = answer.tree.css_first("html")
        lang = (node.attributes.get("lang") or "").lower() if node is not None else ""
        if lang:
            good = lang.split("-")[0] == code.lower().split("-")[0]
            found.judged(
                good,
                key="a page says its path's language",
                value="",
                why=f'/{code} says lang="{lang}"',
                found=f'/{code} says lang="{lang}"',
                url=answer.url,
                place=in_code("crawler/sites/mirror.py", "def language_tag"),
            )


def _segments(found: Findings, sample: Sample) -> None:
    """First segments that are no language, and links of menus and foots that would be taken for articles."""
    data = MIRROR.data
    segments: Counter[str] = Counter()
    for answer in sample.of(*_PAGES):
        for node in answer.tree.css("a[href]"):
            link = absolute(answer.url, (node.attributes.get("href") or "").strip())
            if host_of(link) not in data["hosts"]:
                continue
            parts = [part for part in urlsplit(link).path.split("/") if part]
            parts = parts[1:] if parts and parts[0] in data["languages_seen"] else parts
            if len(parts) >= 2:  # noqa: PLR2004
                segments[parts[0]] += 1
            where = address(link)
            furniture = any(outer.tag in ("header", "footer", "nav") or outer.attributes.get("role") == "menu" for outer in ancestors(node))
            if where is not None and furniture and not _CODE.fullmatch(where.slug) and len(where.slug.split("-")) <= 5:  # noqa: PLR2004 - a title has more words
                found.fails("not_articles", "", "a menu's link would be taken for an article", found=f'"{where.slug}"', url=link)
    for segment in data["reserved"]:
        found.shown(segments[segment], "reserved", segment, f"begins {segments[segment]} links", "begins no link")
    for segment, count in segments.items():
        if segment not in data["reserved"] and not _CODE.fullmatch(segment) and count > 2:  # noqa: PLR2004 - once may be a slip
            found.fails("reserved", "", "a first segment that the data do not have begins lists", found=f'"{segment}" ({count} links)')


def _missing(found: Findings, sample: Sample) -> None:
    """What an address answers at which nothing stands, and whether the crawl would know it."""
    expected = MIRROR.data["missing"]["status"]
    for answer in sample.of("missing", host=_root(), good=False):
        if answer.failure:
            found.unseen("missing.status", expected, answer.said)
            continue
        found.judged(
            answer.status == expected,
            key="missing.status",
            value=expected,
            why=f"{answer.said} for an address at which nothing stands",
            found=f"status = {answer.status}",
            url=answer.asked,
        )
        heading = answer.tree.css_first("h1, h2, title")
        site = site_of(answer.url)
        text = text_of(heading) if heading is not None else ""
        read = site.read_article(answer.url, answer.body, answer.charset) if site is not None else None
        refused = isinstance(read, Failure) or (read is not None and stand_in(read.headline, read.paragraphs()) is not None)
        if text:
            where = found.table
            found.table = LABELS
            why = f"“{text[:80]}” heads the page of an empty address{'' if refused else ', which would be read as an article'}"
            found.judged(says_missing(text), key="text.not_found", value="", why=why, found=f"“{text[:80]}”", url=answer.asked)
            found.table = where
