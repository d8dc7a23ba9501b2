"""Boxes of the paper's article pages, known by what they do: those that no name of the data covers have changed their name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from lxml.html import defs

from crawler.reading.markup import text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.look import ancestors, in_frame, inside, is_layout, likest, names_in, names_of, own_names, selector_of
from crawler.survey.paper_article import articles_of
from crawler.survey.paper_hosts import LISTS, SITE
from crawler.survey.tables import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from crawler.page import Address
    from crawler.survey.findings import Finding
    from crawler.survey.paper_article import Seen
    from crawler.survey.sample import Sample

_AD = re.compile(r"(?:^|[-_\s])(?:ad|ads|adv|banner|zone|quangcao|qc|adsense|sponsor)(?:$|[-_\d\s])", re.IGNORECASE)
_LONGEST_LABEL, _SHORT_TEXT, _BOX_TEXT, _FEW = 80, 200, 60, 3
_SERVICES = frozenset(("facebook", "twitter", "zalo", "x"))
_HTML = defs.tags | {"main", "picture", "template", "dialog", "slot", "search"}


@dataclass(slots=True)
class Boxes:
    """The names that the paper's pages have (``seen``), and which new one was ``taken`` for which one that none has."""

    found: Findings
    seen: set[str]
    taken: dict[str, str] = field(default_factory=dict)

    def blame(self, page: Seen, node: LexborNode, kind: str, what: str) -> None:
        """Say that a box has a name that the data do not know, in place of one of its kind that no page shows."""
        in_text = page.holder is not None and inside(node, [page.holder])
        own = (own_names(node) or [*names_of(node), node.tag or ""])[0]
        gone = self._gone_for(own, _of_kind(kind, node.tag or "", in_text=in_text))
        if gone is None:
            why = f"{what}, and its name is not among those of the data"
            self.found.fails("body.classes", own, why, found=f'{own} = "{kind}"', url=page.answer.url)
            return
        key = next((f"body.{part}.{gone}" for part in ("classes", "ids") if gone in PAPER.data["body"][part]), "page.furniture")
        # An outer box and those inside of it may all be the one that is meant.
        named = [selector_of(inner) for inner in ([node] if in_text else [node, *node.css("div, ul, ol, section")]) if _has_name(inner)]
        instead = " or, inside of it, ".join(dict.fromkeys(named[:_FEW])) or own
        self.found.fails(key, gone, f"is on no page; {what} has another name", found=instead, url=page.answer.url, names=[gone])

    def _gone_for(self, new: str, tiers: Iterable[list[str]]) -> str | None:
        """Return the known name in place of which a new one stands: of the first tier that has any left, the one spelled most like it."""
        if new not in self.taken:
            left = ([name for name in tier if name not in self.seen and name not in self.taken.values()] for tier in tiers)
            like = next((likest(new, names) for names in left if names), None)
            if like is None:
                return None
            self.taken[new] = like
        return self.taken[new]


def _of_kind(kind: str, tag: str, *, in_text: bool) -> list[list[str]]:
    """Return the names that boxes of a kind have in the data, the likeliest first: of the same element, of the same place, others."""
    body, furniture = PAPER.data["body"], PAPER.data["page"]["furniture"]
    names = [name for part in ("ids", "classes") for name, its in body[part].items() if its == kind]
    around = [name for selector in furniture for name in names_in(selector)]
    outside = [name for name in around if name in names or (kind == "related" and body["classes"].get(name, kind) == kind)]
    inner = [name for name in names if name not in around]
    same = [name for selector in furniture if selector.startswith(f"{tag}.") for name in names_in(selector) if name in names]
    return [same, inner, outside] if in_text else [same, outside, inner]


def boxes_of(found: Findings, sample: Sample) -> Boxes:
    """Return what is needed to tell new names from known ones."""
    nodes = (node for answer in sample.of("article", "print", *LISTS) for node in answer.tree.css("[class],[id]"))
    return Boxes(found, {name for node in nodes for name in names_of(node)})


