"""baoquocte.vn and en.baoquocte.vn: the two editions of Báo Thế giới và Việt Nam, one MasterCMS under two hosts.

What the pages look like is data (``baoquocte.toml``); here is how it is asked for. Every field is tried generation by generation,
because old articles are served in today's chrome with their old bodies.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from crawler.sites import dates
from crawler.sites.challenge import challenge_in
from crawler.sites.feeds import looks_like_xml, read_feed
from crawler.sites.markup import JsonLd, Meta, attribute, json_ld, meta_of, parse, read_page, text_of
from crawler.sites.mastercms import BodyReader, BodyRules, images_of
from crawler.sites.site import Address, Failure, FailureKind, Listing, Page, Removed, Seed, Teaser
from crawler.sites.text import collapse, nfc, visible, without_ellipsis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.sites.site import SeedKind

_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_PATHS: dict[str, Any] = _DATA["paths"]
_PAGE: dict[str, Any] = _DATA["page"]
_LISTING: dict[str, Any] = _DATA["listing"]
_BYLINE: dict[str, Any] = _DATA["byline"]
_GENERATIONS: list[dict[str, Any]] = _DATA["generation"]
_BODY_RULES = BodyRules.of(_DATA)
_PARSER: str = _DATA["parser"]

# "&mobile=yes", "&amp;1", a query, a fragment, an escaped "&": whatever follows ".html" is a variant of the same article.
_ARTICLE = re.compile(r"\s*(?:https?:)?//([a-z0-9.-]+)(?::(?:80|443))?/([^/?#&\s]+)-([1-9]\d{0,9})\.html(?![\w.-])", re.IGNORECASE)
_PRINT = re.compile(r"\s*https?://([a-z0-9.-]+)/apicenter@/print_article&i=([1-9]\d{0,9})(?!\d)", re.IGNORECASE)
_OFFSET = re.compile(r"(?<=[&?])BRSR=(\d{1,6})(?!\d)")
_LIST_PATH = re.compile(r"(?:/[a-z0-9-]+){1,3}/?", re.IGNORECASE)
_TAIL = 2000
_END = re.compile(r"</html\s*>", re.IGNORECASE)
_BODY_START = re.compile(r"""<div[^>]*\bid\s*=\s*["']?__MB_MASTERCMS_EL_|<div[^>]*\bid\s*=\s*["']?articleBody|<div[^>]*viewsDtailContent""")
_DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)
_BRACKETED = re.compile(
    rf"[(\[]\s*(?:{'|'.join(re.escape(word) for word in _BYLINE['agency'])})\s*:?\s+([^()\[\]]+?)\s*[)\]]", re.IGNORECASE
)
_BYLINE_LABEL = re.compile(rf"^(?:{'|'.join(re.escape(word) for word in _BYLINE['labels'])})(?:\s*[:：]\s*|\s+(?=by\b))", re.IGNORECASE)
_BY = re.compile(r"^by\s+(?=\S)", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*[/;]\s*|\s+[-–—]\s+")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_PREFIX = re.compile(
    rf"^\W{{0,3}}(?:{'|'.join(re.escape(word) for word in sorted(_DATA['standfirst']['prefixes'], key=len, reverse=True))})"
    r"\W{0,3}?(?:\s*[-–—|:]\s*|\.\s+|\.\s*[-–—]\s*)(?=\S)",
    re.IGNORECASE,
)
_LD_ARTICLES = ("NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BlogPosting")
_PAGE_NUMBERED = "/search_enginer.html"


