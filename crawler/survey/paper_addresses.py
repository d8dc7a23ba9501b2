"""The paper's hosts and addresses: whether they answer, what robots.txt says of them, what the pages call them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from crawler.reading.links import host_of, path_of
from crawler.reading.markup import json_ld, meta_of, text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import likest
from crawler.survey.plan import section_links
from crawler.survey.robots import forbidding, sitemaps_in
from crawler.survey.tables import PAPER
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

SITE = "baoquocte.vn"
_LISTS = ("front", "section", "section-next", "topic", "tag", "search", "day", "old-day")


def check(sample: Sample) -> list[Finding]:
    """Compare all that the data says of hosts, lists and forms of addresses with what answered."""
    found = Findings(SITE, PAPER)
    for place, edition in enumerate(PAPER.data["edition"]):
        key = f"edition[{place}]"
        found.group = f"Host {edition['host']}"
        _host(found, sample, edition, key)
        found.group = f"Lists of {edition['host']}"
        _named_lists(found, sample, edition, key)
        _feeds(found, sample, edition, key)
        _sitemaps(found, sample, edition, key)
    found.group = "Forms of addresses"
    _forms(found, sample)
    _article_form(found, sample)
    _paging(found, sample)
    _day(found, sample)
    _missing(found, sample)
    return found.all


def _host(found: Findings, sample: Sample, edition: dict[str, Any], key: str) -> None:
    host = edition["host"]
    answers = [answer for answer in sample.answers if host_of(answer.asked) == host]
    good = [answer for answer in answers if answer.good and answer.purpose != "robots"]
    front = next(sample.of("front", host=host, good=False), None)
    if not good:
        leads = re.search(r"its host '([^']+)' is not on the list", front.reason if front else "")
        instead = f'it leads to another host: host = "{leads[1]}"' if leads else ""
        found.fails(f"{key}.host", host, f"it does not answer: {front.said if front else 'not asked'}", found=instead)
        return
    claims = Counter(host_of(claim) for answer in good if answer.purpose in (*_LISTS, "article") for claim in _canonical(answer))
    moved = Counter(host_of(answer.url) for answer in good if host_of(answer.url) != host)
    other = next((name for name, count in (moved + claims).most_common() if name and name != host and count > claims.get(host, 0)), "")
    found.judged(
        not other, key=f"{key}.host", value=host, why=f"answers{'; its pages call themselves by another host' if other else ', and its pages name it'}",
        found=f'host = "{other}"', url=good[0].url,
    )  # fmt: skip
    if front is not None:
        teasers = len(front.listing.teasers) if front.listing else 0
        found.judged(
            front.good, key=f"{key}.front", value=edition["front"][0], why=f"{front.said}, {teasers} articles linked", url=front.asked
        )
    pages = [answer for answer in good if answer.purpose in ("front", "article", "section")]
    languages = Counter(
        (node.attributes.get("lang") or "").lower().split("-")[0] for answer in pages if (node := answer.tree.css_first("html"))
    )
    if languages:
        most = languages.most_common(1)[0][0]
        found.judged(
            most == edition["language"],
            key=f"{key}.language",
            value=edition["language"],
            why=f'its pages say lang="{most}"',
            found=most,
        )
    _publisher(found, pages, edition, key)


def _publisher(found: Findings, pages: list[Answer], edition: dict[str, Any], key: str) -> None:
    names: Counter[str] = Counter()
    for answer in pages:
        meta = meta_of(answer.tree)
        declared = [
            meta.first("og:site_name"),
            *(_name(thing.get("publisher")) for thing in json_ld(answer.tree).of_type("NewsArticle", "Article")),
        ]
        names.update(name for name in dict.fromkeys(declared) if name)
    if not names:
        found.unseen(f"{key}.publisher", edition["publisher"], "no page names its publisher in its metadata")
        return
    good = any(letters_only(name) == letters_only(edition["publisher"]) for name in names)
    most = names.most_common(1)[0][0]
    found.judged(
        good,
        key=f"{key}.publisher",
        value=edition["publisher"],
        why=f"the pages' metadata name “{most}”",
        found=f'publisher = "{most}"',
    )


def _name(thing: object) -> str | None:
    name = thing.get("name") if isinstance(thing, dict) else thing
    return name if isinstance(name, str) else None


def _canonical(answer: Answer) -> Iterator[str]:
    for node in answer.tree.css("link[rel=canonical]"):
        yield urljoin(answer.url, node.attributes.get("href") or "")
    own = meta_of(answer.tree).first("og:url")
    if own:
        yield own


def _named_lists(found: Findings, sample: Sample, edition: dict[str, Any], key: str) -> None:
    """Sections, topics, tags, searches: those that were asked for by what came, the others by whether any page links to them."""
    linked = {path_of(link) for answer in sample.answers if answer.good for link in answer.links if host_of(link) == edition["host"]}
    asked = {(answer.key, answer.value): answer for answer in sample.answers if answer.key}
    others = sorted(
        {path_of(link) for answer in sample.of("front", host=edition["host"]) for link in section_links(answer, edition["host"])}
    )
    for field, form in (("sections", "section"), ("topics", "topic"), ("tags", "tag"), ("searches", "search")):
        for name in edition[field]:
            path = PAPER.data["paths"][form].format(section=name, topic=name, tag=name, query=quote(name))
            url = f"https://{edition['host']}{path}"
            answer = asked.get((f"{key}.{field}", name))
            rule = forbidding(sample, url)
            if rule is not None:
                continue  # the form's line says so, once
            if answer is not None and (answer.status or answer.failure):
                teasers = len(answer.listing.teasers) if answer.listing else 0
                instead = _instead(name, others) if field == "sections" else ""
                found.judged(
                    answer.good, key=f"{key}.{field}", value=name, why=f"{answer.said}, {teasers} articles", found=instead, url=url
                )
            elif path_of(url) in linked:
                found.holds(f"{key}.{field}", name, "pages link to it", url=url)
            else:
                found.unseen(f"{key}.{field}", name, "not asked for, and no page links to it")


def _instead(name: str, others: Iterable[str]) -> str:
    like = likest(name, others, 0.5)
    return f'the front page links to "{like}"' if like else f"the front page links to {', '.join(list(others)[:8])}"


def _feeds(found: Findings, sample: Sample, edition: dict[str, Any], key: str) -> None:
    named = {link for answer in sample.answers if answer.good for link in _feed_links(answer) if host_of(link) == edition["host"]}
    shown = sorted(named, key=len)[:3]
    root = next((answer for answer in sample.of("feed", host=edition["host"]) if answer.listing), None)
    form = PAPER.data["paths"]["feed"]
    for name in edition["feeds"]:
        url = f"https://{edition['host']}{form.format(section=name)}"
        answer = next((one for one in sample.of("feed", "section-feed", host=edition["host"], good=False) if one.value == name), None)
        if forbidding(sample, url):
            continue
        if answer is None:
            good = any(path_of(link) == path_of(url) for link in named)
            found.shown(good, f"{key}.feeds", name, "pages name it as their feed", "not asked for, and no page names it")
            continue
        # A feed whose links have another form is a feed all the same.
        count = (
            len(answer.listing.teasers) + len(answer.listing.unread)
            if answer.listing and re.search(r"<(?:rss|feed|rdf)\b", answer.text[:2000], re.IGNORECASE)
            else 0
        )
        same = (
            root is not None
            and answer is not root
            and root.listing is not None
            and answer.listing is not None
            and _keys(root) == _keys(answer)
        )
        why = f"{answer.said}, {count} articles{', the same as in the root feed: it covers no section' if same else ''}"
        # The root feed's address is a form, and the sections' with it.
        where = (
            "paths.feed"
            if not count and not any(one.listing and one.listing.teasers for one in sample.of("feed", "section-feed"))
            else f"{key}.feeds"
        )
        instead = f"pages name {', '.join(shown)}" if shown else "no page names a feed"
        found.judged(count > 0, key=where, value=form if where == "paths.feed" else name, why=why, found=instead, url=url)
    if root is not None:
        _feed_form(found, root)


def _feed_form(found: Findings, root: Answer) -> None:
    dates = re.findall(r"<pubDate>([^<]*)</pubDate>", root.text)
    zone = in_code("crawler/reading/dates.py", "VIETNAM = ")
    if dates:
        unread = [date for date in dates if not re.search(r"\+0?7:?00\s*$|GMT\s*\+0?7", date)]
        found.judged(
            not unread, key="dates of feeds are +0700", value="+0700", why=f"pubDate is “{(unread or dates)[0]}”", found=(unread or dates)[0], url=root.url,
            place=zone,
        )  # fmt: skip


def _keys(answer: Answer) -> list[str]:
    return [teaser.address.key for teaser in answer.listing.teasers] if answer.listing else []


def _feed_links(answer: Answer) -> Iterator[str]:
    if answer.purpose in ("feed", "section-feed", "sitemap", "sitemap-part", "robots"):
        return
    for node in answer.tree.css('link[type="application/rss+xml"], a.rss'):
        yield urljoin(answer.url, node.attributes.get("href") or "")
    yield from (link for link in answer.links if re.search(r"\brss|/feed\b|\.rss$", link) and host_of(link) == host_of(answer.url))


def _sitemaps(found: Findings, sample: Sample, edition: dict[str, Any], key: str) -> None:
    named = sitemaps_in(sample, edition["host"])
    instead = f"robots.txt names {', '.join(named)}" if named else "robots.txt names none"
    working = [one for one in sample.of("sitemap", host=edition["host"]) if one.listing and "<loc>" in one.text]
    for path in edition["sitemaps"]:
        answer = next((one for one in sample.of("sitemap", host=edition["host"], good=False) if one.value == path), None)
        if answer is None:
            found.unseen(f"{key}.sitemaps", path, "not asked for")
            continue
        parts, articles = (len(answer.listing.lists), len(answer.listing.teasers)) if answer.listing else (0, 0)
        better = f"{path_of(working[0].url)} is there" if working else instead
        found.judged(
            answer in working,
            key=f"{key}.sitemaps",
            value=path,
            why=f"{answer.said}: {parts} further lists, {articles} articles",
            found=better,
            url=answer.asked,
        )


def _forms(found: Findings, sample: Sample) -> None:
    """Whether robots.txt allows each form of address, and whether links on the pages have it."""
    paths = PAPER.data["paths"]
    edition = PAPER.data["edition"][0]
    root = f"https://{edition['host']}"
    filled = {
        "section": edition["sections"][0], "topic": edition["topics"][0], "tag": "quoc-phong-1", "search": "asean", "print": "1", "feed": "", "day": edition["sections"][0], "page": "",
    }  # fmt: skip
    for name, part in filled.items():
        path = paths[name].format(section=part, topic=part, tag=part, query=part, number=part, day="2026-01-02", offset=15)
        path = path if path.startswith("/") else f"/{edition['sections'][0]}{path}"
        rule = forbidding(sample, root + path)
        if rule is not None:
            found.fails(
                f"paths.{name}",
                paths[name],
                f"robots.txt of {edition['host']} forbids it: {rule}",
                found="nothing: never ask it",
                url=f"{root}/robots.txt",
                names=[rule],
            )
    links = {unquote(link) for answer in sample.answers if answer.good for link in answer.links if host_of(link) in _hosts()}
    for name, hint, part in (("topic", r"chu-?de|topics?|su-kien|dong-su-kien", "topic"), ("tag", r"tags?|tu-khoa", "tag")):
        before, _, after = paths[name].partition(f"{{{part}}}")
        matching = [link for link in links if urlsplit(link).path.startswith(before) and urlsplit(link).path.endswith(after)]
        like = sorted(link for link in links if re.search(rf"/(?:{hint})[/-]|\.(?:{hint})$", urlsplit(link).path))
        if matching:
            found.holds(f"paths.{name}", paths[name], f"{len(matching)} links have this form", url=matching[0])
        elif like:
            found.fails(f"paths.{name}", paths[name], "no link on the pages has this form", found=f"links look like {like[0]}", url=like[0])
        elif other := _naming(links, PAPER.data["edition"][0][f"{part}s"]):
            found.fails(
                f"paths.{name}", paths[name], "links to what the data know have another form", found=f"links look like {other}", url=other
            )
        else:
            found.unseen(f"paths.{name}", paths[name], "no page links to one")
    _asked_forms(found, sample)
    for path in paths["never"]:
        rule = forbidding(sample, f"{root}{path}/x" if not path.endswith("/") else f"{root}{path}x")
        seen = any(path in link for link in links)
        why = f"robots.txt: {rule}" if rule else "pages link to it" if seen else "neither linked nor named by robots.txt"
        found.shown(rule or seen, "paths.never", path, why)


def _naming(links: Iterable[str], names: Iterable[str]) -> str:
    """Return a link whose last part is one of some names, whatever stands around it."""
    sections = {section for edition in PAPER.data["edition"] for section in edition["sections"]}
    others = sorted(link for link in links if path_of(link) not in sections)
    return next((link for name in names for link in others if re.search(rf"/{re.escape(name)}(?:[.\d-]\w*)?/?$", urlsplit(link).path)), "")


def _asked_forms(found: Findings, sample: Sample) -> None:
    """Forms that are right when what was asked by them brought articles."""
    paths = PAPER.data["paths"]
    for name, purpose in (("section", "section"), ("feed", "feed"), ("search", "search"), ("topic", "topic"), ("print", "print")):
        answer = next(sample.of(purpose, host=SITE, good=False), None)
        if answer is None or answer.failure == "robots-forbidden" or (name in ("feed", "section") and answer.good):
            if answer is not None and answer.good:
                found.holds(f"paths.{name}", paths[name], answer.said, url=answer.asked)
            continue
        reads = bool(answer.good and (name == "print" or (answer.listing and answer.listing.teasers)))
        empty = answer.good and name in ("search", "topic") and answer.listing is not None
        if empty and not reads:
            found.unseen(f"paths.{name}", paths[name], f"{answer.said}, an empty list")
        elif name not in ("topic", "feed", "section") or reads:
            found.judged(
                reads,
                key=f"paths.{name}",
                value=paths[name],
                why=answer.said,
                found=_search_form(sample) if name == "search" else "",
                url=answer.asked,
            )


def _search_form(sample: Sample) -> str:
    """Return the search address that pages themselves name: their form's, or that of their structured data."""
    for answer in sample.of("front", "section", "article"):
        for form in answer.tree.css("form[action]"):
            fields = [f"{node.attributes.get('name')}={node.attributes.get('value') or '…'}" for node in form.css("input[name]")]
            if "q" in str(fields) or "search" in str(form.attributes.get("action")):
                return f"the page's form leads to {form.attributes.get('action')}?{'&'.join(fields)}"
    return ""


