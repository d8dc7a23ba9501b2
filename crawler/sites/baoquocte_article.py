"""Reads an article's page of baoquocte.vn, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.sites import date_choice
from crawler.sites.baoquocte_data import BODY_RULES, BYLINE_RULE, EDITIONS, GENERATIONS, PAGE, PARSER, address, ends, without_prefix
from crawler.sites.challenge import challenge_in
from crawler.sites.links import absolute
from crawler.sites.markup import attribute, json_ld, meta_of, parse, text_of
from crawler.sites.mastercms import BodyReader
from crawler.sites.site import Failure, FailureKind, Page, Removed
from crawler.sites.text import collapse, nfc, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.sites.baoquocte_data import Edition
    from crawler.sites.date_choice import Chosen
    from crawler.sites.markup import JsonLd, Meta
    from crawler.sites.site import Address

_BODY_START = re.compile(
    r"""<div[^>]{0,200}?\b(?:id\s*=\s*["']?(?:__MB_MASTERCMS_EL_|articleBody)|class\s*=[^>]{0,80}?viewsDtailContent)"""
)
_DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)
_LD_ARTICLES = ("NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BlogPosting")
_STRAYING = ("p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table")
_HOME_TEXTS = frozenset(nfc(text).casefold() for text in PAGE["home_texts"])
_HOUSES = frozenset(edition.publisher.casefold() for edition in EDITIONS)


