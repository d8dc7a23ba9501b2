"""What stands in and around an article's text on the paper: boxes by class, pictures, advertisements, and what they look like without their names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.reading.links import host_of
from crawler.reading.markup import meta_of, text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, inside, is_layout, likest, names_in, names_of, own_names, selector_of, within
from crawler.survey.paper_addresses import SITE
from crawler.survey.paper_article import Seen, articles_of
from crawler.survey.paper_lists import LATE
from crawler.survey.tables import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Sample

_AUTHOR = re.compile(r"author|byline|writer|tac-?gia|nguoi-?viet|but-?danh", re.IGNORECASE)
_SOURCE = re.compile(r"^(?:nguồn|source|theo)\s*:", re.IGNORECASE)
_AD = re.compile(r"(?:^|[-_\s])(?:ad|ads|adv|banner|zone|quangcao|qc|adsense|sponsor)(?:$|[-_\d\s])", re.IGNORECASE)
_HTML_PAGES = ("article", "front", "section", "section-next", "topic", "tag", "search", "day", "old-day", "print")
_LONGEST_LABEL, _SHORT_TEXT, _BOX_TEXT, _FEW = 80, 200, 60, 3
_HTML = frozenset(
    "a abbr address article aside b blockquote body br button caption center cite code col colgroup dd del details dfn div dl dt em embed fieldset "
    "figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label legend li link main map mark meta nav "
    "noscript object ol option p path picture pre q s script section select small source span strike strong style sub summary sup svg table tbody td "
    "template textarea tfoot th thead time title tr u ul var video audio wbr".split()
)


@dataclass(slots=True)
class Names:
    """The classes and ids that any page of the paper has, and which new name was taken for which one that none has."""

    seen: set[str]
    taken: dict[str, str] = field(default_factory=dict)

    def gone_for(self, new: str, tiers: Iterable[list[str]]) -> str | None:
        """Return the known name in place of which a new one stands: of the first tier that has any left, the one spelled most like it."""
        if new not in self.taken:
            gone = ([name for name in tier if name not in self.seen and name not in self.taken.values()] for tier in tiers)
            like = next((likest(new, names) for names in gone if names), None)
            if like is None:
                return None
            self.taken[new] = like
        return self.taken[new]


def check(sample: Sample) -> list[Finding]:
    """Look for boxes by what they do; those that no name of the data covers have changed their name."""
    found = Findings(SITE, PAPER, "In and around the text")
    pages = articles_of(sample)
    names = Names({name for answer in sample.of(*_HTML_PAGES) for node in answer.tree.css("[class],[id]") for name in names_of(node)})
    for page in pages:
        _around(found, page, names)
        _inside(found, page, names)
        _authors(found, page, names)
        _above(found, page)
    _named(found, pages, names.seen)
    return found.all


def _known() -> set[str]:
    """Return all classes and ids by which the data know what is not the article's text, or which part of it."""
    data = PAPER.data
    fields = [
        selector
        for generation in data["generation"]
        for name, value in generation.items()
        if name not in ("name", "body")
        for selector in value
    ]
    selectors = [*data["page"]["furniture"], *fields, data["page"]["kicker"], data["page"]["clock"]]
    classes = {name for name, kind in data["body"]["classes"].items() if kind not in ("keep", "picture") and not is_layout(name)}
    return {*classes, *data["body"]["ids"], *(name for selector in selectors for name in names_in(selector))}


def _covered(node: LexborNode) -> bool:
    """Tell whether an element, or one that it stands in, has a name that the data know."""
    known = _known()
    tags = {selector for selector in PAPER.data["page"]["furniture"] if selector.isalpha()}
    for outer in ancestors(node):
        if not known.isdisjoint(names_of(outer)) or outer.tag in tags:
            return True
    return False


