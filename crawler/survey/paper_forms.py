"""The forms of the paper's addresses: what robots.txt says of them, whether the pages' own links have them, whether they answer."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.reading.links import host_of, path_of
from crawler.reading.markup import text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.paper_hosts import LISTS, SITE
from crawler.survey.robots import forbidding
from crawler.survey.tables import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

_HOSTS = frozenset(edition["host"] for edition in PAPER.data["edition"])
_MAIN = PAPER.data["edition"][0]
_FORMS = ("section", "topic", "tag", "search", "print", "feed", "day", "page")
# By what words a site may begin or end such addresses.
_LIKE = {"topic": r"chu-?de|topics?|su-kien|dong-su-kien", "tag": r"tags?|tu-khoa"}
_ASKED = ("search", "print")
_PLAIN = ("section", "feed", "topic")
# A slug of several words that is no list: what an article's address is like on any newspaper's site.
_SLUG = re.compile(r"/(?:[a-z0-9]+-){4,}[a-z0-9-]+[^/]*$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def check(sample: Sample) -> list[Finding]:
    """Compare each form of address with robots.txt, with the links of the pages and with what answered."""
    found = Findings(SITE, PAPER, "Forms of addresses")
    links = {link for answer in sample.answers if answer.good for link in answer.links if host_of(link) in _HOSTS}
    _robots(found, sample)
    for name in _LIKE:
        _linked(found, links, name)
    _asked(found, sample)
    _never(found, sample, links)
    _articles(found, sample)
    _paging(found, sample)
    _day(found, sample)
    _missing(found, sample)
    return found.all


def _robots(found: Findings, sample: Sample) -> None:
    """What robots.txt forbids of each form."""
    for name in _FORMS:
        form = PAPER.data["paths"][name]
        part = {"section": "" if name == "feed" else _MAIN["sections"][0], "topic": _MAIN["topics"][0], "tag": "quoc-phong-1"}
        path = form.format(**part, query="asean", number=1, day="2026-01-02", offset=PAPER.data["paths"]["page_size"])
        path = path if path.startswith("/") else f"/{part['section']}{path}"
        rule = forbidding(sample, f"https://{_MAIN['host']}{path}")
        if rule is not None:
            why, where = f"robots.txt of {_MAIN['host']} forbids it: {rule}", f"https://{_MAIN['host']}/robots.txt"
            found.fails(f"paths.{name}", form, why, found="nothing: never ask it", url=where, names=[rule])


def _linked(found: Findings, links: set[str], name: str) -> None:
    """A form that the pages' own links have, or ought to have."""
    form = PAPER.data["paths"][name]
    before, _, after = form.partition(f"{{{name}}}")
    matching = [link for link in links if urlsplit(link).path.startswith(before) and urlsplit(link).path.endswith(after)]
    hint = re.compile(rf"/(?:{_LIKE[name]})[/-]|\.(?:{_LIKE[name]})$")
    like = sorted(link for link in links if hint.search(urlsplit(link).path)) or _naming(links, _MAIN[f"{name}s"])
    if not matching and like:
        found.fails(f"paths.{name}", form, "no link on the pages has this form", found=f"links look like {like[0]}", url=like[0])
    else:
        found.shown(matching, f"paths.{name}", form, f"{len(matching)} links have this form", "no page links to one")


