"""Pictures, authors, kicker and clock of the paper's article pages; and the names and words of the data that the pages have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.reading.links import host_of
from crawler.reading.markup import meta_of, text_of
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, element_before, inside, likest, names_in, names_of, own_names, selector_of, within
from crawler.survey.paper_article import articles_of
from crawler.survey.paper_boxes import boxes_of, covered, title_of
from crawler.survey.paper_hosts import SITE
from crawler.survey.tables import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.paper_article import Seen
    from crawler.survey.sample import Answer, Sample

LATE = ("data-src", "data-original", "data-lazy-src", "data-srcset", "data-lazy-srcset", "srcset")
_AUTHOR = re.compile(r"author|byline|writer|tac-?gia|nguoi-?viet|but-?danh", re.IGNORECASE)
_SOURCE = re.compile(r"^(?:nguồn|source|theo)\s*:", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp)", re.IGNORECASE)
_STAMP = re.compile(r"[?&](\w+)=(\d{8,14})(?=&|$)")
_LONGEST_LABEL, _AROUND = 80, 3
_STARTS = frozenset(("around_body", "container"))


def check(sample: Sample) -> list[Finding]:
    """Compare pictures, bylines and names of every article that came with the data."""
    found = Findings(SITE, PAPER, "Pictures, bylines and names on article pages")
    pages, seen = articles_of(sample), boxes_of(found, sample).seen
    for page in pages:
        _pictures(found, page)
        _authors(found, page, seen)
        _byline(found, page, seen)
        _source(found, page)
        _clock(found, page)
        _kicker(found, page)
        _comments(found, page)
    if pages:
        _names(found, pages, seen)
        _selectors(found, pages, seen)
    for value in PAPER.data["images"]["hosts"]:
        found.unseen("images.hosts", value, "no picture of the sample comes from there")
    return found.all


def late_picture(found: Findings, answer: Answer, node: LexborNode) -> str:
    """Return the address of a picture that a script loads later, whose attribute has to be a known one; empty for other pictures."""
    for name, value in node.attributes.items():
        if name.startswith("data-") and value and _PICTURE.search(value):
            place = in_code("crawler/sites/baoquocte/mastercms_pictures.py", "_ADDRESSES = ")
            why = f"an address of a picture stands in {name}"
            found.judged(name in LATE, "attributes of late pictures", "", why, found=name, url=answer.url, place=place)
            return answer.absolute(value)
    return ""


def _pictures(found: Findings, page: Seen) -> None:
    """Where pictures come from, what is added to their addresses, and what stands in their place until they are loaded."""
    dummies = PAPER.data["images"]["dummies"]
    for node in _own_pictures(page):
        real, shown = late_picture(found, page.answer, node), page.answer.absolute(node.attributes.get("src"))
        name = re.sub(r"\.\w+$", "", shown.rpartition("/")[2].partition("?")[0]).lower()
        if real and name and shown != real and not shown.startswith("data:"):
            good, why = re.sub(r"[\d_x-]+$", "", name) in dummies or name in dummies, f"{name} stands where a picture is loaded later"
            found.listed(good, "images.dummies", name, why, found=f"“{name}”", url=page.answer.url)
        _address(found, page, real or shown)
    _address(found, page, page.answer.absolute(meta_of(page.tree).first("og:image")))


def _own_pictures(page: Seen) -> Iterator[LexborNode]:
    """Yield the pictures in the text, without those of boxes of other articles."""
    related = {name for name, kind in PAPER.data["body"]["classes"].items() if kind == "related"}
    for node in page.holder.css("img") if page.holder is not None else ():
        if not any(not related.isdisjoint(names_of(outer)) for outer in ancestors(node)):
            yield node


def _address(found: Findings, page: Seen, url: str) -> None:
    """Hold the host of a picture and the parameters of its address against the data."""
    data, host = PAPER.data["images"], host_of(url)
    if host:
        found.listed(host in data["hosts"], "images.hosts", host, "pictures come from there", found=f'"{host}"', url=page.answer.url)
    for name, value in _STAMP.findall(url):
        why = f"pictures end in ?{name}={value}"
        found.listed(name in data["stamps"], "images.stamps", name, why, found=f'"{name}"', url=page.answer.url)


def _of_field(*names: str) -> list[str]:
    return [selector for generation in PAPER.data["generation"] for name in names for selector in generation.get(name, ())]


def _authors(found: Findings, page: Seen, seen: set[str]) -> None:
    """An element whose name speaks of authors and that no selector of the data knows."""
    known = [node for selector in _of_field("authors", "source") for node in page.tree.css(selector)]
    gone = [selector for selector in _of_field("authors") if seen.isdisjoint(names_in(selector))]
    for node in page.tree.css("[class]"):
        name = next((name for name in own_names(node) if _AUTHOR.search(name)), "")
        text = text_of(node)
        strange = name and len(text) <= 2 * _LONGEST_LABEL and not re.search(r"\d", text) and not covered(node)
        if strange and not inside(node, known) and not any(inside(one, [node]) for one in known):
            like = likest(name, [one for selector in gone for one in names_in(selector)])
            selector = next((selector for selector in gone if like in names_in(selector)), "")
            why = "another element is named for authors" if not selector else "is on no page, and another element is named for authors"
            instead = f"“{text[:50]}” stands in {selector_of(node)}"
            found.fails("generation[0].authors", selector, why, found=instead, url=page.answer.url, names=names_in(selector))


def _byline(found: Findings, page: Seen, seen: set[str]) -> None:
    """The row that holds the date beside a name, if there is one."""
    selector = _of_field("authors")[0]
    dates = [node for _, one in page.rights["date"] for node in page.tree.css(one)]
    if not seen.isdisjoint(names_in(selector)):
        return
    for outer in (outer for date in dates[:1] for outer in list(ancestors(date))[1:_AROUND]):
        if own_names(outer) and len(text_of(outer)) <= 2 * _LONGEST_LABEL and not covered(outer):
            why, instead = "is on no page, and another element holds the date", selector_of(outer)
            found.fails("generation[0].authors", selector, why, found=instead, url=page.answer.url, names=names_in(selector))
            return


def _source(found: Findings, page: Seen) -> None:
    """An element outside of the text that names the source."""
    selector = _of_field("source")[0]
    known = [*page.tree.css(selector), *([page.holder] if page.holder is not None else [])]
    for node in page.tree.css("div[class], p[class], span[class]"):
        text = text_of(node)
        if len(text) <= _LONGEST_LABEL and _SOURCE.match(text) and not inside(node, known):
            why, instead = "is on no page, and another element names the source", f"“{text}” stands in {selector_of(node)}"
            found.fails("generation[0].source", selector, why, found=instead, url=page.answer.url, names=names_in(selector))


def _clock(found: Findings, page: Seen) -> None:
    """What shows when the page was made must be known, for it is no date of the article."""
    selector = PAPER.data["page"]["clock"]
    made = re.search(r"\d{2}:\d{2}", meta_of(page.tree).first("pagegen") or "")
    if made is None or page.tree.css_first(selector) is not None:
        return
    for node in page.tree.css("span, time, div, p"):
        text = text_of(node)
        if made[0] in text and len(text) <= _LONGEST_LABEL and re.search(r"\d{4}", text) and within(node, "span, time, div") is None:
            why, instead = "is on no page, and another element shows when the page was made", f"“{text}” stands in {selector_of(node)}"
            found.fails("page.clock", selector, why, found=instead, url=page.answer.url, names=names_in(selector))
            return


def _kicker(found: Findings, page: Seen) -> None:
    """What stands over the headline, perhaps empty."""
    selector = PAPER.data["page"]["kicker"]
    for title in title_of(page):
        before = element_before(title)
        plain = before is not None and before.tag in ("span", "p", "div", "h3", "h4") and within(before, "a, div, ul") is None
        if before is not None and plain and own_names(before) and not covered(before):
            why = "is not over the headline, another element is"
            found.fails("page.kicker", selector, why, found=selector_of(before), url=page.answer.url, names=names_in(selector))


def _comments(found: Findings, page: Seen) -> None:
    """What stands over the readers' comments."""
    ids = [name for name, kind in PAPER.data["body"]["ids"].items() if kind == "comment_counter"]
    for node in page.tree.css(", ".join(f"#{name} {tag}" for name in ids for tag in ("h2", "h3", "h4"))):
        heading = text_of(node)
        good = heading in PAPER.data["lines"]["comments"]
        found.listed(good, "lines.comments", heading, "stands over the comments", found=f"“{heading}”", url=page.answer.url)