def _blame(found: Findings, page: Seen, node: LexborNode, kind: str, names: Names, what: str) -> None:
    """Say that a box has a name that the data do not know, in place of one of its kind that no page shows."""
    classes: dict[str, str] = PAPER.data["body"]["classes"]
    furniture = [name for selector in PAPER.data["page"]["furniture"] for name in names_in(selector)]
    of_kind = [name for name, its in {**PAPER.data["body"]["ids"], **classes}.items() if its == kind]
    outside = [name for name in furniture if name in of_kind or (kind == "related" and classes.get(name, kind) == kind)]
    inner = [name for name in of_kind if name not in furniture]
    own = (own_names(node) or [*names_of(node), node.tag or ""])[0]
    in_text = page.holder is not None and inside(node, [page.holder])
    same_tag = [
        name
        for selector in PAPER.data["page"]["furniture"]
        if selector.startswith(f"{node.tag}.")
        for name in names_in(selector)
        if name in of_kind
    ]
    gone = names.gone_for(own, (same_tag, *((inner, outside) if in_text else (outside, inner))))
    if gone is None:
        found.fails(
            "body.classes", own, f"{what}, and its name is not among those of the data", found=f'{own} = "{kind}"', url=page.answer.url
        )
        return
    key = next((f"body.{part}.{gone}" for part in ("classes", "ids") if gone in PAPER.data["body"][part]), "page.furniture")
    named = [selector_of(inner) for inner in ([node] if in_text else [node, *node.css("div, ul, ol, section")]) if own_names(inner)]
    instead = " or, inside of it, ".join(dict.fromkeys(named[:_FEW]))
    found.fails(key, gone, f"is on no page; {what} has another name", found=instead, url=page.answer.url, names=[gone])


def _top_box(node: LexborNode, stop: Iterable[LexborNode]) -> LexborNode:
    """Return the outermost element with a name of its own around another one, inside of what holds the article or the page's columns."""
    last = next((outer for outer in ancestors(node) if own_names(outer) or outer.attributes.get("id")), node)
    limits = {one.mem_id for limit in stop for one in ancestors(limit)}
    best = last
    for outer in ancestors(last):
        if outer.mem_id in limits or outer.tag == "main":
            break
        if own_names(outer) or outer.attributes.get("id"):
            best = outer
    return best


def _around(found: Findings, page: Seen, names: Names) -> None:
    """Share rows, comments, boxes of other articles and advertisements outside of the text."""
    holder = page.holder
    own = address(page.answer.url)
    if holder is None or own is None:
        return
    stop = [holder, *_title(page)]
    share = re.compile(PAPER.data["lines"]["share"])
    outside = [node for node in page.tree.css("a[href]") if not inside(node, [holder])]
    for node in outside:
        href = urljoin(page.answer.url, node.attributes.get("href") or "")
        where = address(href)
        if share.search(node.attributes.get("href") or "") and not _covered(node) and "sharer" in href:
            _blame(found, page, _top_box(node, stop), "follow_line", names, "the row that shares the article")
        elif (
            where is not None
            and where.key != own.key
            and not _covered(node)
            and not any(outer.tag in ("header", "footer", "nav") for outer in ancestors(node))
        ):
            _blame(found, page, _top_box(node, stop), "related", names, "a box of other articles")
    for node in page.tree.css("textarea"):
        if not _covered(node):
            _blame(found, page, _top_box(node, stop), "comment_counter", names, "the form for comments")
    _advertisements(found, page, names, stop)
    _share_labels(found, page, outside, share)


def _title(page: Seen) -> list[LexborNode]:
    return [node for _, selector in page.rights.get("headline", []) for node in page.tree.css(selector)] or page.tree.css("h1")[:1]


def _advertisements(found: Findings, page: Seen, names: Names, stop: list[LexborNode]) -> None:
    """Elements made for advertisements: ``ins`` with a client's number, elements that HTML does not have."""
    elements = PAPER.data["body"]["elements"]
    for node in page.tree.css("ins[data-ad-client], ins[class]"):
        if not _known().intersection(names_of(node)) and not any(not _known().isdisjoint(names_of(outer)) for outer in _small(node)):
            _blame(found, page, node, "ad_box", names, "an advertisement's element")
    strange = {
        node.tag: node
        for node in page.tree.css("*")
        if node.tag and node.tag not in _HTML and ":" not in node.tag and "svg" not in [outer.tag for outer in ancestors(node)]
    }
    for tag, node in strange.items():
        if tag in elements:
            found.holds(f"body.elements.{tag}", elements[tag], "is on the pages", url=page.answer.url)
        elif _AD.search(f"{tag} {node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"):
            found.fails(
                "body.elements.zone",
                elements["zone"],
                "is on no page, which have another element of their own for advertisements",
                found=f'{tag} = "ad_box"',
                url=page.answer.url,
            )
    for node in page.tree.css(", ".join(tag for tag in (*strange, "ins") if tag == "ins" or tag in elements or _AD.search(tag))):
        box = next(
            (
                outer
                for outer in _small(node)
                if own_names(outer) and outer.mem_id != node.mem_id and outer.tag in ("div", "section", "aside", "p")
            ),
            None,
        )
        if box is not None and not _covered(box) and not any(inside(one, [box]) for one in stop):
            _blame(found, page, box, "ad_box", names, "the box around an advertisement")