@dataclass(slots=True, eq=False)
class Edition:
    """One edition: a host with its language and its lists."""

    name: str
    hosts: tuple[str, ...]
    language: str
    publisher: str
    data: dict[str, Any] = field(repr=False)

    def address(self, url: str) -> Address | None:
        """Take an article's address apart; variants for other devices lead to the same address."""
        found = _ARTICLE.match(url)
        if found is None or found[1].lower() not in self.hosts:
            return None
        host, slug, number = found[1].lower(), found[2], int(found[3])
        return Address(f"{self.name}/{number}", f"https://{host}/{slug}-{number}.html", self.name, self.language, slug, number)

    def print_url(self, number: int) -> str:
        """Return the address of an article's print view: another source of its text."""
        return f"https://{self.hosts[0]}{_PATHS['print'].format(number=number)}"

    def seeds(self, sections: Sequence[str] | None = None) -> tuple[Seed, ...]:
        """Name the lists to start from; ``sections`` narrows it to those sections, their parts and their feeds."""
        if sections is not None:
            wanted = [section.strip("/") for section in sections]
            known = [section for section in self.data["sections"] if _within(section, wanted)]
            named = list(dict.fromkeys([*(section for section in wanted if section), *known]))
            feeds = [path for path in self.data["feeds"] if _within(path.removeprefix("/rss_feed/"), wanted)]
            return (*self._seeds("feed", feeds), *self._seeds("section", (_PATHS["section"].format(section=section) for section in named)))
        return (
            *self._seeds("feed", self.data["feeds"]),
            *self._seeds("front", self.data["front"]),
            *self._seeds("section", (_PATHS["section"].format(section=section) for section in self.data["sections"])),
            *self._seeds("topic", (_PATHS["topic"].format(topic=topic) for topic in self.data["topics"])),
            *self._seeds("tag", (_PATHS["tag"].format(tag=tag) for tag in self.data["tags"])),
            *self._seeds("search", (_PATHS["search"].format(query=quote(query)) for query in self.data["searches"])),
            *self._seeds("sitemap", self.data["sitemaps"]),
        )

    def day_url(self, section: str, day: str) -> str:
        """Return the list of one day (``YYYY-MM-DD``) of a section."""
        return f"https://{self.hosts[0]}{_PATHS['day'].format(section=section.strip('/'), day=day)}{_PATHS['page'].format(offset=0)}"

    def read_article(self, url: str, body: bytes, charset: str | None = None) -> Page | Failure:
        """Read an article's page, or its print view."""
        decoded, tree = read_page(body, charset)
        if not visible(decoded.text):
            return Failure(FailureKind.EMPTY, "no text at all")
        reader = _ArticleReader(self, url, decoded.text, tree)
        page = reader.read()
        if isinstance(page, Page) and decoded.replaced:
            page.rules["encoding"] = f"{decoded.encoding}, {decoded.replaced} unreadable"
        return page

    def read_listing(self, url: str, body: bytes, charset: str | None = None) -> Listing | Failure:
        """Read a list page, a feed or a sitemap."""
        path = urlsplit(url).path
        if looks_like_xml(body) or path.startswith("/rss_feed") or path.endswith((".xml", ".xml.gz")):
            return _read_feed(url, body, charset)
        decoded, tree = read_page(body, charset)
        if not visible(decoded.text):
            return Failure(FailureKind.EMPTY, "no text at all")
        return _ListReader(self, url, decoded.text, tree).read()

    def _seeds(self, kind: SeedKind, paths: Iterable[str]) -> Iterator[Seed]:
        return (Seed(f"https://{self.hosts[0]}{path}", kind) for path in paths)


SITES: tuple[Edition, ...] = tuple(
    Edition(data["name"], (data["host"],), data["language"], data["publisher"], data) for data in _DATA["edition"]
)


def address(url: str) -> Address | None:
    """Take an article's address of either edition apart."""
    for edition in SITES:
        found = edition.address(url)
        if found is not None:
            return found
    return None