def _hosts() -> set[str]:
    return {edition["host"] for edition in PAPER.data["edition"]}


def _article_form(found: Findings, sample: Sample) -> None:
    """Links to articles end in a number of four to seven digits and ``.html``."""
    place = in_code("crawler/sites/baoquocte/data.py", "_ARTICLE = ")
    links = [
        link
        for answer in sample.of(*_LISTS, "feed")
        for link in (answer.links if answer.purpose != "feed" else [])
        if host_of(link) in _hosts()
    ]
    links += [entry.url for answer in sample.of("feed", "section-feed", *_LISTS) if answer.listing for entry in answer.listing.unread]
    articles = [link for link in links if address(link) is not None]
    articles += [teaser.address.url for answer in sample.of("feed") if answer.listing for teaser in answer.listing.teasers]
    # A slug of several words that is no list: what an article's address is like on any newspaper's site.
    like = [
        link
        for link in links
        if re.search(r"/(?:[a-z0-9]+-){4,}[a-z0-9-]+[^/]*$", urlsplit(link).path) and address(link) is None and "/stores/" not in link
    ]
    like.sort(key=lambda link: not re.search(r"\d{4}", link))
    if articles and len(articles) >= len(like):
        found.holds("an article's address is /<slug>-<number>.html", "", f"{len(articles)} links", url=articles[0], place=place)
        short = [link for link in articles if not re.search(PAPER.data["lines"]["article"], link)]
        found.judged(
            not short,
            key="lines.article",
            value=PAPER.data["lines"]["article"],
            why="ends of articles' addresses",
            found=(short or [""])[0],
        )
    elif like:
        found.fails(
            "an article's address is /<slug>-<number>.html",
            "",
            "most links of lists have another form",
            found=like[0],
            url=like[0],
            place=place,
        )


