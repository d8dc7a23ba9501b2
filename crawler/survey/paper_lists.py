"""The paper's list pages: teasers, their fields, the pager, the menu."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.reading import dates
from crawler.reading.links import absolute, host_of
from crawler.reading.markup import base_address, text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, elements, inside, missed, rows, selector_of
from crawler.survey.paper_addresses import SITE
from crawler.survey.tables import PAPER

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

_LISTS = ("section", "section-next", "topic", "tag", "search", "day", "old-day")
_FIELDS = ("link", "description", "date", "image")
LATE = ("data-src", "data-original", "data-lazy-src", "data-srcset", "data-lazy-srcset", "srcset")
_FEWEST = 2
_LONG = 40


def check(sample: Sample) -> list[Finding]:
    """Compare every selector of list pages with every list page that came."""
    found = Findings(SITE, PAPER, "List pages")
    pages = [(answer, listed) for answer in sample.of(*_LISTS) if len(listed := _rows(answer)) >= _FEWEST]
    for key in ("teasers", "containers"):
        _selectors(found, pages, key)
    for name in _FIELDS:
        _field(found, pages, name)
    _dates(found, pages)
    fronts = [(answer, listed) for answer in sample.of("front") if len(listed := _rows(answer)) >= _FEWEST]
    _front(found, fronts)
    _pager(found, [answer for answer, _ in pages])
    _menu(found, [answer for answer, _ in fronts] or [answer for answer, _ in pages])
    return found.all


def _rows(answer: Answer) -> list[LexborNode]:
    base = base_address(answer.tree, answer.url)

    def key(href: str) -> str | None:
        where = address(absolute(base, href))
        return where.key if where is not None else None

    return rows(answer.tree, key)


def _selectors(found: Findings, pages: list[tuple[Answer, list[LexborNode]]], key: str) -> None:
    """Selectors of which one has to find the list's teasers, or what they stand in."""
    selectors: list[str] = PAPER.data["listing"][key]
    hit: set[str] = set()
    for answer, listed in pages:
        hits = [selector for selector in selectors if _finds(answer, listed, selector, around=key == "containers")]
        hit.update(hits)
        for selector in hits:
            found.holds(f"listing.{key}", selector, f"finds {len(answer.tree.css(selector))} on the list", url=answer.url)
        if not hits:
            row = listed[0]
            parent = row.parent
            instead = (
                selector_of(parent)
                if key == "containers" and parent is not None
                else f"{selector_of(parent)} > {selector_of(row)}"
                if parent is not None
                else selector_of(row)
            )
            found.fails(
                f"listing.{key}",
                selectors[0],
                f"none of {len(selectors)} selectors finds the {len(listed)} articles of the list",
                found=instead,
                url=answer.url,
                names=missed(answer.tree, selectors[0]),
            )
    for selector in selectors:
        if selector not in hit:
            found.unseen(f"listing.{key}", selector, "on none of the lists" if pages else "no list was read")


def _finds(answer: Answer, listed: list[LexborNode], selector: str, *, around: bool) -> bool:
    nodes = answer.tree.css(selector)
    if around:
        return any(inside(row, nodes) for row in listed)
    return sum(inside(row, nodes) or any(inside(node, [row]) for node in nodes) for row in listed) >= len(listed) / 2


def _field(found: Findings, pages: list[tuple[Answer, list[LexborNode]]], name: str) -> None:
    """Selectors of a teaser's field, tried inside of the teasers themselves."""
    given = PAPER.data["listing"][name]
    selectors: list[str] = given if isinstance(given, list) else [given]
    hit: set[str] = set()
    for answer, listed in pages:
        best = [(row, node) for row in listed if (node := _shown(answer, row, name)) is not None]
        hits = [
            selector
            for selector in selectors
            if any((node := row.css_first(selector)) is not None and _same(node, shown) for row, shown in best)
        ]
        # The last one of a list that ends in bare tags reads any markup: that it does is no sign that the markup is the known one.
        named = [selector for selector in hits if re.search(r"[.#]", selector)] or (
            hits if not any(re.search(r"[.#]", one) for one in selectors) else []
        )
        hit.update(hits)
        for selector in hits:
            found.holds(f"listing.{name}", selector, "reads it on the list", url=answer.url)
        if best and not named and not _other_design(answer):
            row, node = best[0]
            found.fails(
                f"listing.{name}",
                selectors[0],
                "is not where the teasers show it",
                found=f"“{text_of(node)[:50]}” stands in {selector_of(node)}",
                url=answer.url,
                names=missed(row, selectors[0]),
            )
    for selector in selectors:
        if selector not in hit:
            found.unseen(f"listing.{name}", selector, "on none of the lists" if pages else "no list was read")