def _naming(links: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the links whose last part is one of some names, whatever stands around it."""
    sections = {section for edition in PAPER.data["edition"] for section in edition["sections"]}
    others = sorted(link for link in links if path_of(link) not in sections)
    patterns = [re.compile(rf"/{re.escape(name)}(?:[.\d-]\w*)?/?$") for name in names]
    return [link for link in others if any(pattern.search(urlsplit(link).path) for pattern in patterns)]


def _asked(found: Findings, sample: Sample) -> None:
    """Forms that are right when what was asked by them came."""
    paths = PAPER.data["paths"]
    for name in _PLAIN:
        for answer in sample.of(name):
            found.shown(answer.listing is not None, f"paths.{name}", paths[name], answer.said)
    for name in _ASKED:
        for answer in sample.of(name, good=False):
            if answer.failure == "robots-forbidden":
                continue
            empty = name == "search" and answer.listing is not None and not answer.teasers
            if answer.good and empty:
                found.unseen(f"paths.{name}", paths[name], f"{answer.said}, an empty list")
            else:
                good = answer.good and (name == "print" or answer.listing is not None)
                found.judged(good, f"paths.{name}", paths[name], answer.said, found=_form_of(sample), url=answer.asked)


def _form_of(sample: Sample) -> str:
    """Return the search address that a page's own form has."""
    for answer in sample.of("front", "section", "article"):
        for form in answer.tree.css("form[action]"):
            fields = [f"{node.attributes.get('name')}={node.attributes.get('value') or '…'}" for node in form.css("input[name]")]
            if any(one.startswith("q=") for one in fields) or "search" in str(form.attributes.get("action")):
                return f"the page’s form leads to {form.attributes.get('action')}?{'&'.join(fields)}"
    return ""


def _never(found: Findings, sample: Sample, links: set[str]) -> None:
    """What is never asked for."""
    for path in PAPER.data["paths"]["never"]:
        rule = forbidding(sample, f"https://{_MAIN['host']}{path.rstrip('/')}/x")
        seen = any(path in link for link in links)
        yes = f"robots.txt: {rule}" if rule else "pages link to it"
        found.shown(rule or seen, "paths.never", path, yes, "neither linked nor named by robots.txt")


def _articles(found: Findings, sample: Sample) -> None:
    """Links to articles end in a number of some digits and ``.html``."""
    place, key = in_code("crawler/sites/baoquocte/data.py", "_ARTICLE = "), "an article's address is /<slug>-<number>.html"
    links = _article_links(sample)
    articles = [link for link in links if address(link) is not None]
    strange = [link for link in links if host_of(link) in _HOSTS and address(link) is None and _SLUG.search(urlsplit(link).path)]
    # Those with a number first: an article's number is in any form of its address.
    strange = sorted((link for link in strange if "/stores/" not in link), key=lambda link: not re.search(r"\d{4}", link))
    if strange or articles:
        example, why = (strange or [""])[0], f"{len(articles)} links of lists have this form"
        found.judged(len(articles) >= len(strange), key, "", why, found=example, url=(articles or strange)[0], place=place)
    ending = PAPER.data["lines"]["article"]
    other = [link for link in articles if not re.search(ending, link)]
    if articles:
        found.judged(not other, "lines.article", ending, "how articles’ addresses end", found=(other or [""])[0])


def _article_links(sample: Sample) -> list[str]:
    """Return the addresses that lists and feeds name, those of which the crawl makes nothing too."""
    lists = list(sample.of(*LISTS, "feed", "section-feed"))
    links = [link for answer in lists if answer.purpose in LISTS for link in answer.links]
    unread = [entry.url for answer in lists if answer.listing is not None for entry in answer.listing.unread]
    return [*links, *unread, *(teaser.address.url for answer in lists for teaser in answer.teasers)]


def _paging(found: Findings, sample: Sample) -> None:
    """The pager's own link, and its step."""
    paths = PAPER.data["paths"]
    pattern = re.compile(re.escape(paths["page"]).replace(re.escape("{offset}"), r"(\d+)") + "$")
    for answer in sample.of("section"):
        own = urlsplit(answer.url).path.partition("&")[0].rstrip("/")
        following = [link for link in answer.links if re.search(rf"{re.escape(own)}[&?/;].*\d", link) and address(link) is None]
        steps = [(int(match[1]), link) for link in following if (match := pattern.search(link)) and int(match[1])]
        if not steps and following:
            found.fails("paths.page", paths["page"], "the pager has another form", found=f"it leads to {following[0]}", url=answer.url)
        for step, link in sorted(steps)[:1]:
            found.holds("paths.page", paths["page"], f"the pager leads to {link}", url=answer.url)
            why, instead = f"the pager’s step is {step}", f"page_size = {step}"
            found.judged(step == paths["page_size"], "paths.page_size", paths["page_size"], why, found=instead, url=answer.url)
    for key in ("page", "page_size"):
        found.unseen(f"paths.{key}", paths[key], "no list that was asked for has a second page")


def _day(found: Findings, sample: Sample) -> None:
    """A day's list holds the article that is known to be of that day, and hardly any of other days."""
    form = PAPER.data["paths"]["day"]
    for answer in sample.of("day", good=False):
        day = _DAY.search(answer.asked)
        if answer.failure or day is None:
            continue
        dates = Counter(teaser.date[:10] for teaser in answer.teasers if teaser.date)
        strange = sum(dates.values()) - dates[day[0]]
        named = any(teaser.address.key == answer.value for teaser in answer.teasers)
        why = f"{answer.said}: {len(answer.teasers)} articles, {strange} of them of other days"
        good = answer.good and named and strange <= len(answer.teasers) / 3
        found.judged(good, "paths.day", form, why, found=_day_link(sample), url=answer.asked)
    found.unseen("paths.day", form, "no article with a date was listed")


def _day_link(sample: Sample) -> str:
    links = (link for answer in sample.of("section", "front") for link in answer.links)
    named = next((link for link in links if re.search(r"[&?/](?:fv|date|day|ngay)[=/]", link)), "")
    return f"pages link to {named}" if named else "the site ignores it, or has another form"


def _missing(found: Findings, sample: Sample) -> None:
    """What an address answers at which nothing stands, and what heads its page."""
    expected = PAPER.data["missing"]["status"]
    for answer in sample.of("missing", good=False):
        if answer.failure:
            found.unseen("missing.status", expected, answer.said)
            continue
        why = f"{answer.said} for an address at which nothing stands"
        found.judged(answer.status == expected, "missing.status", expected, why, found=f"status = {answer.status}", url=answer.asked)
        _error_title(found, answer)


def _error_title(found: Findings, answer: Answer) -> None:
    shown = " ".join(text_of(node) for node in answer.tree.css("title, h1"))[:80]
    if shown:
        word = next((word for word in PAPER.data["page"]["error_titles"] if word in shown.lower()), "")
        found.listed(word, "page.error_titles", word, "the title of the error page", found=f"“{shown}”", url=answer.asked)
