"""Reads an article's page of baoquocte.vn, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.page import Failure, FailureKind, Page, Removed
from crawler.reading import date_choice
from crawler.reading.challenge import challenge_in
from crawler.reading.links import absolute
from crawler.reading.markup import attribute, json_ld, meta_of, text_of
from crawler.reading.stand_in import said_by
from crawler.sites.baoquocte.body import guess_body, read_body
from crawler.sites.baoquocte.bylines import Bylines
from crawler.sites.baoquocte.data import GENERATIONS, PAGE, PARSER, ZONE, address, ends, without_prefix
from crawler.sites.baoquocte.trail import keywords_of, section_of
from crawler.text.spelling import collapse, nfc, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.page import Address
    from crawler.reading.date_choice import Chosen
    from crawler.reading.markup import JsonLd, Meta
    from crawler.sites.baoquocte.body import Body
    from crawler.sites.baoquocte.data import Edition
    from crawler.sites.baoquocte.mastercms_content import Content

_BODY_START = re.compile(
    r"""<div[^>]{0,200}?\b(?:id\s*=\s*["']?(?:__MB_MASTERCMS_EL_|articleBody)|class\s*=[^>]{0,80}?(?:viewsDtailContent|__MASTERCMS_CONTENT))"""
)
_DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)
_LD_ARTICLES = ("NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BlogPosting")


@dataclass(slots=True)
class MasterCmsReader:
    """One page while its fields are read."""

    edition: Edition
    url: str
    text: str
    tree: LexborHTMLParser
    rules: dict[str, str] = field(default_factory=dict)
    removed: list[Removed] = field(default_factory=list)

    def read(self) -> Page | Failure:
        """Read all fields, or say why there is nothing to read."""
        meta = meta_of(self.tree)
        own = self._own_address(meta)
        asked = self.edition.address(self.url) or self._asked_by_print(own)
        if asked is None:
            return Failure(FailureKind.NOT_ARTICLE, "the address is no article's")
        body = read_body(self._select("body", self.tree), self._base(asked), asked.slug)
        headline = self._headline(meta)
        failure = self._refusal(meta, own, asked, headline, body)
        if failure is not None:
            return failure
        fallback = body is None
        body = body or guess_body(self.text, headline)
        if body is None or headline is None:
            return Failure(FailureKind.LAYOUT_CHANGED, "the headline is there, the body is not")
        self.rules["body"] = body.rule
        if body.content.unknown:
            self.rules["unknown"] = ", ".join(sorted(body.content.unknown))
        region = self._region(body.container)
        ld = json_ld(self.tree)
        chosen = self._dates(ld, meta, region, asked)
        bylines = self._bylines(region, body.content, ld, meta, asked)
        page = Page(
            address=own or asked,
            parser=PARSER,
            headline=headline,
            description=self._description(meta, region),
            body=body.content.blocks,
            authors=bylines.names,
            agency=bylines.agency,
            publisher=self.edition.publisher,
            section=self._ruled("section", section_of(self.tree, ld, headline)),
            keywords=self._ruled("keywords", keywords_of(self.tree, region, meta)),
            removed=self.removed + body.content.removed,
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

    def _refusal(self, meta: Meta, own: Address | None, asked: Address, headline: str | None, body: Body | None) -> Failure | None:
        """Say why the page is not read; None for one that is, if need be by the last-resort reader."""
        if body is None or headline is None:
            failure = self._why_unreadable(meta, headline, own)
            if failure is not None:
                return failure
        if own is not None and (own.number, own.site) != (asked.number, asked.site):
            return Failure(FailureKind.WRONG_ARTICLE, f"asked for {asked.key}, the page calls itself {own.key}")
        if body is None or headline is None:
            return None
        if self._cut_short():
            return Failure(FailureKind.TRUNCATED, "the markup stops inside the article's body")
        nothing = body.without_text()
        return Failure(FailureKind.NOT_TEXT, nothing) if nothing is not None else None

    def _why_unreadable(self, meta: Meta, headline: str | None, own: Address | None) -> Failure | None:
        """Say why headline or body is missing; None where the last-resort reader may try."""
        check = challenge_in(self.text, self.tree)
        if check:
            return Failure(FailureKind.CHALLENGE, check)
        signed = any(self.tree.css_first(sign) is not None for sign in PAGE["signs"])
        claims = own is not None or (meta.first("og:type") or "").lower() == "article"
        if (signed or claims) and not ends(self.text):
            return Failure(FailureKind.TRUNCATED, "the markup stops before the article's end")
        title = self.tree.css_first("title")
        named = nfc(f"{text_of(title) if title else ''} {headline or ''}").lower()
        if not signed and (not claims or any(word in named for word in PAGE["error_titles"])):
            return Failure(said_by(headline or "") or FailureKind.NOT_ARTICLE, f"no mark of an article on the page: {headline}")
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

    def _ruled(self, name: str, found: tuple[list[str], str | None]) -> list[str]:
        """Note the rule that read a field, and return the field."""
        values, rule = found
        if rule is not None:
            self.rules[name] = rule
        return values

    def _headline(self, meta: Meta) -> str | None:
        shown = self._text("headline", self.tree, _without_kicker)
        if shown is None:
            shown = meta.first("og:title")
            if shown is not None:
                self.rules["headline"] = "meta:og:title"
        return shown

    def _base(self, asked: Address) -> str:
        """Return the address that relative ones on the page are joined to."""
        base = self.tree.css_first("base[href]")
        return absolute(asked.url, attribute(base, "href") if base else None) or asked.url

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
        times = [(date_choice.shown(_without(node, PAGE["clock"]), ZONE), rule) for node, rule in self._select("date", region)]
        published_meta, modified_meta = meta.first("article:published_time", "datepublished"), meta.first("article:modified_time")
        chosen = date_choice.choose(
            (
                date_choice.candidate("json-ld", article.get("datePublished"), "json-ld:datePublished", zone=ZONE),
                *(date_choice.visible(time.published, rule) for time, rule in times),
                date_choice.candidate("meta", published_meta, "meta:article:published_time", zone=ZONE),
            ),
            (
                date_choice.candidate("json-ld", article.get("dateModified"), "json-ld:dateModified", zone=ZONE),
                date_choice.candidate("meta", modified_meta, "meta:article:modified_time", zone=ZONE),
                *(date_choice.visible(time.updated, rule) for time, rule in times),
            ),
            zone=ZONE,
        )
        for name, found in (("date_published", chosen.published), ("date_modified", chosen.modified)):
            if found:
                self.rules[name] = found[0].rule
        return chosen

    def _bylines(self, region: LexborHTMLParser | LexborNode, body: Content, ld: JsonLd, meta: Meta, asked: Address) -> Bylines:
        bylines = Bylines()
        bylines.shown(region, body)
        if not bylines.names:
            bylines.declared(_ld_article(ld, asked), ld, meta)
        if bylines.rule is not None:
            self.rules["authors"] = bylines.rule
        return bylines


def _without_kicker(node: LexborNode) -> str:
    return _without(node, PAGE["kicker"])


def _without(node: LexborNode, selector: str) -> str:
    """Return a node's text less that of what the selector finds in it."""
    text = text_of(node)
    for inner in node.css(selector):
        if inner.mem_id != node.mem_id:
            text = text.replace(text_of(inner), " ", 1)
    return collapse(text)


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent


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
