"""The paper's list pages: teasers, their fields, the pager, the menu."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawler.reading import dates
from crawler.reading.links import host_of
from crawler.reading.markup import text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, elements, inside, missed, rows, selector_of
from crawler.survey.paper_hosts import LISTS, SITE
from crawler.survey.paper_metadata import SHOWN_DATES
from crawler.survey.paper_text import late_picture
from crawler.survey.tables import PAPER

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

_FIELDS = ("link", "description", "date", "image")
_NAMED = re.compile(r"[.#]")
_SECTION = re.compile(r"(?:/[a-z0-9-]+){1,2}/?")
_STAMP = re.compile(r"\?(?:\w+=)?(\d{8,17})$")
_DATES = "crawler/reading/dates.py"
_FEWEST, _LONG = 2, 40
_NONE = "on none of the lists"


class Listed(NamedTuple):
    """A list page and its teasers, found without their names."""

    answer: Answer
    rows: list[LexborNode]


def check(sample: Sample) -> list[Finding]:
    """Compare every selector of list pages with every list page that came."""
    found = Findings(SITE, PAPER, "List pages")
    lists = [listed for answer in sample.of(*LISTS[1:]) if len((listed := _listed(answer)).rows) >= _FEWEST]
    fronts = [listed for answer in sample.of("front") if len((listed := _listed(answer)).rows) >= _FEWEST]
    _places(found, lists, "teasers")
    _places(found, lists, "containers")
    for name in _FIELDS:
        _field(found, lists, name)
    for listed in lists:
        for row in listed.rows:
            _date(found, listed.answer, row)
            _stamp(found, listed.answer, row)
        _pager(found, listed.answer)
    for listed in fronts:
        _front(found, listed)
    for answer in [listed.answer for listed in fronts or lists]:
        _menu(found, answer)
    for key in ("pager", "menu", "any_teaser"):
        found.unseen(f"listing.{key}", PAPER.data["listing"][key], _NONE)
    return found.all


def _listed(answer: Answer) -> Listed:
    def key(href: str) -> str | None:
        where = address(answer.absolute(href))
        return where.key if where is not None else None

    return Listed(answer, rows(answer.tree, key))


def _places(found: Findings, lists: list[Listed], key: str) -> None:
    """Selectors of which one has to find the list's teasers, or what they stand in."""
    selectors: list[str] = PAPER.data["listing"][key]
    for answer, listed in lists:
        hits = [selector for selector in selectors if _finds(answer, listed, selector, around=key == "containers")]
        for selector in hits:
            found.holds(f"listing.{key}", selector, f"finds {len(answer.tree.css(selector))} on the list", url=answer.url)
        if not hits:
            around = selector_of(listed[0].parent) if listed[0].parent is not None else "body"
            instead = around if key == "containers" else f"{around} > {selector_of(listed[0])}"
            why, names = (
                f"none of {len(selectors)} selectors finds the {len(listed)} articles of the list",
                missed(answer.tree, selectors[0]),
            )
            found.fails(f"listing.{key}", selectors[0], why, found=instead, url=answer.url, names=names)
    for selector in selectors:
        found.unseen(f"listing.{key}", selector, _NONE)


def _finds(answer: Answer, listed: list[LexborNode], selector: str, *, around: bool) -> bool:
    nodes = answer.tree.css(selector)
    if around:
        return any(inside(row, nodes) for row in listed)
    return sum(inside(row, nodes) or any(inside(node, [row]) for node in nodes) for row in listed) >= len(listed) / 2


def _field(found: Findings, lists: list[Listed], name: str) -> None:
    """Selectors of a teaser's field, tried inside of the teasers themselves."""
    given = PAPER.data["listing"][name]
    selectors: list[str] = given if isinstance(given, list) else [given]
    for answer, listed in lists:
        shown = [(row, node) for row in listed if (node := _shown(answer, row, name)) is not None]
        hits = [selector for selector in selectors if _reads(selector, shown)]
        for selector in hits:
            found.holds(f"listing.{name}", selector, "reads it on the list", url=answer.url)
        # A bare tag, the last of several, reads any markup: that it does is no sign that the markup is the known one.
        by_name = any(map(_NAMED.search, hits)) or (hits and not any(map(_NAMED.search, selectors)))
        if shown and not by_name and not _of_old_design(answer):
            row, node = shown[0]
            instead, names = f"“{text_of(node)[:50]}” stands in {selector_of(node)}", missed(row, selectors[0])
            found.fails(f"listing.{name}", selectors[0], "is not where the teasers show it", found=instead, url=answer.url, names=names)
    for selector in selectors:
        found.unseen(f"listing.{name}", selector, _NONE)


