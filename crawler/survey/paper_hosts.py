"""The paper's hosts, lists, feeds and sitemaps: whether they answer, and what the pages call them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from crawler.reading.links import host_of, path_of
from crawler.reading.markup import json_ld, meta_of
from crawler.survey.findings import Findings
from crawler.survey.look import likest
from crawler.survey.plan_paper import section_links
from crawler.survey.robots import forbidding, sitemaps_in
from crawler.survey.tables import PAPER
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

SITE = "baoquocte.vn"
LISTS = ("front", "section", "section-next", "topic", "tag", "search", "day", "old-day")
_FEEDS = ("feed", "section-feed")
_NAMED = (("sections", "section"), ("topics", "topic"), ("tags", "tag"), ("searches", "search"))
_A_FEED = re.compile(r"<(?:rss|feed|rdf)\b", re.IGNORECASE)
_VIETNAM_TIME = re.compile(r"\+0?7:?00\s*$|GMT\s*\+0?7")
_FEWEST_ITEMS = 20


def check(sample: Sample) -> list[Finding]:
    """Compare what the data say of hosts and lists with what answered."""
    found = Findings(SITE, PAPER)
    for place, edition in enumerate(PAPER.data["edition"]):
        key, own = f"edition[{place}]", sample.part([edition["host"]])
        found.group = f"Host {edition['host']}"
        _host(found, own, edition, key)
        found.group = f"Lists of {edition['host']}"
        _named_lists(found, own, sample, edition, key)
        _feeds(found, own, edition, key)
        _sitemaps(found, own, edition, key)
    return found.all


def _host(found: Findings, own: Sample, edition: dict[str, Any], key: str) -> None:
    """The host answers, and the pages name themselves by it and say in which language they are."""
    host = edition["host"]
    good = [answer for answer in own.answers if answer.good and answer.purpose != "robots"]
    front = next(own.of("front", good=False), None)
    if not good:
        said, leads = (front.said, front.leads_to) if front is not None else ("it was not asked", "")
        found.fails(
            f"{key}.host", host, f"it does not answer: {said}", found=f'it leads to another host: host = "{leads}"' if leads else ""
        )
        return
    if front is not None:
        why = f"{front.said}, {len(front.teasers)} articles linked"
        found.judged(front.good, f"{key}.front", edition["front"][0], why, url=front.asked)
    pages = [answer for answer in good if answer.purpose in (*LISTS, "article")]
    _canonical(found, pages, host, key)
    _language(found, pages, edition["language"], key)
    _publisher(found, pages, edition["publisher"], key)


def _canonical(found: Findings, pages: list[Answer], host: str, key: str) -> None:
    claims = Counter(host_of(claim) for answer in pages for claim in answer.hrefs("link[rel=canonical]"))
    moved = Counter(host_of(answer.url) for answer in pages if host_of(answer.url) != host)
    mine = claims.pop(host, 0)
    others = [other for other, count in (moved + claims).most_common() if other and count > mine]
    why = f"its pages name {others[0]}" if others else "answers, and its pages name themselves by it"
    found.judged(not others, f"{key}.host", host, why, found=f'host = "{(others or [""])[0]}"', url=f"https://{host}/")


def _language(found: Findings, pages: list[Answer], language: str, key: str) -> None:
    roots = [node for answer in pages if (node := answer.tree.css_first("html[lang]")) is not None]
    languages = Counter((node.attributes.get("lang") or "").lower().split("-")[0] for node in roots)
    for most, _ in languages.most_common(1):
        found.judged(most == language, f"{key}.language", language, f'its pages say lang="{most}"', found=most)


def _publisher(found: Findings, pages: list[Answer], publisher: str, key: str) -> None:
    names: Counter[str] = Counter()
    for answer in pages:
        things = json_ld(answer.tree).of_type("NewsArticle", "Article")
        declared = {meta_of(answer.tree).first("og:site_name"), *(_name(thing.get("publisher")) for thing in things)}
        names.update(name for name in declared if name)
    good = any(letters_only(name) == letters_only(publisher) for name in names)
    for most, _ in names.most_common(1):
        found.judged(good, f"{key}.publisher", publisher, f"the pages’ metadata name “{most}”", found=f'publisher = "{most}"')
    found.unseen(f"{key}.publisher", publisher, "no page names its publisher in its metadata")


def _name(thing: object) -> str | None:
    name = thing.get("name") if isinstance(thing, dict) else thing
    return name if isinstance(name, str) else None


def _named_lists(found: Findings, own: Sample, sample: Sample, edition: dict[str, Any], key: str) -> None:
    """Sections, topics, tags, searches: those that were asked for by what came, the others by whether any page links to them."""
    host = edition["host"]
    linked = {_bare(link) for answer in sample.answers if answer.good for link in answer.links if host_of(link) == host}
    others = sorted({path_of(link) for answer in own.of("front") for link in section_links(answer, host)})
    for field, form in _NAMED:
        for name in edition[field]:
            path = PAPER.data["paths"][form].format(section=name, topic=name, tag=name, query=quote(name))
            url = f"https://{host}{path}"
            if forbidding(sample, url):
                continue  # the form's line says so, once
            answer = next((one for one in own.answers if (one.key, one.value) == (f"{key}.{field}", name)), None)
            if answer is None or (form == "search" and not answer.good):  # whether its address is right is another guess
                found.shown(_bare(url) in linked, f"{key}.{field}", name, "pages link to it", "not asked for, and no page links to it")
            else:
                why, instead = f"{answer.said}, {len(answer.teasers)} articles", _instead(name, others) if field == "sections" else ""
                found.judged(answer.good, f"{key}.{field}", name, why, found=instead, url=url)


def _bare(url: str) -> str:
    """Return an address without its scheme, which links still have in its old form, and without the slash at its end."""
    return url.partition("://")[2].rstrip("/")


def _instead(name: str, others: Iterable[str]) -> str:
    like = likest(name, others, 0.5)
    return f'the front page links to "{like}"' if like else f"the front page links to {', '.join(list(others)[:8])}"


def _feeds(found: Findings, own: Sample, edition: dict[str, Any], key: str) -> None:
    """The feeds: by what answered, the others by whether any page names them as its own."""
    form, named = PAPER.data["paths"]["feed"], _feed_links(own, edition["host"])
    instead = f"pages name {', '.join(sorted(named, key=len)[:3])}" if named else "no page names a feed"
    root = next(own.of("feed"), None)
    answers = {answer.value: answer for answer in own.of(*_FEEDS, good=False)}
    # The root feed's address is a form, and the sections' with it: where all of them fail, it is the form that does.
    moved = bool(answers) and not any(map(_items, answers.values()))
    for name in edition["feeds"]:
        url, answer = f"https://{edition['host']}{form.format(section=name)}", answers.get(name)
        if forbidding(own, url):
            continue
        if answer is None:
            hit = path_of(url) in {path_of(link) for link in named}
            found.shown(hit, f"{key}.feeds", name, "pages name it as their feed", "not asked for, and no page names it")
            continue
        same = name and root is not None and _items(root) and _keys(root) == _keys(answer)
        why = f"{answer.said}, {_items(answer)} articles{', the same as in the root feed: it covers no section' if same else ''}"
        where, value = ("paths.feed", form) if moved else (f"{key}.feeds", name)
        found.judged(_items(answer), where, value, why, found=instead, url=url)
    if root is not None:
        _feed_form(found, root, key)


def _feed_links(own: Sample, host: str) -> set[str]:
    """Return the feeds that pages name."""
    pages = list(own.of(*LISTS, "article"))
    links = [link for answer in pages for link in answer.hrefs('link[type="application/rss+xml"], a.rss')]
    links += [link for answer in pages for link in answer.links if re.search(r"\brss|/feeds?\b|\.rss$", link)]
    return {link for link in links if host_of(link) == host}


def _items(answer: Answer) -> int:
    """Count a feed's entries, also those whose links have another form than an article's; none where no feed came."""
    if answer.listing is None or not _A_FEED.search(answer.text[:2000]):
        return 0
    return len(answer.listing.teasers) + len(answer.listing.unread)


def _keys(answer: Answer) -> list[str]:
    return [teaser.address.key for teaser in answer.teasers]


def _feed_form(found: Findings, root: Answer, key: str) -> None:
    """Dates of a feed, and whose articles it has."""
    dates = re.findall(r"<pubDate>([^<]*)</pubDate>", root.text)
    strange = [date for date in dates if not _VIETNAM_TIME.search(date)]
    if dates:
        place, first = found.table.place("zone"), (strange or dates)[0]
        found.judged(not strange, "dates of feeds are +0700", "+0700", f"pubDate is “{first}”", found=first, url=root.url, place=place)
    hosts = sorted({host_of(teaser.address.url) for teaser in root.teasers})
    if len(root.teasers) >= _FEWEST_ITEMS:
        why, place = f"its articles are of {' and '.join(hosts)}", found.table.place(f"{key}.feeds")
        said = found.holds if len(hosts) > 1 else found.unseen
        said("the root feed mixes both editions", "", why, url=root.url, place=place)


def _sitemaps(found: Findings, own: Sample, edition: dict[str, Any], key: str) -> None:
    """Sitemaps: those that have entries."""
    named = sitemaps_in(own, edition["host"])
    answers = {answer.value: answer for answer in own.of("sitemap", good=False)}
    working = [answer for answer in answers.values() if answer.listing is not None and "<loc>" in answer.text]
    instead = f"robots.txt names {', '.join(named)}" if named else "robots.txt names none"
    better = f"{path_of(working[0].url)} is there" if working else instead
    for path in edition["sitemaps"]:
        answer = answers.get(path)
        if answer is None:
            found.unseen(f"{key}.sitemaps", path, "not asked for")
            continue
        why = f"{answer.said}, {answer.text.count('<loc>') if answer.good else 0} entries"
        found.judged(answer in working, f"{key}.sitemaps", path, why, found=better, url=answer.asked)
