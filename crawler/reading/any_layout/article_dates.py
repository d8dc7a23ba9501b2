"""Dates a mirror article: by JSON-LD and meta elements of this address, by the line of publisher and date, by a time element of its own.

Image addresses are not asked: they date the import. Nor is any clock or neighbour's date: what is shown counts only between the
headline and the article's end, and in no box of another article.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from crawler.reading import date_choice, dates
from crawler.reading.any_layout.draft import is_about
from crawler.reading.any_layout.line_kinds import is_teaser_link
from crawler.reading.date_choice import Candidate, Shown
from crawler.reading.links import absolute
from crawler.reading.markup import text_of, walk
from crawler.text.comparing import letters_only
from crawler.text.spelling import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from selectolax.lexbor import LexborNode

    from crawler.page import Page
    from crawler.reading.any_layout.draft import Draft

_TIME = "time, [itemprop~=datePublished], [itemprop~=dateModified]"
_OTHER_BOXES = ("aside", "nav", "footer", "dialog", "menu")
_HEADLINES = "h1, h2, h3"
# What a headline's block must hold beside it to be more than the headline, and to be the article and not only its head.
_MOST_OF_HEAD, _LEAST_OF_ARTICLE = 1, 400
_MOST_ELEMENTS = 60
_RULE = "time element"
_LABEL = 80


def read_dates(draft: Draft, result: Page) -> None:
    """Date the page.

    Where the line of publisher and date names another day than the head, beyond what time zones explain, it is believed: the head of a bulk
    import or of a generated page may hold the time of that.
    """
    thing, head, zone = draft.thing or next(_others(draft), {}), draft.head, draft.family.zone
    line = date_choice.shown(dates.gregorian(head.date), zone) if head is not None and head.date else Shown()
    later = date_choice.shown(dates.gregorian(head.updated), zone) if head is not None and head.updated else Shown()
    own = list(_time_elements(draft, result.headline))
    chosen = date_choice.choose(
        (
            date_choice.candidate("json-ld", thing.get("datePublished"), zone=zone),
            date_choice.candidate("meta", draft.meta.first("article:published_time", "datepublished", "pubdate"), zone=zone),
            date_choice.visible(line.published),
            *(one for one, published in own if published),
        ),
        (
            date_choice.candidate("json-ld", thing.get("dateModified"), zone=zone),
            date_choice.candidate("meta", draft.meta.first("article:modified_time", "og:updated_time"), zone=zone),
            *(date_choice.visible(value) for value in (line.updated, later.updated)),
            *(one for one, published in own if not published),
        ),
        zone=zone,
    )
    if line.published and head is not None and head.name and head.together:
        day = line.published
        # A stable sort: what agrees with the line keeps its order, what does not stands behind.
        chosen = date_choice.Chosen(tuple(sorted(chosen.published, key=lambda one: _days_between(one.value, day) > 1)), chosen.modified)
    chosen.date(result)
    for name, found in (("date_published", chosen.published), ("date_modified", chosen.modified)):
        if found:
            draft.rules[name] = found[0].rule


def _others(draft: Draft) -> Iterator[dict[str, object]]:
    """Yield what JSON-LD says of the page where it has no object for the article; never what is about another one."""
    dated = (thing for thing in draft.ld.objects if "datePublished" in thing)
    for thing in (*draft.ld.of_type("WebPage"), *dated):
        if is_about(thing, draft.family, draft.address) is not False:
            yield thing


def _time_elements(draft: Draft, headline: str) -> Iterator[tuple[Candidate, bool]]:
    """Yield the dates of the article's own time elements, and whether they are of publication (True) or of a change."""
    if draft.tree.css_first(_TIME) is None:
        return
    wanted = letters_only(headline)
    title = next((node for node in draft.tree.css(_HEADLINES) if letters_only(text_of(node)) == wanted), None)
    if title is None:
        return
    head = _around(title, len(headline) + _MOST_OF_HEAD)
    region = _around(head, len(headline) + _LEAST_OF_ARTICLE)
    above = {node.mem_id for node in head.css(_TIME)} if head.mem_id != region.mem_id else set()
    below = False
    for node in islice(region.css(f"{_HEADLINES}, {_TIME}"), _MOST_ELEMENTS):
        if node.tag in ("h1", "h2", "h3"):
            below = below or node.mem_id == title.mem_id
            continue
        one = _of_element(node, draft.family.zone) if below or node.mem_id in above else None
        if one is None or _is_neighbour(draft, node, region):
            continue
        kinds = [kind for *_, kind in date_choice.labels_in(_text_before(node))]
        changed = "dateModified" in (node.attributes.get("itemprop") or "") or kinds[-1:] == ["updated"]
        yield one, not changed


def _of_element(node: LexborNode, zone: tzinfo) -> Candidate | None:
    machine = node.attributes.get("datetime") or node.attributes.get("content")
    if machine:
        return date_choice.candidate("visible", machine, _RULE, zone=zone)
    return date_choice.visible(dates.from_visible(dates.gregorian(text_of(node)), zone), _RULE)


def _around(title: LexborNode, least: int) -> LexborNode:
    """Return the smallest block around the headline with so many characters of text, at most the page's body."""
    node = title
    while node.tag != "body" and node.parent is not None and node.parent.is_element_node and not _says_so_much(node, least):
        node = node.parent
    return node


def _says_so_much(node: LexborNode, least: int) -> bool:
    """Whether an element has so many characters of text; of a long one only the beginning is read."""
    said = 0
    for inner in walk(node):
        if inner.tag == "-text":
            said += len(collapse(inner.text_content or ""))
            if said >= least:
                return True
    return len(text_of(node)) >= least


def _is_neighbour(draft: Draft, node: LexborNode, region: LexborNode) -> bool:
    """Whether an element stands in a box of other articles: by the box's element, or by a link in it to another article."""
    own = draft.address.slug
    around = node
    while around.parent is not None and around.mem_id != region.mem_id:
        if around.tag in _OTHER_BOXES or (around.tag in ("article", "a", "li") and around.css_first("h1") is None):
            return True
        for link in around.css("a[href]"):
            address = draft.family.address(absolute(draft.address.url, link.attributes.get("href")))
            if address is not None and address.slug != own and is_teaser_link(address.url):
                return True
        around = around.parent
    return False


def _text_before(node: LexborNode) -> str:
    """Return the words right in front of a time element, back to the one before it."""
    top = node.parent
    if top is not None and text_of(top) == text_of(node) and top.parent is not None:
        top = top.parent
    before = ""
    for inner in walk(top) if top is not None else ():
        if inner.mem_id == node.mem_id:
            break
        before = "" if inner.tag == "time" else before + (inner.text_content or "" if inner.tag == "-text" else " ")
    return before[-_LABEL:]


def _days_between(one: str, other: str) -> int:
    """Count the days between two ISO dates."""
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