@dataclass(slots=True)
class _ArticleReader:
    """One page while its fields are read."""

    edition: Edition
    url: str
    text: str
    tree: LexborHTMLParser
    rules: dict[str, str] = field(default_factory=dict)
    removed: list[Removed] = field(default_factory=list)
    agency: str | None = None

    def read(self) -> Page | Failure:
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
            body = self._last_resort(asked)
        if body is None or headline is None:
            return Failure(FailureKind.LAYOUT_CHANGED, "the headline is there, the body is not")
        region = self._region(container)
        ld = json_ld(self.tree)
        published, modified, source = self._dates(ld, meta, region, asked)
        return Page(
            address=own or asked,
            parser=_PARSER,
            headline=headline,
            description=self._description(meta, region),
            body=body.blocks,
            date_published=published,
            date_modified=modified,
            date_source=source,
            authors=self._authors(region, body),
            agency=self.agency,
            publisher=self.edition.publisher,
            section=self._section(ld, headline),
            keywords=self._keywords(meta, region),
            removed=self.removed + body.removed,
            rules=self.rules,
            fallback=fallback,
        )

    # ------------------------------------------------------------------------------------------------ whose page it is

    def _own_address(self, meta: Meta) -> Address | None:
        """Return the article that the page says it is."""
        head = self.tree.head
        canonical = head.css_first("link[rel=canonical]") if head else None
        for claim in (attribute(canonical, "href") if canonical else None, meta.first("og:url")):
            found = address(urljoin(self.url, claim)) if claim else None
            if found is not None:
                return found
        return None

    def _asked_by_print(self, own: Address | None) -> Address | None:
        """Return the address of the article whose print view was asked for: the number is in the request, the slug on the page."""
        found = _PRINT.match(self.url)
        if found is None or own is None or own.number != int(found[2]) or found[1].lower() not in self.edition.hosts:
            return None
        return own

    def _why_unreadable(self, meta: Meta, headline: str | None, own: Address | None) -> Failure | None:
        """Say why headline or body is missing; None where the last-resort reader may try."""
        check = challenge_in(self.text, self.tree)
        if check:
            return Failure(FailureKind.CHALLENGE, check)
        signed = any(self.tree.css_first(sign) is not None for sign in _PAGE["signs"])
        claims = own is not None or (meta.first("og:type") or "").lower() == "article"
        if (signed or claims) and not _ends(self.text):
            return Failure(FailureKind.TRUNCATED, "the markup stops before the article's end")
        if not self.tree.body or not visible(text_of(self.tree.body)):
            return Failure(FailureKind.EMPTY, "no text on the page")
        title = self.tree.css_first("title")
        named = nfc(f"{text_of(title) if title else ''} {headline or ''}").lower()
        if not signed and (not claims or any(word in named for word in _PAGE["error_titles"])):
            return Failure(FailureKind.NOT_ARTICLE, "no mark of an article on the page")
        return None if headline is not None else Failure(FailureKind.LAYOUT_CHANGED, "the headline is missing")

    def _cut_short(self) -> bool:
        """Tell whether a page without end stops inside of the body; one that stops behind it is whole enough."""
        if _ends(self.text):
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
        for generation in _GENERATIONS:
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
            reader = BodyReader(_BODY_RULES, asked.url)
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
        if parent is None or not parent.css_matches(_PAGE["around_body"]):
            return ""
        before = len(reader.blocks)
        node = container.next
        while node is not None:
            if node.is_element_node and (node.tag in ("p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table") or _has_kind(node)):
                reader.read_one(node)
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

    def _last_resort(self, asked: Address) -> BodyReader | None:
        """Let a reader that knows no site try; what it must not take for the text is cut out before."""
        import trafilatura  # noqa: PLC0415 - slow to load and seldom needed

        for selector in _PAGE["furniture"]:
            for node in self.tree.css(selector):
                node.decompose()
        text: str | None = trafilatura.extract(
            self.tree.html or "", favor_precision=True, include_comments=False, include_tables=False, include_links=False
        )
        if text is None or len(text) < _PAGE["fallback_characters"]:
            return None
        reader = BodyReader(_BODY_RULES, asked.url)
        reader.blocks.extend(paragraph for paragraph in map(collapse, text.splitlines()) if visible(paragraph))
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
        bare, prefix = _without_prefix(text)
        if prefix:
            self.removed.append(Removed("house_prefix", prefix))
        return bare

    def _dates(
        self, ld: JsonLd, meta: Meta, region: LexborHTMLParser | LexborNode, asked: Address
    ) -> tuple[str | None, str | None, str | None]:
        article = _ld_article(ld, asked)
        modified = dates.from_iso(_string(article.get("dateModified"))) or dates.from_iso(meta.first("article:modified_time"))
        published = dates.from_iso(_string(article.get("datePublished")))
        if published:
            self.rules["date_published"] = "json-ld:datePublished"
            return published, modified, "json-ld"
        for node, rule in self._select("date", region):
            published = dates.from_visible(_without(node, _PAGE["clock"]))
            if published:
                self.rules["date_published"] = rule
                return published, modified, "visible"
        published = dates.from_iso(meta.first("article:published_time", "datepublished"))
        if published:
            self.rules["date_published"] = "meta:article:published_time"
        return published, modified, "meta" if published else None

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
        """Part a byline into people; an agency named beside them is kept apart."""
        agency = _BRACKETED.search(text)
        if agency:
            self.agency = self.agency or agency[1]
            text = text[: agency.start()] + text[agency.end() :]
        names = (_BY.sub("", _BYLINE_LABEL.sub("", collapse(_EMAIL.sub("", part)))) for part in _BETWEEN_NAMES.split(text))
        houses = {edition.publisher.casefold() for edition in SITES}
        return [name for name in (part.strip(" -–|,;.\u00a0") for part in names) if visible(name) and name.casefold() not in houses]

    def _section(self, ld: JsonLd, headline: str) -> list[str]:
        for generation in _GENERATIONS:
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
        for generation in _GENERATIONS:
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