def _dates(found: Findings, pages: list[tuple[Answer, list[LexborNode]]]) -> None:
    """Dates beside teasers are read, and so is the time in the address of their pictures, which is of the same day."""
    place, pictures = in_code("crawler/reading/dates.py", "_DAY_FIRST = "), in_code("crawler/reading/dates.py", "_STAMP = ")
    key, stamp = "dates beside teasers are read", "a teaser’s picture ends in its time, ?yyMMddhhmmss"
    for answer, listed in pages:
        for row in listed:
            shown = next(
                (
                    text
                    for selector in PAPER.data["listing"]["date"]
                    if (node := row.css_first(selector)) is not None and (text := text_of(node))
                ),
                None,
            )
            if shown is not None and re.search(r"\d", shown):
                good = dates.from_visible(shown) is not None
                found.judged(
                    good,
                    key=key,
                    value="",
                    why=f"“{shown}” is {'read' if good else 'no date to the reader'}",
                    found=f"“{shown}”",
                    url=answer.url,
                    place=place,
                )
            image = row.css_first("img")
            source = (image.attributes.get("data-src") or image.attributes.get("src") or "") if image is not None else ""
            query = re.search(r"\?(?:\w+=)?(\d{8,17})$", source)
            if query is not None:
                good = dates.from_stamp(source) is not None
                found.judged(good, key=stamp, value="", why=query[0], found=f"pictures end in {query[0]}", url=answer.url, place=pictures)
            name = (
                next(
                    (
                        name
                        for name, value in image.attributes.items()
                        if name.startswith("data-") and value and re.search(r"\.(?:jpe?g|png|webp)", value)
                    ),
                    None,
                )
                if image is not None
                else None
            )
            if name is not None:
                late = in_code("crawler/sites/baoquocte/mastercms_pictures.py", "_ADDRESSES = ")
                found.judged(
                    name in LATE,
                    key="attributes of late pictures",
                    value="",
                    why=f"the address stands in {name}",
                    found=name,
                    url=answer.url,
                    place=late,
                )


def _other_design(answer: Answer) -> bool:
    """Tell whether a list is one of the old design, whose teasers have bare tags."""
    return any("#" in selector and answer.tree.css_first(selector) is not None for selector in PAPER.data["listing"]["containers"])


def _same(one: LexborNode, other: LexborNode) -> bool:
    return inside(one, [other]) or inside(other, [one]) or text_of(one) == text_of(other) != ""


def _shown(answer: Answer, row: LexborNode, name: str) -> LexborNode | None:
    """Look for a teaser's field without knowing its name."""
    if name == "image":
        return row.css_first("img")
    if name == "link":
        return max(
            (node for node in row.css("a[href]") if address(urljoin(answer.url, node.attributes.get("href") or ""))),
            key=lambda node: len(text_of(node)),
            default=None,
        )
    inner = [node for node in elements(row) if not any(outer.tag == "a" for outer in ancestors(node))]
    if name == "date":
        return next(
            (
                node
                for node in reversed(inner)
                if len(text := text_of(node)) <= _LONG and dates.from_visible(text) and not node.css_first("a")
            ),
            None,
        )
    long = [node for node in inner if len(text_of(node)) >= _LONG and not node.css_first("a") and dates.from_visible(text_of(node)) is None]
    return min(long, key=lambda node: len(list(elements(node))), default=None)


def _front(found: Findings, fronts: list[tuple[Answer, list[LexborNode]]]) -> None:
    selector = PAPER.data["listing"]["any_teaser"]
    for answer, listed in fronts:
        nodes = answer.tree.css(selector)
        if nodes:
            found.holds("listing.any_teaser", selector, f"finds {len(nodes)} on the front page", url=answer.url)
        else:
            found.fails(
                "listing.any_teaser",
                selector,
                "is not on the front page",
                found=selector_of(listed[0]),
                url=answer.url,
                names=missed(answer.tree, selector.partition(",")[0]),
            )
    if not fronts:
        found.unseen("listing.any_teaser", selector, "no front page was read")


def _pager(found: Findings, pages: list[Answer]) -> None:
    selector = PAPER.data["listing"]["pager"]
    for answer in pages:
        here = answer.url.partition("&")[0].rstrip("/")
        following = [
            node
            for node in answer.tree.css("a[href]")
            if (link := urljoin(answer.url, node.attributes.get("href") or "")).startswith(here)
            and re.fullmatch(r"[&?/;].*\d", link[len(here) :])
            and address(link) is None
        ]
        if not following:
            continue
        nodes = answer.tree.css(selector)
        good = any(inside(node, nodes) for node in following)
        if good:
            found.holds("listing.pager", selector, "holds the next page's link", url=answer.url)
        else:
            parent = following[0].parent
            found.fails(
                "listing.pager",
                selector,
                "does not hold the next page's link",
                found=selector_of(parent) if parent is not None else "",
                url=answer.url,
                names=missed(answer.tree, selector),
            )
    found.unseen("listing.pager", selector, "no list of the sample has a second page")


def _menu(found: Findings, pages: list[Answer]) -> None:
    """The menu is what links most sections of its own host."""
    selector = PAPER.data["listing"]["menu"]
    for answer in pages:
        links = [
            node
            for node in answer.tree.css("li > a[href], nav a[href]")
            if re.fullmatch(
                r"(?:/[a-z0-9-]+){1,2}/?",
                urljoin(answer.url, node.attributes.get("href") or "").removeprefix(f"https://{host_of(answer.url)}"),
            )
        ]
        if not links:
            continue
        if any(inside(node, answer.tree.css(selector)) for node in links):
            found.holds("listing.menu", selector, f"holds {len(answer.tree.css(selector))} links", url=answer.url)
        else:
            top = next((outer for outer in ancestors(links[0]) if outer.tag in ("ul", "nav")), links[0])
            found.fails(
                "listing.menu",
                selector,
                "is not on the page",
                found=f"{selector_of(top)} a",
                url=answer.url,
                names=missed(answer.tree, selector),
            )
    found.unseen("listing.menu", selector, "no page with a menu was read")