def check(sample: Sample) -> list[Finding]:
    """Look for share rows, comments, boxes of other articles and advertisements, in the text and around it."""
    found = Findings(SITE, PAPER, "Boxes of article pages")
    boxes = boxes_of(found, sample)
    for page in articles_of(sample):
        own = address(page.answer.url)
        if page.holder is not None and own is not None:
            _around(boxes, page, page.holder, own)
            _advertisements(boxes, page)
            _strange_elements(boxes, page)
            _inside(boxes, page, page.holder, own)
            _headings(boxes, page, page.holder, own)
    return found.all


@cache
def _known() -> frozenset[str]:
    """Return all classes and ids by which the data know what is not the article's text, or which part of it."""
    data = PAPER.data
    fields = [
        one for generation in data["generation"] for name, value in generation.items() if name not in ("name", "body") for one in value
    ]
    selectors = [*data["page"]["furniture"], *fields, data["page"]["kicker"], data["page"]["clock"]]
    classes = [name for name, kind in data["body"]["classes"].items() if kind not in ("keep", "picture") and not is_layout(name)]
    return frozenset((*classes, *data["body"]["ids"], *(name for selector in selectors for name in names_in(selector))))


def covered(node: LexborNode) -> bool:
    """Tell whether an element, or one that it stands in, has a name that the data know."""
    tags = {selector for selector in PAPER.data["page"]["furniture"] if selector.isalpha()}
    return any(outer.tag in tags or not _known().isdisjoint(names_of(outer)) for outer in ancestors(node))


def title_of(page: Seen) -> list[LexborNode]:
    """Return the elements that show the headline."""
    return [node for _, selector in page.rights.get("headline", []) for node in page.tree.css(selector)] or page.tree.css("h1")[:1]


def _has_name(node: LexborNode) -> bool:
    return bool(own_names(node) or node.attributes.get("id"))


def _top_box(page: Seen, node: LexborNode) -> LexborNode:
    """Return the outermost element with a name around another one that does not hold the article as well."""
    limits = {one.mem_id for part in (page.holder, *title_of(page)) if part is not None for one in ancestors(part)}
    best = node
    for outer in ancestors(node):
        if outer.mem_id in limits or outer.tag == "main":
            break
        best = outer if _has_name(outer) else best
    return best


def _around(boxes: Boxes, page: Seen, holder: LexborNode, own: Address) -> None:
    """Share rows, comments and boxes of other articles outside of the text."""
    share = re.compile(PAPER.data["lines"]["share"])
    for node, link in zip(page.tree.css("a[href]"), page.answer.links, strict=True):
        if inside(node, [holder]):
            continue
        where, href = address(link), node.attributes.get("href") or ""
        if share.search(href):
            _share_label(boxes.found, page, text_of(node))
        if "sharer" in href and not covered(node):
            boxes.blame(page, _top_box(page, node), "follow_line", "the row that shares the article")
        elif where is not None and where.key != own.key and not covered(node) and not in_frame(node):
            boxes.blame(page, _top_box(page, node), "related", "a box of other articles")
    for node in page.tree.css("textarea"):
        if not covered(node):
            boxes.blame(page, _top_box(page, node), "comment_counter", "the form for comments")


def _share_label(found: Findings, page: Seen, text: str) -> None:
    if 1 < len(text) <= _LONGEST_LABEL and text.lower() not in _SERVICES:
        good = text in PAPER.data["lines"]["share_labels"]
        found.listed(good, "lines.share_labels", text, "stands on a button that shares", found=f"“{text}”", url=page.answer.url)


def _advertisements(boxes: Boxes, page: Seen) -> None:
    """``ins`` elements of advertisers, and the boxes around them."""
    for node in page.tree.css("ins[data-ad-client], ins[class]"):
        if not any(not _known().isdisjoint(names_of(outer)) for outer in _small(node)):
            boxes.blame(page, node, "ad_box", "an advertisement’s element")
    made_for_it = ", ".join(("ins", *(tag for tag, kind in PAPER.data["body"]["elements"].items() if kind == "ad_box")))
    for node in page.tree.css(made_for_it):
        around = (outer for outer in _small(node) if own_names(outer) and outer.mem_id != node.mem_id and outer.tag != "td")
        box = next(around, None)
        if box is not None and not covered(box) and not any(inside(title, [box]) for title in title_of(page)):
            boxes.blame(page, box, "ad_box", "the box around an advertisement")