@dataclass(slots=True)
class ArticleReader:
    """One page while its fields are read."""

    edition: Edition
    url: str
    text: str
    tree: LexborHTMLParser
    rules: dict[str, str] = field(default_factory=dict)
    removed: list[Removed] = field(default_factory=list)
    agency: str | None = None

    def read(self) -> Page | Failure:
        """Read all fields, or say why there is nothing to read."""
        meta = meta_of(self.tree)
        own = self._own_address(meta)
        asked = self.edition.address(self.url) or self._asked_by_print(own)
        if asked is None:
            return Failure(FailureKind.NOT_ARTICLE, "the address is no article's")
        found = self._body(asked)
        headline = self._headline(meta)
        if found is None or headline is None:
            failure = self._why_unreadable(meta, headline, own)
            if failure is not None:
                return failure
        if own is not None and (own.number, own.site) != (asked.number, asked.site):
            return Failure(FailureKind.WRONG_ARTICLE, f"asked for {asked.key}, the page calls itself {own.key}")
        body, container = found if found is not None else (None, None)
        if container is not None and self._cut_short():
            return Failure(FailureKind.TRUNCATED, "the markup stops inside the article's body")
        fallback = body is None
        if body is None:
            body = self._last_resort(asked, headline)
        if body is None or headline is None:
            return Failure(FailureKind.LAYOUT_CHANGED, "the headline is there, the body is not")
        region = self._region(container)
        ld = json_ld(self.tree)
        chosen = self._dates(ld, meta, region, asked)
        page = Page(
            address=own or asked,
            parser=PARSER,
            headline=headline,
            description=self._description(meta, region),
            body=body.blocks,
            authors=self._authors(region, body),
            agency=self.agency,
            publisher=self.edition.publisher,
            section=self._section(ld, headline),
            keywords=self._keywords(meta, region),
            removed=self.removed + body.removed,
            rules=self.rules,
            fallback=fallback,
        )
        chosen.date(page)
        return page

    # ------------------------------------------------------------------------------------------------ whose page it is

    def _own_address(self, meta: Meta) -> Address | None:
        """Return the article that the page says it is."""
        head = self.tree.head
        canonical = head.css_first("link[rel=canonical]") if head else None
        for claim in (attribute(canonical, "href") if canonical else None, meta.first("og:url")):
            found = address(absolute(self.url, claim)) if claim else None
            if found is not None:
                return found
        return None

    def _asked_by_print(self, own: Address | None) -> Address | None:
        """Return the address of the article whose print view was asked for: the number is in the request, the slug on the page."""
        number = self.edition.number_of_print(self.url)
        return own if number is not None and own is not None and own.number == number else None

    def _why_unreadable(self, meta: Meta, headline: str | None, own: Address | None) -> Failure | None:
        """Say why headline or body is missing; None where the last-resort reader may try."""
        check = challenge_in(self.text, self.tree)
        if check:
            return Failure(FailureKind.CHALLENGE, check)
        signed = any(self.tree.css_first(sign) is not None for sign in PAGE["signs"])
        claims = own is not None or (meta.first("og:type") or "").lower() == "article"
        if (signed or claims) and not ends(self.text):
            return Failure(FailureKind.TRUNCATED, "the markup stops before the article's end")
        if not self.tree.body or not visible(text_of(self.tree.body)):
            return Failure(FailureKind.EMPTY, "no text on the page")
        title = self.tree.css_first("title")
        named = nfc(f"{text_of(title) if title else ''} {headline or ''}").lower()
        if not signed and (not claims or any(word in named for word in PAGE["error_titles"])):
            return Failure(FailureKind.NOT_ARTICLE, "no mark of an article on the page")
        return None if headline is not None else Failure(FailureKind.LAYOUT_CHANGED, "the headline is missing")

    def _cut_short(self) -> bool:
        """Tell whether a page without end stops inside of the body; one that stops behind it is whole enough."""
        if ends(self.text):
            return False
        start = _BODY_START.search(self.text)
        if start is None:
            return True
        depth = 0
        for tag in _DIV.finditer(self.text, start.start()):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return False
        return True

    # ------------------------------------------------------------------------------------------------------ the fields

    def _select(self, name: str, top: LexborHTMLParser | LexborNode) -> Iterator[tuple[LexborNode, str]]:
        """Yield the first node of each selector for a field, newest generation first, with the rule's name."""
        for generation in GENERATIONS:
            for selector in generation.get(name, ()):
                node = top.css_first(selector)
                if node is not None:
                    yield node, f"{generation['name']}:{selector}"

    def _text(self, name: str, top: LexborHTMLParser | LexborNode, read: Callable[[LexborNode], str] = text_of) -> str | None:
        for node, rule in self._select(name, top):
            text = read(node)
            if visible(text):
                self.rules[name] = rule
                return text
        return None

    def _headline(self, meta: Meta) -> str | None:
        shown = self._text("headline", self.tree, _without_kicker)
        if shown is None:
            shown = meta.first("og:title")
            if shown is not None:
                self.rules["headline"] = "meta:og:title"
        return shown

    def _body(self, asked: Address) -> tuple[BodyReader, LexborNode] | None:
        """Read the first container that has anything in it."""
        for node, rule in self._select("body", self.tree):
            reader = BodyReader(BODY_RULES, asked.url)
            reader.read(node)
            strays = self._strays(reader, node)
            if reader.blocks:
                self.rules["body"] = rule + strays + self._photo_story(reader)
                if reader.unknown:
                    self.rules["unknown"] = ", ".join(sorted(reader.unknown))
                return reader, node
        return None

    def _strays(self, reader: BodyReader, container: LexborNode) -> str:
        """Read the paragraphs that a stray end tag let slip out of the container, right behind it."""
        parent = container.parent
        if parent is None or not parent.css_matches(PAGE["around_body"]):
            return ""
        before = len(reader.blocks)
        node = container.next
        while node is not None:
            if node.is_element_node and (node.tag in _STRAYING or _has_kind(node)):
                reader.read_one(node)
            elif node.is_element_node and visible(text_of(node)):
                reader.unknown.add(f"beside the body: {node.tag}.{node.attributes.get('class')}")
            node = node.next
        return " + strays" if len(reader.blocks) > before else ""

    def _photo_story(self, reader: BodyReader) -> str:
        """Where every text is a caption, the captions are the article: they stay in the body too."""
        captions = [image for image in reader.blocks if not isinstance(image, str) and image.caption]
        if reader.paragraphs or len(captions) < 2:  # noqa: PLR2004 - one picture is no story
            return ""
        for image in captions:
            reader.blocks.insert(_index(reader.blocks, image) + 1, image.caption or "")
        reader.removed = [piece for piece in reader.removed if piece.kind != "caption"]
        return " (photo story)"

    def _last_resort(self, asked: Address, headline: str | None) -> BodyReader | None:
        """Let a reader that knows no site try; what it must not take for the text is cut out before."""
        import trafilatura  # noqa: PLC0415 - slow to load and seldom needed

        tree = parse(self.text)  # a copy: breadcrumb and tags are still to be read
        for selector in PAGE["furniture"]:
            # Inner ones first: what stands inside a destroyed node is gone and may not be touched.
            for node in reversed(tree.css(selector)):
                node.decompose()
        text: str | None = trafilatura.extract(
            tree.html or "", favor_precision=True, include_comments=False, include_tables=False, include_links=False
        )
        if text is None or len(text) < PAGE["fallback_characters"]:
            return None
        reader = BodyReader(BODY_RULES, asked.url)
        reader.blocks.extend(line for line in map(collapse, text.splitlines()) if visible(line) and line != headline)
        self.rules["body"] = "trafilatura"
        return reader

    def _region(self, container: LexborNode | None) -> LexborHTMLParser | LexborNode:
        """Return the smallest part of the page that holds headline and body: other articles' dates and authors stand outside."""
        headline = next((node for node, _ in self._select("headline", self.tree)), None)
        if headline is None or container is None:
            return self.tree
        around_body = {node.mem_id for node in _ancestors(container)}
        return next((node for node in _ancestors(headline) if node.mem_id in around_body), self.tree)

    def _description(self, meta: Meta, region: LexborHTMLParser | LexborNode) -> str | None:
        text = self._text("description", region)
        if text is None:
            text = meta.first("description", "og:description")
            if text is None:
                return None
            self.rules["description"] = "meta:description"
        bare, prefix = without_prefix(text)
        if prefix:
            self.removed.append(Removed("house_prefix", prefix))
        return bare

    def _dates(self, ld: JsonLd, meta: Meta, region: LexborHTMLParser | LexborNode, asked: Address) -> Chosen:
        article = _ld_article(ld, asked)
        times = [(date_choice.shown(_without(node, PAGE["clock"])), rule) for node, rule in self._select("date", region)]
        published_meta, modified_meta = meta.first("article:published_time", "datepublished"), meta.first("article:modified_time")
        chosen = date_choice.choose(
            (
                date_choice.candidate("json-ld", article.get("datePublished"), "json-ld:datePublished"),
                *(date_choice.visible(time.published, rule) for time, rule in times),
                date_choice.candidate("meta", published_meta, "meta:article:published_time"),
            ),
            (
                date_choice.candidate("json-ld", article.get("dateModified"), "json-ld:dateModified"),
                date_choice.candidate("meta", modified_meta, "meta:article:modified_time"),
                *(date_choice.visible(time.updated, rule) for time, rule in times),
            ),
        )
        for name, found in (("date_published", chosen.published), ("date_modified", chosen.modified)):
            if found:
                self.rules[name] = found[0].rule
        return chosen

    def _authors(self, region: LexborHTMLParser | LexborNode, body: BodyReader) -> list[str]:
        names: list[str] = []
        for node, rule in self._select("authors", region):
            text = text_of(node)
            if visible(text) and text not in body.bylines:
                names = self._names(text)
            if names:
                self.rules["authors"] = rule
                break
        for text in body.bylines:
            names += self._names(text)
            self.rules.setdefault("authors", "body:byline")
        return list(dict.fromkeys(names))

    def _names(self, text: str) -> list[str]:
        names, agency = BYLINE_RULE.read(text)
        self.agency = self.agency or agency
        return [name for name in names if name.casefold() not in _HOUSES]

    def _section(self, ld: JsonLd, headline: str) -> list[str]:
        for generation in GENERATIONS:
            for selector in generation.get("section", ()):
                links = [(text_of(node), node.attributes.get("href")) for node in self.tree.css(selector)]
                if links:
                    self.rules["section"] = f"{generation['name']}:{selector}"
                    return [name for name, href in links if visible(name) and not _is_home(name, href)]
        for trail in ld.of_type("BreadcrumbList"):
            names = [name for name, href in _ld_trail(trail) if not _is_home(name, href) and name != headline]
            if names:
                self.rules["section"] = "json-ld:BreadcrumbList"
                return names
        return []

    def _keywords(self, meta: Meta, region: LexborHTMLParser | LexborNode) -> list[str]:
        for generation in GENERATIONS:
            for selector in generation.get("keywords", ()):
                tags = [text_of(node) for node in (region.css(selector) or self.tree.css(selector))]
                tags = [tag for tag in tags if visible(tag)]
                if tags:
                    self.rules["keywords"] = f"{generation['name']}:{selector}"
                    return list(dict.fromkeys(tags))
        listed = meta.first("news_keywords")
        if listed is None:
            return []
        self.rules["keywords"] = "meta:news_keywords"
        return list(dict.fromkeys(word for word in map(collapse, listed.split(",")) if visible(word)))