@dataclass(slots=True)
class _ListReader:
    """One list page while its teasers are read."""

    edition: Edition
    url: str
    text: str
    tree: LexborHTMLParser
    unread: int = 0
    teasers: dict[str, Teaser] = field(default_factory=dict)

    def read(self) -> Listing | Failure:
        front = urlsplit(self.url).path in self.edition.data["front"] or not urlsplit(self.url).path
        nodes = self.tree.css(_LISTING["any_teaser"]) if front else self._listed()
        for node in nodes:
            self._teaser(node)
        if front or (not nodes and not self._empty_list()):
            # Blocks of a front page have many shapes: a link to an article is a teaser whatever stands around it.
            self._links()
        lists = tuple(self._menu()) if front else ()
        if not self.teasers and not self._empty_list() and not lists:
            return self._why_unreadable()
        return Listing(self.url, tuple(self.teasers.values()), None if front else self._next(), lists, self.unread)

    def _listed(self) -> list[LexborNode]:
        for selector in _LISTING["teasers"]:
            nodes = self.tree.css(selector)
            if nodes:
                return nodes
        return []

    def _empty_list(self) -> bool:
        return any(self.tree.css_first(container) is not None for container in _LISTING["containers"])

    def _why_unreadable(self) -> Failure:
        check = challenge_in(self.text, self.tree)
        if check:
            return Failure(FailureKind.CHALLENGE, check)
        if not self.tree.body or not visible(text_of(self.tree.body)):
            return Failure(FailureKind.EMPTY, "no text on the page")
        if not _ends(self.text):
            return Failure(FailureKind.TRUNCATED, "the markup stops before any teaser")
        return Failure(FailureKind.LAYOUT_CHANGED, "neither teasers nor an empty list")

    def _teaser(self, node: LexborNode) -> None:
        link = next((found for found in (node.css_first(selector) for selector in _LISTING["link"]) if found is not None), None)
        if link is None:
            link = next((found for found in node.css("a[href]") if visible(text_of(found))), None)
        href = attribute(link, "href") if link is not None else None
        where = _article(self.url, href)
        if where is None:
            self.unread += link is not None
            return
        headline = text_of(link) if link is not None else ""
        description = self._description(node)
        date, source = self._date(node)
        self._keep(Teaser(where, headline if visible(headline) else None, description, date, source))

    def _description(self, node: LexborNode) -> str | None:
        for selector in _LISTING["description"]:
            found = node.css_first(selector)
            text = text_of(found) if found is not None else ""
            if visible(text):
                return _without_prefix(without_ellipsis(text))[0] or None
        return None

    def _date(self, node: LexborNode) -> tuple[str | None, str | None]:
        for selector in _LISTING["date"]:
            found = node.css_first(selector)
            date = dates.from_visible(text_of(found)) if found is not None else None
            if date:
                return date, "visible"
        for image in images_of(node.css(_LISTING["image"]), self.url):
            date = dates.from_stamp(image)
            if date:
                return date, "thumbnail"
        return None, None

    def _links(self) -> None:
        for link in self.tree.css("a[href]"):
            where = _article(self.url, attribute(link, "href"))
            if where is not None:
                headline = text_of(link)
                self._keep(Teaser(where, headline if visible(headline) else None))

    def _keep(self, teaser: Teaser) -> None:
        """Keep one teaser an article, in page order; of several what the fullest knows."""
        known = self.teasers.get(teaser.address.key)
        if known is None:
            self.teasers[teaser.address.key] = teaser
            return
        longest = max(known.headline or "", teaser.headline or "", key=len) or None
        dated = known if known.date or not teaser.date else teaser
        self.teasers[teaser.address.key] = Teaser(
            known.address, known.headline or longest, known.description or teaser.description, dated.date, dated.date_source
        )

    def _menu(self) -> Iterator[str]:
        seen: set[str] = set()
        for link in self.tree.css(_LISTING["menu"]):
            url = _section(self.url, attribute(link, "href"))
            if url is not None and url not in seen:
                seen.add(url)
                yield url

    def _next(self) -> str | None:
        """Return the next page's address: as the pager names it, else by counting; nothing follows a page without teasers."""
        if not self.teasers:
            return None
        current = _offset(self.url)
        numbered = urlsplit(self.url).path == _PAGE_NUMBERED
        named = {
            offset
            for pager in self.tree.css(_LISTING["pager"])
            for link in pager.css("a[href]")
            if (offset := _offset(link.attributes.get("href") or "")) is not None
        }
        here = current if current is not None else (1 if numbered else 0)
        later = [offset for offset in named if offset > here]
        if named and not later:
            return None
        step = 1 if numbered else _PATHS["page_size"]
        following = min(later) if later else here + step
        if current is not None:
            return _OFFSET.sub(f"BRSR={following}", self.url)
        if numbered:
            return f"{self.url}&BRSR={following}"
        return f"{self.url.rstrip('/')}{_PATHS['page'].format(offset=following)}"