def _small(node: LexborNode) -> Iterator[LexborNode]:
    """Yield an element and what it stands in, as long as there is hardly any other text in it."""
    for outer in ancestors(node):
        if len(text_of(outer)) > _SHORT_TEXT:
            return
        yield outer


def _share_labels(found: Findings, page: Seen, links: list[LexborNode], share: re.Pattern[str]) -> None:
    labels = PAPER.data["lines"]["share_labels"]
    for node in links:
        text = text_of(node)
        if (
            not share.search(node.attributes.get("href") or "")
            or not 2 < len(text) <= _LONGEST_LABEL
            or text.lower() in ("facebook", "twitter", "zalo", "x")
        ):  # noqa: PLR2004
            continue
        if text in labels:
            found.holds("lines.share_labels", text, "stands on a button", url=page.answer.url)
        else:
            found.fails("lines.share_labels", "", "a button that shares says something else", found=f"“{text}”", url=page.answer.url)


def _inside(found: Findings, page: Seen, names: Names) -> None:
    """Boxes, pictures and links inside of the text's own container."""
    holder, own = page.holder, address(page.answer.url)
    if holder is None or own is None:
        return
    classes = PAPER.data["body"]["classes"]
    for box in holder.css("table, div[class], figure, aside, section"):
        own_and_cells = [*names_of(box), *(name for cell in box.css("td[class]") for name in names_of(cell))]
        if any(name in classes for name in own_and_cells) or any(
            name in classes
            for outer in ancestors(box)
            if outer.mem_id != box.mem_id and inside(outer, [holder])
            for name in names_of(outer)
        ):
            continue
        if box.tag == "div" and not own_names(box):
            continue
        kind, what = _kind_of_box(page, box, own.key)
        if kind:
            _blame(found, page, box, kind, names, what)
    for link in holder.css("p a[class]"):
        where = address(urljoin(page.answer.url, link.attributes.get("href") or ""))
        if where is not None and not _covered(link) and own_names(link):
            _blame(found, page, link, "plain", names, "a link in the text")
    for head in holder.css("thead td, thead th, caption"):
        text = text_of(head)
        if text and len(text) <= _LONGEST_LABEL and head.parent is not None:
            if text in PAPER.data["lines"]["see_also"]:
                found.holds("lines.see_also", text, "stands over a box of other articles", url=page.answer.url)
            elif _links_elsewhere(page, next((outer for outer in ancestors(head) if outer.tag == "table"), head), own.key):
                found.fails("lines.see_also", "", "a box of other articles has another heading", found=f"“{text}”", url=page.answer.url)
    _images(found, page, holder)


def _kind_of_box(page: Seen, box: LexborNode, own: str) -> tuple[str, str]:
    """Say what a box in the text is, by what it holds: other articles, a picture with its caption, a film, a text of its own."""
    text = text_of(box)
    if page.holder is not None and len(text) > len(text_of(page.holder)) / 2:
        return "", ""
    if _links_elsewhere(page, box, own):
        return "related", "a box of other articles in the text"
    if box.css_first("img") is not None:
        return "picture", "a picture with its caption in the text"
    if not text and box.css_first("ins, zone, iframe") is None:
        return "", ""
    if box.css_first("ins, zone") is not None or any(_AD.search(name) for name in names_of(box)):
        return "ad_box", "an advertisement in the text"
    if box.tag == "table" and len(text) >= _BOX_TEXT and len(box.css("tr")) == 1:
        return "keep", "a box with a text of its own"
    return "", ""