def _reads(selector: str, shown: list[tuple[LexborNode, LexborNode]]) -> bool:
    return any((node := row.css_first(selector)) is not None and _same(node, other) for row, other in shown)


def _of_old_design(answer: Answer) -> bool:
    """Tell whether a list is one of the old design, whose teasers have bare tags."""
    return any("#" in selector and answer.tree.css_first(selector) is not None for selector in PAPER.data["listing"]["containers"])


def _same(one: LexborNode, other: LexborNode) -> bool:
    return inside(one, [other]) or inside(other, [one]) or text_of(one) == text_of(other) != ""


def _shown(answer: Answer, row: LexborNode, name: str) -> LexborNode | None:
    """Look for a teaser's field without knowing its name."""
    if name == "image":
        return row.css_first("img")
    if name == "link":
        links = [node for node in row.css("a[href]") if address(answer.absolute(node.attributes.get("href"))) is not None]
        return max(links, key=lambda node: len(text_of(node)), default=None)
    inner = [node for node in elements(row) if not node.css("a") and not any(outer.tag == "a" for outer in ancestors(node))]
    dated = [node for node in inner if dates.from_visible(text_of(node)) is not None]
    if name == "date":
        return next((node for node in reversed(dated) if len(text_of(node)) <= _LONG), None)
    numbers = {node.mem_id for node in dated}
    long = [node for node in inner if len(text_of(node)) >= _LONG and node.mem_id not in numbers]
    return min(long, key=lambda node: len(node.css("*")), default=None)


def _date(found: Findings, answer: Answer, row: LexborNode) -> None:
    """The date beside a teaser is read."""
    nodes = (node for selector in PAPER.data["listing"]["date"] for node in row.css(selector))
    shown = next((text for node in nodes if re.search(r"\d", text := text_of(node))), "")
    if shown:
        place, good = in_code(_DATES, "_DAY_FIRST = "), dates.from_visible(shown) is not None
        why = f"“{shown}” is {'read' if good else 'no date to the reader'}"
        found.judged(good, SHOWN_DATES, "", why, found=f"“{shown}”", url=answer.url, place=place)


def _stamp(found: Findings, answer: Answer, row: LexborNode) -> None:
    """The time in the address of a teaser's picture is read."""
    for node in row.css("img")[:1]:
        source = late_picture(found, answer, node) or node.attributes.get("src") or ""
        query = _STAMP.search(source)
        if query is not None:
            good, place = dates.from_stamp(source) is not None, in_code(_DATES, "_STAMP = ")
            key, instead = "a teaser’s picture ends in its time, ?yyMMddhhmmss", f"pictures end in {query[0]}"
            found.judged(good, key, "", query[0], found=instead, url=answer.url, place=place)


def _front(found: Findings, listed: Listed) -> None:
    selector, answer = PAPER.data["listing"]["any_teaser"], listed.answer
    count, names = len(answer.tree.css(selector)), missed(answer.tree, selector.partition(",")[0])
    instead, why = selector_of(listed.rows[0]), f"{count} on the front page"
    found.judged(count, "listing.any_teaser", selector, why, found=instead, url=answer.url, names=names)


def _pager(found: Findings, answer: Answer) -> None:
    """The pager is what holds the link to the list's next page."""
    selector, here = PAPER.data["listing"]["pager"], answer.url.partition("&")[0].rstrip("/")
    following = re.compile(rf"{re.escape(here)}[&?/;].*\d")
    links = zip(answer.tree.css("a[href]"), answer.links, strict=True)
    nodes = [node for node, link in links if following.fullmatch(link) and address(link) is None]
    if nodes:
        good = any(inside(node, answer.tree.css(selector)) for node in nodes)
        instead = selector_of(nodes[0].parent) if nodes[0].parent is not None else ""
        why, names = "has to hold the next page’s link", missed(answer.tree, selector)
        found.judged(good, "listing.pager", selector, why, found=instead, url=answer.url, names=names)


def _menu(found: Findings, answer: Answer) -> None:
    """The menu is what links the sections of its own host."""
    selector = PAPER.data["listing"]["menu"]
    links = zip(answer.tree.css("a[href]"), answer.links, strict=True)
    sections = [node for node, link in links if host_of(link) == host_of(answer.url) and _SECTION.fullmatch(urlsplit(link).path)]
    listed = [node for node in sections if any(outer.tag in ("li", "nav") for outer in ancestors(node))]
    if listed:
        good, why = any(inside(node, answer.tree.css(selector)) for node in listed), f"{len(answer.tree.css(selector))} links"
        top = next((outer for outer in ancestors(listed[0]) if outer.tag in ("ul", "ol", "nav")), listed[0])
        instead, names = f"{selector_of(top)} a", missed(answer.tree, selector)
        found.judged(good, "listing.menu", selector, why, found=instead, url=answer.url, names=names)