def _paging(found: Findings, sample: Sample) -> None:
    """The pager's own link, and how many teasers a page has."""
    paths = PAPER.data["paths"]
    pattern = re.escape(paths["page"]).replace(re.escape("{offset}"), r"(\d+)")
    key_of = paths["page"].partition("{offset}")[0].rpartition("&")[2]
    for answer in sample.of("section", host=SITE):
        own = urlsplit(answer.url).path.partition("&")[0].rstrip("/")
        following = [
            link
            for link in answer.links
            if link != answer.url and re.search(rf"{re.escape(own)}(?:[&?/;]).*\d", link) and address(link) is None
        ]
        named = [match for link in following if (match := re.search(pattern + r"$", link))]
        if named:
            found.holds("paths.page", paths["page"], f"the pager leads to {named[0].string}", url=answer.url)
            size = min(int(match[1]) for match in named if int(match[1]))
            found.judged(
                size == paths["page_size"],
                key="paths.page_size",
                value=paths["page_size"],
                why=f"the pager's step is {size}",
                found=f"page_size = {size}",
                url=answer.url,
            )
        elif following:
            found.fails(
                "paths.page",
                paths["page"],
                f"the pager has another form than {key_of}…",
                found=f"it leads to {following[0]}",
                url=answer.url,
            )
        else:
            found.unseen("paths.page", paths["page"], "the list asked for has one page")
            found.unseen("paths.page_size", paths["page_size"], "the list asked for has one page")
        break