def _small(node: LexborNode) -> Iterator[LexborNode]:
    """Yield an element and what it stands in, as long as there is hardly any other text in it."""
    for outer in ancestors(node):
        if len(text_of(outer)) > _SHORT_TEXT:
            return
        yield outer


def _strange_elements(boxes: Boxes, page: Seen) -> None:
    """Elements that HTML does not have: the site's own."""
    elements = PAPER.data["body"]["elements"]
    for node in page.tree.css("*"):
        tag = node.tag or ""
        if tag in _HTML or ":" in tag or any(outer.tag == "svg" for outer in ancestors(node)):
            continue
        if tag in elements:
            boxes.found.holds(f"body.elements.{tag}", elements[tag], "is on the pages", url=page.answer.url)
        elif _AD.search(f"{tag} {' '.join(names_of(node))}"):
            gone = next((name for name, kind in elements.items() if kind == "ad_box"), tag)
            why = "is on no page, which have another element of their own for advertisements"
            boxes.found.fails(f"body.elements.{gone}", elements[gone], why, found=f'{tag} = "ad_box"', url=page.answer.url)


def _inside(boxes: Boxes, page: Seen, holder: LexborNode, own: Address) -> None:
    """Boxes, pictures and links inside of the text's own container."""
    known = {*PAPER.data["body"]["classes"], *PAPER.data["body"]["ids"]}
    for box in holder.css("table, div[class], figure, aside, section"):
        outer = [one for one in ancestors(box) if inside(one, [holder])]
        names = {name for one in (*outer, *box.css("td[class]")) for name in names_of(one) if not is_layout(name)}
        if known.isdisjoint(names) and (box.tag != "div" or own_names(box)):
            kind, what = _kind_of(page, box, own)
            if kind:
                boxes.blame(page, box, kind, what)
    for node in holder.css("p a[class]"):
        where = address(page.answer.absolute(node.attributes.get("href")))
        if where is not None and own_names(node) and not covered(node):
            boxes.blame(page, node, "plain", "a link in the text")


def _kind_of(page: Seen, box: LexborNode, own: Address) -> tuple[str, str]:
    """Say what a box in the text is, by what it holds; empty for what is the text itself, or nothing."""
    text = text_of(box)
    if page.holder is not None and len(text) > len(text_of(page.holder)) / 2:
        return "", ""
    made_for_ads = box.css_first("ins, zone") is not None or any(_AD.search(name) for name in names_of(box))
    of_its_own = box.tag == "table" and len(text) >= _BOX_TEXT and len(box.css("tr")) == 1
    kinds = (
        (_leads_elsewhere(page, box, own), "related", "a box of other articles in the text"),
        (box.css_first("img") is not None, "picture", "a picture with its caption in the text"),
        (made_for_ads, "ad_box", "an advertisement in the text"),
        (of_its_own, "keep", "a box with a text of its own"),
    )
    return next(((kind, what) for is_one, kind, what in kinds if is_one), ("", ""))


def _leads_elsewhere(page: Seen, box: LexborNode, own: Address) -> bool:
    places = (address(link) for link in page.answer.hrefs_in(box))
    return len(text_of(box)) < _FEW * _SHORT_TEXT and any(where is not None and where.key != own.key for where in places)


def _headings(boxes: Boxes, page: Seen, holder: LexborNode, own: Address) -> None:
    """What stands over boxes of other articles in the text."""
    for head in holder.css("thead td, thead th, caption"):
        text = text_of(head)
        box = next((outer for outer in ancestors(head) if outer.tag == "table"), head)
        if 0 < len(text) <= _LONGEST_LABEL and _leads_elsewhere(page, box, own):
            good = text in PAPER.data["lines"]["see_also"]
            why = "stands over a box of other articles"
            boxes.found.listed(good, "lines.see_also", text, why, found=f"“{text}”", url=page.answer.url)