def _links_elsewhere(page: Seen, box: LexborNode, own: str) -> bool:
    found = (address(urljoin(page.answer.url, link.attributes.get("href") or "")) for link in box.css("a[href]"))
    return any(where is not None and where.key != own for where in found) and len(text_of(box)) < 3 * _SHORT_TEXT


def _images(found: Findings, page: Seen, holder: LexborNode) -> None:
    """Where pictures come from, what is added to their addresses, and what stands in their place until they are loaded."""
    data = PAPER.data["images"]
    for node in holder.css("img"):
        attributes = node.attributes
        if any(
            not {"related"}.isdisjoint({PAPER.data["body"]["classes"].get(name, "")})
            for outer in ancestors(node)
            for name in names_of(outer)
        ):
            continue
        real = next(
            (
                urljoin(page.answer.url, value)
                for name, value in attributes.items()
                if name.startswith(("data-", "src")) and value and name != "src" and re.search(r"\.(?:jpe?g|png|webp)", value)
            ),
            "",
        )
        shown = urljoin(page.answer.url, attributes.get("src") or "")
        if real:
            lazy = next(name for name, value in attributes.items() if value and urljoin(page.answer.url, value) == real)
            found.judged(
                lazy in LATE,
                key="attributes of late pictures",
                value="",
                why=f"the address stands in {lazy}",
                found=lazy,
                url=page.answer.url,
                place=in_code("crawler/sites/baoquocte/mastercms_pictures.py", "_ADDRESSES = "),
            )
            name = re.sub(r"\.\w+$", "", shown.rpartition("/")[2].partition("?")[0])
            if name and shown != real and not shown.startswith("data:"):
                good = re.sub(r"[\d_x-]+$", "", name.lower()) in data["dummies"] or name.lower() in data["dummies"]
                found.listed(
                    good,
                    key="images.dummies",
                    value=name,
                    why=f"{name} stands where a picture is loaded late",
                    found=f"“{name}”",
                    url=page.answer.url,
                )
        _address(found, page, real or shown, "images.stamps")
    social = meta_of(page.tree).first("og:image")
    if social:
        _address(found, page, urljoin(page.answer.url, social), "images.stamps")


def _address(found: Findings, page: Seen, url: str, key: str) -> None:
    """Hold the host of a picture and the parameters of its address against the data."""
    data, host = PAPER.data["images"], host_of(url)
    if host and not url.startswith("data:"):
        good = host in data["hosts"]
        found.listed(
            good,
            key="images.hosts",
            value=host,
            why="pictures come from there",
            found=f'"{host}"',
            url=page.answer.url,
        )
    for name, value in re.findall(r"[?&](\w+)=(\d{8,14})(?=&|$)", url):
        good = name in data["stamps"]
        found.listed(good, key=key, value=name, why=f"pictures end in ?{name}={value}", found=f'"{name}"', url=page.answer.url)


def _authors(found: Findings, page: Seen, names: Names) -> None:
    """An element whose name speaks of authors and that no selector of the data knows."""
    fields = {
        name: [selector for generation in PAPER.data["generation"] for selector in generation.get(name, ())]
        for name in ("authors", "source")
    }
    known = [*fields["authors"], *fields["source"]]
    nodes = [node for selector in known for node in page.tree.css(selector)]
    gone = [selector for selector in fields["authors"] if not any(name in names.seen for name in names_in(selector))]
    for node in page.tree.css("[class]"):
        name = next((name for name in own_names(node) if _AUTHOR.search(name)), None)
        text = text_of(node)
        if (
            name is None
            or len(text) > 2 * _LONGEST_LABEL
            or inside(node, nodes)
            or any(inside(one, [node]) for one in nodes)
            or _covered(node)
        ):
            continue
        like = likest(name, [one for selector in gone for one in names_in(selector)])
        selector = next((selector for selector in gone if like in names_in(selector)), None)
        if selector is None:
            found.fails(
                "generation[0].authors",
                "",
                "another element is named for authors",
                found=f"“{text[:50]}” stands in {selector_of(node)}",
                url=page.answer.url,
            )
        else:
            found.fails(
                "generation[0].authors",
                selector,
                "is on no page, and another element is named for authors",
                found=f"“{text[:50]}” stands in {selector_of(node)}",
                url=page.answer.url,
                names=names_in(selector),
            )
    for node in page.tree.css("div[class], p[class], span[class]"):
        if (
            _SOURCE.match(text := text_of(node))
            and len(text) <= _LONGEST_LABEL
            and not inside(node, nodes)
            and page.holder is not None
            and not inside(node, [page.holder])
        ):
            selector = PAPER.data["generation"][0]["source"][0]
            found.fails(
                "generation[0].source",
                selector,
                "is on no page, and another element names the source",
                found=f"“{text}” stands in {selector_of(node)}",
                url=page.answer.url,
                names=names_in(selector),
            )