def _names(found: Findings, pages: list[Seen], seen: set[str]) -> None:
    """Classes, ids and elements of the text: those that are on a page hold."""
    body, yes, no = PAPER.data["body"], "is on the pages", "on none of the articles"
    for part in ("classes", "ids"):
        for name, kind in body[part].items():
            found.shown(name in seen, f"body.{part}.{name}", kind, yes, no)
    tags = {node.tag for page in pages for node in page.tree.css("*")}
    for tag, kind in body["elements"].items():
        found.shown(tag in tags, f"body.elements.{tag}", kind, yes, no)
    words = {word for name in seen for word in re.split(r"[-_]", name.lower())}
    for key, values in PAPER.data["beside"].items():
        hits = ", ".join(value for value in values if value in words)
        found.shown(hits, f"beside.{key}", "", f"seen: {hits}", "none of its words is in a class or id")


def _selectors(found: Findings, pages: list[Seen], seen: set[str]) -> None:
    """Selectors and beginnings of names under ``page``: those that are on a page hold."""
    for key in ("around_body", "container", "signs", "furniture", "kicker", "clock"):
        given = PAPER.data["page"][key]
        for value in given if isinstance(given, list) else [given]:
            by_name = key in _STARTS and any(name.startswith(value) for name in seen)
            hit = by_name or (key not in _STARTS and any(page.tree.css_first(value) is not None for page in pages))
            found.shown(hit, f"page.{key}", value, "is on the pages", "on none of the articles")