def _day(found: Findings, sample: Sample) -> None:
    """A day's list holds the article that is known to be of that day, and none of other days."""
    form = PAPER.data["paths"]["day"]
    answer = next(sample.of("day", host=SITE, good=False), None)
    if answer is None or answer.failure:
        found.unseen("paths.day", form, answer.said if answer else "no article with a date was listed")
        return
    day = re.search(r"\d{4}-\d\d-\d\d", answer.asked)
    teasers = answer.listing.teasers if answer.listing else ()
    dates = Counter((teaser.date or "")[:10] for teaser in teasers if teaser.date)
    strange = sum(count for date, count in dates.items() if day and date != day[0])
    good = answer.good and any(teaser.address.key == answer.value for teaser in teasers) and strange <= len(teasers) / 3
    why = f"{answer.said}: {len(teasers)} articles, {strange} of them of other days"
    others = next((link for one in sample.of("section") for link in one.links if re.search(r"[&?/](?:fv|date|day|ngay)[=/]", link)), "")
    found.judged(
        good,
        key="paths.day",
        value=form,
        why=why,
        found=f"pages link to {others}" if others else "the site ignores it, or has another form",
        url=answer.asked,
    )


def _missing(found: Findings, sample: Sample) -> None:
    expected = PAPER.data["missing"]["status"]
    for answer in sample.of("missing", host=SITE, good=False):
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
        title = answer.tree.css_first("title")
        heading = answer.tree.css_first("h1")
        shown = " ".join(text_of(node) for node in (title, heading) if node is not None)
        words = [word for word in PAPER.data["page"]["error_titles"] if word in shown.lower()]
        if shown:
            found.listed(
                bool(words),
                key="page.error_titles",
                value=words[0],
                why="the title of the error page",
                found=f"“{shown[:80]}”",
                url=answer.asked,
            )