def _above(found: Findings, page: Seen) -> None:
    """The kicker over the headline, and the clock that shows when the page was made."""
    data = PAPER.data["page"]
    made = re.search(r"(\d{2}):(\d{2})", meta_of(page.tree).first("pagegen") or "")
    clocks = page.tree.css(data["clock"])
    if made and not clocks:
        for node in page.tree.css("span, time, div, p"):
            text = text_of(node)
            if made[0] in text and len(text) <= _LONGEST_LABEL and re.search(r"\d{4}", text) and within(node, "span, time, div") is None:
                found.fails(
                    "page.clock",
                    data["clock"],
                    "is on no page, and another element shows when the page was made",
                    found=f"“{text}” stands in {selector_of(node)}",
                    url=page.answer.url,
                    names=names_in(data["clock"]),
                )
                break
    for title in _title(page):
        before = title.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        if (
            before is not None
            and before.tag in ("span", "p", "div", "h3", "h4")
            and own_names(before)
            and within(before, "a, div, ul") is None
            and not _covered(before)
        ):
            found.fails(
                "page.kicker",
                data["kicker"],
                "is not over the headline, another element is",
                found=selector_of(before),
                url=page.answer.url,
                names=names_in(data["kicker"]),
            )


def _named(found: Findings, pages: list[Seen], seen: set[str]) -> None:
    """Names alone: those that are on a page hold."""
    if not pages:
        return
    data = PAPER.data
    for part in ("classes", "ids"):
        for name, kind in data["body"][part].items():
            found.shown(name in seen, f"body.{part}.{name}", kind, "is on the pages", "on none of the articles")
    tags = {node.tag for page in pages for node in page.tree.css("*")}
    for tag, kind in data["body"]["elements"].items():
        found.shown(tag in tags, f"body.elements.{tag}", kind, "is on the pages", "on none of the articles")
    for key in ("around_body", "container", "signs", "furniture", "kicker", "clock"):
        given = data["page"][key]
        for value in given if isinstance(given, list) else [given]:
            hit = (
                any(name.startswith(value) for name in seen)
                if key in ("around_body", "container")
                else any(page.tree.css_first(value) is not None for page in pages)
            )
            found.shown(hit, f"page.{key}", value, "is on the pages", "on none of the articles")
    for key, values in data["beside"].items():
        hits = [value for value in values if any(value in re.split(r"[-_]", name.lower()) for name in seen)]
        found.shown(hits, f"beside.{key}", "", f"seen: {', '.join(hits)}", "none of its words is in a class or id")
    _phrases(found, pages)


def _phrases(found: Findings, pages: list[Seen]) -> None:
    """Words of the text's end and of comments: which of them the pages say."""
    text = "\n".join(text_of(page.tree.body) for page in pages if page.tree.body is not None)
    for key in ("agency", "compiled", "labels"):
        hits = [word for word in PAPER.data["byline"][key] if re.search(rf"\(\s*{re.escape(word)}\b|{re.escape(word)}:", text)]
        found.shown(hits, f"byline.{key}", "", f"seen: {', '.join(hits)}", "none of its words was seen where a byline stands")
    for node in (node for page in pages for node in page.tree.css("#user-comment h3, #user-comment h2")):
        heading = text_of(node)
        good = heading in PAPER.data["lines"]["comments"]
        found.listed(good, key="lines.comments", value=heading, why="stands over the comments", found=f"“{heading}”")