def _without_kicker(node: LexborNode) -> str:
    return _without(node, PAGE["kicker"])


def _without(node: LexborNode, selector: str) -> str:
    """Return a node's text less that of what the selector finds in it."""
    text = text_of(node)
    for inner in node.css(selector):
        if inner.mem_id != node.mem_id:
            text = text.replace(text_of(inner), " ", 1)
    return collapse(text)


def _has_kind(node: LexborNode) -> bool:
    return BODY_RULES.kind(node.tag or "", node.attributes) not in (None, "plain")


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent


def _index(blocks: Sequence[object], wanted: object) -> int:
    return next(index for index, block in enumerate(blocks) if block is wanted)


def _is_home(name: str, href: str | None) -> bool:
    try:
        path = urlsplit(href).path if href else None
    except ValueError:
        path = None
    return path in ("", "/") or nfc(name).casefold() in _HOME_TEXTS


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _ld_article(ld: JsonLd, asked: Address) -> dict[str, Any]:
    """Return the JSON-LD object of this article: the one that names its address, else the first that names none."""
    unnamed: dict[str, Any] = {}
    for thing in ld.of_type(*_LD_ARTICLES):
        page = thing.get("mainEntityOfPage")
        named = [page.get("@id"), page.get("url")] if isinstance(page, dict) else [page]
        numbers = {found.number for claim in (*named, thing.get("url"), thing.get("@id")) if (found := address(_string(claim) or ""))}
        if asked.number in numbers:
            return thing
        if not numbers and not unnamed:
            unnamed = thing
    return unnamed


def _ld_trail(trail: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    steps = trail.get("itemListElement")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict):
            item = step.get("item")
            inner = item if isinstance(item, dict) else {"@id": item}
            name = _string(step.get("name")) or _string(inner.get("name"))
            if name and visible(name):
                yield collapse(name), _string(inner.get("@id")) or _string(inner.get("url"))