def _read_feed(url: str, body: bytes, charset: str | None) -> Listing | Failure:
    """Read a feed or sitemap; links of both editions stand in one feed, each goes to its own."""
    feed = read_feed(body, charset)
    if isinstance(feed, Failure):
        return feed
    if feed.kind == "sitemapindex":
        parts = (urljoin(url, entry.url) for entry in feed.entries)
        return Listing(url, lists=tuple(part for part in parts if urlsplit(part).hostname in _HOSTS), unread=feed.unread)
    is_map = feed.kind == "sitemap"
    teasers: dict[str, Teaser] = {}
    unread = feed.unread
    for entry in feed.entries:
        where = _article(url, entry.url)
        if where is None:
            # A sitemap rightly names sections and the front page too.
            unread += not is_map
            continue
        date = dates.from_iso(entry.date) if is_map else dates.from_feed(entry.date)
        source = ("sitemap" if is_map else "feed") if date else None
        description = without_ellipsis(_text_of_fragment(entry.description))
        headline = _text_of_fragment(entry.title) or None
        teasers.setdefault(where.key, Teaser(where, headline, _without_prefix(description)[0] or None, date, source))
    return Listing(url, tuple(teasers.values()), unread=unread)


_HOSTS = frozenset(host for edition in SITES for host in edition.hosts)


def _article(base: str, href: str | None) -> Address | None:
    if not href or any(path in href for path in _PATHS["never"]):
        return None
    try:
        return address(urljoin(base, href))
    except ValueError:
        return None


def _section(base: str, href: str | None) -> str | None:
    """Return a menu link's address if it is a section's."""
    try:
        parts = urlsplit(urljoin(base, href or ""))
    except ValueError:
        return None
    host = urlsplit(base).hostname
    if parts.hostname != host or parts.query or not _LIST_PATH.fullmatch(parts.path):
        return None
    return f"https://{host}{parts.path.rstrip('/')}"


def _ends(text: str) -> bool:
    """Tell whether the markup comes to its end; what is added behind it (counters, comments) is short."""
    return _END.search(text, max(0, len(text) - _TAIL)) is not None or _END.search(text) is not None


def _within(section: str, wanted: Sequence[str]) -> bool:
    return any(section == name or section.startswith(f"{name}/") for name in wanted if name)


def _offset(url: str) -> int | None:
    found = _OFFSET.search(url)
    return int(found[1]) if found else None


def _without_prefix(text: str) -> tuple[str, str | None]:
    """Part a standfirst from the house's dateline."""
    found = _PREFIX.match(nfc(text))
    if found is None:
        return text, None
    return nfc(text)[found.end() :], found[0].strip()


def _without_kicker(node: LexborNode) -> str:
    return _without(node, _PAGE["kicker"])


def _without(node: LexborNode, selector: str) -> str:
    """Return a node's text less that of what the selector finds in it."""
    text = text_of(node)
    for inner in node.css(selector):
        if inner.mem_id != node.mem_id:
            text = text.replace(text_of(inner), " ", 1)
    return collapse(text)


def _text_of_fragment(markup: str | None) -> str:
    """Return the text of a piece of HTML, as feeds put it into their descriptions."""
    if not markup:
        return ""
    if "<" not in markup and "&" not in markup:
        return collapse(markup)
    body = parse(f"<body>{markup}").body
    return text_of(body) if body else ""


def _has_kind(node: LexborNode) -> bool:
    return _BODY_RULES.kind(node.tag or "", node.attributes) not in (None, "plain")


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent


def _index(blocks: Sequence[object], wanted: object) -> int:
    return next(index for index, block in enumerate(blocks) if block is wanted)


_HOME_TEXTS = frozenset(nfc(text).casefold() for text in _PAGE["home_texts"])


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
