"""Reads a mirror's article from any markup: what every such page has, its text's head and tail, and text density.

A field is looked for where it would be certain first (JSON-LD, headline element, source line); ``Page.rules`` says which rule read it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from crawler.sites import dates, tail
from crawler.sites.challenge import challenge_in
from crawler.sites.density import Anchors, Density, Region
from crawler.sites.markup import JsonLd, Meta, decode, json_ld, meta_of, parse
from crawler.sites.outline import Line, Outline, Picture, outline, weight
from crawler.sites.site import Failure, FailureKind, Image, Page, Removed
from crawler.sites.text import collapse, visible
from crawler.sites.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborHTMLParser

    from crawler.sites.site import Address
    from crawler.sites.vocabulary import Vocabulary

PARSER = "vietnam_vn/1"

_ARTICLE_TYPES = ("NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle", "BlogPosting")
_BUDDHIST = re.compile(r"(?<!\d)(2[456]\d\d)(?!\d)")
_BUDDHIST_SHIFT = 543
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")
_ENDS_CUT = re.compile(r"(?:\.{3,}|…|\[…\]|\[\.{3}\]|&hellip;)\s*$")
_SLOT_TAIL = re.compile(r"\s*[\[［【〔][^\[\]［］【】〔〕]{1,30}[\]］】〕]\s*\|?\s*$")
_ONLY_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_OPENINGS = re.compile(rb"<(/?)(?:div|article|main|section|table|ul)\b", re.IGNORECASE)
_SIZE_SUFFIX = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
_DATA_URI = "data:"

_LEAST_HEADLINE = 4
_LEAST_STANDFIRST = 40
_LEAST_BODY = 120
_HEADING = 80
_HEAD_LINES = 12
_OPENINGS_LOOKED_AT = 3
_MANY_VIETNAMESE = 4
_PROSE_HEADLINE = 12


@dataclass(slots=True)
class _Draft:
    """One page while it is read."""

    address: Address
    tree: LexborHTMLParser
    text: str
    ld: JsonLd
    meta: Meta
    page: Outline
    density: Density
    anchors: Anchors = field(default_factory=Anchors)
    rules: dict[str, str] = field(default_factory=dict)
    source: tail.SourceLine | None = None
    head: tail.Masthead | None = None
    thing: dict[str, Any] = field(default_factory=dict)
    counter: int | None = None


class ArticleReader:
    """Reads articles of one mirror family."""

    def __init__(self, vocabulary: Vocabulary, hosts: frozenset[str], address: Callable[[str], Address | None]) -> None:
        self._words = vocabulary
        self._hosts = hosts
        self._address = address
        data = vocabulary.data
        names = [name for name in (*data["publisher"]["ours_names"], *data["publisher"]["ours_hosts"]) if "." in name or "&" in name or " " in name]
        self._our_words = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), re.IGNORECASE)
        self._suffix = re.compile(
            rf"\s*[-–—|·»:]\s*(?:(?:www\.)?vietnam\.vn\b.*|{'|'.join(re.escape(line) for line in data['site']['lines'])})$", re.IGNORECASE
        )
        images = data["images"]
        self._dummy = re.compile(r"(?:^|[^a-z])(?:" + "|".join(re.escape(word) for word in images["dummies"]) + r")(?:[^a-z]|$)", re.IGNORECASE)
        self._sources: list[str] = images["sources"]
        self._smallest: int = images["smallest"]

    # -- the way through a page ----------------------------------------------------------------------------------------

    def read(self, address: Address, body: bytes, charset: str | None) -> Page | Failure:
        """Read a page's bytes."""
        if not body.strip():
            return Failure(FailureKind.EMPTY, "no bytes")
        text = decode(body, charset).text
        tree = parse(text)
        if tree.body is None:
            return Failure(FailureKind.EMPTY, "no markup")
        page = outline(tree.body, self._words.captions)
        draft = _Draft(address, tree, text, json_ld(tree), meta_of(tree), page, Density(page))
        result = self._read(draft, body)
        if isinstance(result, Failure):
            mark = challenge_in(text, tree)
            if mark is not None:
                return Failure(FailureKind.CHALLENGE, mark)
            if not any(isinstance(item, Line) and visible(item.text) for item in page.items):
                return Failure(FailureKind.EMPTY, "no text")
        return result

    def _read(self, draft: _Draft, body: bytes) -> Page | Failure:
        draft.thing = self._thing(draft)
        headline = self._headline(draft)
        self._find_anchors(draft)
        refusal = self._refusal(draft, headline, body)
        if refusal is not None:
            return refusal
        if headline is None:
            return Failure(FailureKind.LAYOUT_CHANGED, "an article, but no headline was found")
        draft.density.mark_furniture(draft.anchors, self._words.hint)
        draft.density.mark_legal(draft.anchors, self._words.legal.search)
        region = draft.density.find(draft.anchors)
        result = Page(draft.address, PARSER, headline, rules=draft.rules)
        if region is None or self._too_little(draft, region):
            if not self._is_article(draft):
                return Failure(FailureKind.NOT_ARTICLE, "a headline, but no text of an article")
            if not self._fall_back(draft, result):
                return Failure(FailureKind.LAYOUT_CHANGED, "an article, but no text was found")
        else:
            draft.rules["body"] = region.rule
            self._fill(draft, result, region)
        self._describe(draft, result)
        self._date(draft, result)
        self._credit(draft, result)
        self._classify(draft, result)
        result.translations = self._translations(draft)
        return result

    # -- what is certain -----------------------------------------------------------------------------------------------

    def _thing(self, draft: _Draft) -> dict[str, Any]:
        things = list(draft.ld.of_type(*_ARTICLE_TYPES))
        for thing in things:
            for key in ("url", "mainEntityOfPage", "@id"):
                value = thing.get(key)
                value = value.get("@id") if isinstance(value, dict) else value
                if isinstance(value, str) and draft.address.slug in value:
                    return thing
        return things[0] if things else {}

    def _clean_title(self, text: str | None) -> str | None:
        if not text:
            return None
        title = collapse(self._suffix.sub("", collapse(text)))
        return title if len(title) >= _LEAST_HEADLINE and not tail.site_line(title, self._words) else None

    def _headline(self, draft: _Draft) -> str | None:
        """Find the headline and, if it is shown, its place."""
        items = draft.page.items
        named: list[tuple[str, str]] = []
        title_node = draft.tree.css_first("title")
        ld_headline = draft.thing.get("headline") or draft.thing.get("name")
        for rule, value in (
            ("og:title", draft.meta.first("og:title", "twitter:title")),
            ("json-ld", ld_headline if isinstance(ld_headline, str) else None),
            ("title", title_node.text(deep=True) if title_node is not None else None),
        ):
            title = self._clean_title(value)
            if title:
                named.append((rule, title))
        known = {fold(title) for _, title in named}
        tops = [
            (index, item)
            for index, item in enumerate(items)
            if isinstance(item, Line) and item.tag == "h1" and item.weight >= _LEAST_HEADLINE and not tail.site_line(item.text, self._words)
        ]
        for index, item in tops:
            if fold(item.text) in known:
                return self._at(draft, index, item.text, "h1")
        if tops:
            index, item = max(tops, key=lambda pair: (not pair[1].linked, pair[1].weight))
            return self._at(draft, index, item.text, "h1")
        for index, item in enumerate(items):
            if isinstance(item, Line) and not item.linked and fold(item.text) in known and item.weight >= _LEAST_HEADLINE:
                rule = next(rule for rule, title in named if fold(title) == fold(item.text))
                return self._at(draft, index, item.text, rule)
        if named:
            draft.rules["headline"] = named[0][0]
            return named[0][1]
        head = tail.masthead(items, None, self._words)
        if head is not None and head.name is not None:
            for index in range(head.start - 1, max(-1, head.start - 4), -1):
                item = items[index]
                if isinstance(item, Line) and item.weight >= _LEAST_HEADLINE and not item.linked and not tail.site_line(item.text, self._words):
                    return self._at(draft, index, item.text, "line above the publisher")
        for index, item in enumerate(items):
            if isinstance(item, Line) and item.tag in ("h2", "h3") and not item.linked and item.weight >= _PROSE_HEADLINE:
                return self._at(draft, index, item.text, "first heading")
        return None

    @staticmethod
    def _at(draft: _Draft, index: int, text: str, rule: str) -> str:
        draft.anchors.headline = index
        draft.rules["headline"] = rule
        return collapse(text)

    def _find_anchors(self, draft: _Draft) -> None:
        items, anchors = draft.page.items, draft.anchors
        after = anchors.headline if anchors.headline is not None else -1
        draft.source = tail.source_line(items, self._words, self._hosts)
        if draft.source is not None and (draft.source.start <= after or not self._closes(draft, draft.source)):
            draft.source = None
        draft.head = tail.masthead(items, anchors.headline, self._words)
        stop = draft.source.start if draft.source else len(items)
        anchors.slots = [
            index for index in range(after + 1, stop) if isinstance(items[index], Line) and tail.slot_number(items[index].text) is not None  # type: ignore[union-attr]
        ]
        draft.counter = self._counter(draft, draft.source.end if draft.source else after + 1)
        anchors.source = draft.source.start if draft.source else None
        anchors.stop = anchors.source if anchors.source is not None else draft.counter

    def _closes(self, draft: _Draft, source: tail.SourceLine) -> bool:
        """Whether a source line is one: ours and those with a known label are; another only where no prose follows in its block."""
        if source.labelled or urlsplit(source.url).hostname in self._words.ours_hosts:
            return True
        page = draft.page
        block = page.blocks[page.blocks[page.items[source.start].block].parent] if page.blocks[page.items[source.start].block].parent >= 0 else page.blocks[0]
        following = range(source.end, block.end)
        return not any(draft.density.live_prose(index) and not self._words.legal.search(page.items[index].text) for index in following)  # type: ignore[union-attr]

    def _counter(self, draft: _Draft, after: int) -> int | None:
        """Return the place of the comment counter: a known label first, else the last line that looks like one and ends the text."""
        items = draft.page.items
        found = [
            index
            for index in range(after, len(items))
            if isinstance(items[index], Line) and tail.is_counter(items[index].text)  # type: ignore[union-attr]
        ]
        for index in found:
            if fold(items[index].text.rstrip("0123456789)）]］ ").rstrip("([（［ ")) in self._words.comment:  # type: ignore[union-attr]
                return index
        if found and not (draft.anchors.slots and found[-1] < draft.anchors.slots[-1]):
            last = found[-1]
            block = draft.page.blocks[draft.page.items[last].block]
            end = draft.page.blocks[block.parent].end if block.parent >= 0 else block.end
            if draft.source is not None or not any(draft.density.live_prose(index) for index in range(last + 1, end)):
                return last
        return None

    def _is_article(self, draft: _Draft) -> bool:
        return bool(
            draft.thing
            or draft.source
            or draft.anchors.slots
            or (draft.head and draft.head.name)
            or draft.meta.first("article:published_time")
            or draft.meta.first("og:type") == "article"
        )

    def _refusal(self, draft: _Draft, headline: str | None, body: bytes) -> Failure | None:
        """Say why the page is not to be read, if it is not."""
        if draft.source is None and draft.counter is None and _stops_short(body):
            return Failure(FailureKind.TRUNCATED, "the markup stops before its end")
        lost = self._words.not_found.search(headline or "")
        if lost and draft.source is None and not draft.anchors.slots:
            return Failure(FailureKind.NOT_ARTICLE, f"says: {lost[0]}")
        article = self._is_article(draft)
        if headline is None:
            kind = FailureKind.LAYOUT_CHANGED if article else FailureKind.NOT_ARTICLE
            return Failure(kind, "no headline was found")
        canonical = draft.tree.css_first('link[rel="canonical"]')
        href = canonical.attributes.get("href") if canonical is not None else None
        if href:
            named = self._address(urljoin(draft.address.url, href))
            mine = draft.address.slug
            if named is not None and not (named.slug.startswith(mine) or mine.startswith(named.slug)):
                return Failure(FailureKind.WRONG_ARTICLE, f"the page calls itself {named.url}")
            if named is None and not article and urlsplit(href).path.strip("/").count("/") == 0:
                return Failure(FailureKind.NOT_ARTICLE, f"the page calls itself {href}")
        if draft.source is not None:
            host = urlsplit(draft.source.url).hostname or ""
            if host not in self._words.ours_hosts:
                return Failure(FailureKind.FOREIGN_SOURCE, f"its source line names {host}")
        elif draft.head is not None and draft.head.name:
            name = self._words.publisher(draft.head.name)
            if name is not None and name != self._words.ours:
                return Failure(FailureKind.FOREIGN_SOURCE, f"published by {name}")
        return None

    def _too_little(self, draft: _Draft, region: Region) -> bool:
        density = draft.density
        text = sum(
            density.text[index + 1] - density.text[index] for index in range(region.start, region.end) if density.gone[index] is None
        )
        return text < _LEAST_BODY and not self._is_article(draft)

    # -- body ------------------------------------------------------------------------------------------------------------

    def _fill(self, draft: _Draft, result: Page, region: Region) -> None:
        """Put the region's lines and pictures into the page: the article's to the body, all else to what was removed."""
        page, anchors = draft.page, draft.anchors
        stop = anchors.stop if anchors.stop is not None else len(page.items)
        start, end = region.start, min(region.end, stop)
        head = draft.head
        if head is not None and start <= head.start < end and not any(slot < head.start for slot in anchors.slots):
            start = self._head_end(draft, start, head, end)
        kinds = self._kinds(draft, start, end)
        zone_from = anchors.headline + 1 if anchors.headline is not None else region.start
        prefix, standfirst = self._standfirst(draft, zone_from, start)
        seen: set[str] = set()
        for picture in self._lead_pictures(draft, zone_from, start):
            self._add_picture(result, picture, seen)
        result.body.extend(prefix)
        for index in range(start, end):
            item = page.items[index]
            kind = kinds[index - start]
            if isinstance(item, Picture):
                if kind is None:
                    self._add_picture(result, item, seen)
            elif not _blank(item.text):
                if kind is None:
                    result.body.append(item.shown())
                else:
                    result.removed.append(Removed(kind, item.shown()))
        if standfirst is not None:
            result.description = standfirst
            draft.rules["description"] = "line under the headline"
        self._remove_tail(draft, result, region, end)

    def _head_end(self, draft: _Draft, start: int, head: tail.Masthead, end: int) -> int:
        """Return where the body starts when publisher and date stand inside of its block: behind them, if they stand near its top."""
        prose = sum(1 for index in range(start, head.start) if draft.density.live_prose(index))
        return head.end if prose <= 1 and head.end < end else start

    def _kinds(self, draft: _Draft, start: int, end: int) -> list[str | None]:
        """Say of each item in the stretch what furniture it is; a heading goes with the list under it."""
        items, gone = draft.page.items, draft.density.gone
        head = draft.head
        kinds: list[str | None] = []
        for index in range(start, end):
            item = items[index]
            kind = gone[index]
            if kind is None and isinstance(item, Line):
                if head is not None and head.start <= index < head.end:
                    kind = "byline"
                else:
                    kind = tail.kind_of(item, self._words, self._our_words)
            kinds.append(kind)
        following: str | None = None
        for place in range(len(kinds) - 1, -1, -1):
            item = items[start + place]
            if isinstance(item, Picture):
                if kinds[place] is None and item.href and tail.is_teaser_link(item.href) and self._address(urljoin(draft.address.url, item.href)) is not None:
                    kinds[place] = "related"
                continue
            if kinds[place] is None and following in ("related", "links") and item.weight <= _HEADING and (item.heading or item.text.endswith((":", "："))):
                kinds[place] = "related"
            following = kinds[place]
        return kinds

    def _standfirst(self, draft: _Draft, start: int, end: int) -> tuple[list[str], str | None]:
        """Read what stands between headline and body: one paragraph is the standfirst, several are the body's beginning."""
        page, density, head = draft.page, draft.density, draft.head
        prose: list[str] = []
        for index in range(start, end):
            item = page.items[index]
            if not isinstance(item, Line) or not density.live_prose(index) or index - start > _HEAD_LINES:
                continue
            if (head is not None and head.start <= index < head.end) or tail.kind_of(item, self._words, self._our_words) is not None:
                continue
            if item.weight >= _LEAST_STANDFIRST:
                prose.append(item.shown())
        if len(prose) == 1 and tail.slot_number(prose[0]) is None:
            return [], prose[0]
        return prose, None

    def _lead_pictures(self, draft: _Draft, start: int, end: int) -> list[Picture]:
        """Find pictures between headline and body, and a figure right above the headline."""
        items, gone = draft.page.items, draft.density.gone
        found = [item for index in range(start, end) if isinstance(item := items[index], Picture) and gone[index] is None and not item.href]
        above = start - 2
        if above >= 0 and isinstance(item := items[above], Picture) and gone[above] is None and item.caption is not None:
            found.insert(0, item)
        return found

    def _remove_tail(self, draft: _Draft, result: Page, region: Region, end: int) -> None:
        """Note source line, counter, and what else of the article's block stands behind them."""
        items = draft.page.items
        source, counter = draft.source, draft.counter
        last = draft.page.blocks[region.block].end
        kinds = self._kinds(draft, end, max(last, end))
        for index in range(end, max(last, end, source.end if source else 0, counter + 1 if counter is not None else 0)):
            item = items[index]
            if not isinstance(item, Line) or _blank(item.text):
                continue
            if source is not None and source.start <= index < source.end:
                result.removed.append(Removed("source_line", item.shown()))
            elif index == counter:
                result.removed.append(Removed("comment_counter", item.shown()))
            elif index < last and (counter is None or index < counter):
                result.removed.append(Removed(kinds[index - end] or "tail", item.shown()))

    # -- pictures ----------------------------------------------------------------------------------------------------------

    def _add_picture(self, result: Page, picture: Picture, seen: set[str]) -> None:
        url = self._picture_url(picture, result.address.url)
        caption, credit = self._split_credit(picture.caption)
        if url is None and caption is None:
            return
        if url is not None:
            key = _SIZE_SUFFIX.sub("", url.partition("?")[0])
            if key in seen:
                return
            seen.add(key)
        result.body.append(Image(url, caption, credit))

    def _picture_url(self, picture: Picture, base: str) -> str | None:
        attributes = picture.attributes
        if not attributes:
            return None
        for side in ("width", "height"):
            size = (attributes.get(side) or "").removesuffix("px")
            if size.isdigit() and int(size) < self._smallest:
                return None
        for name in self._sources:
            value = (attributes.get(name) or "").strip()
            if value and not value.startswith(_DATA_URI) and not self._dummy.search(value):
                url = urljoin(base, value)
                return url if url.startswith("http") else None
        largest = _largest(attributes.get("srcset") or attributes.get("data-srcset") or "")
        return urljoin(base, largest) if largest and not self._dummy.search(largest) else None

    def _split_credit(self, caption: str | None) -> tuple[str | None, str | None]:
        if not caption or not visible(caption):
            return None, None
        found = self._words.credit.search(caption)
        return caption, (found["credit"].strip() if found else None)

    # -- description, date, names ------------------------------------------------------------------------------------------

    def _describe(self, draft: _Draft, result: Page) -> None:
        """Settle the description: what is shown, else what the head of the page claims, unless it is cut out of the body."""
        paragraphs = result.paragraphs()
        openings = self._openings(result)
        whole = ""
        ld_description = draft.thing.get("description")
        for rule, value in (
            (draft.rules.get("description", ""), result.description),
            ("og:description", draft.meta.first("og:description")),
            ("meta description", draft.meta.first("description", "twitter:description")),
            ("json-ld", ld_description if isinstance(ld_description, str) else None),
        ):
            if not value:
                continue
            description = collapse(value)
            folded = fold(description)
            if not self._own_words(draft, description) or folded == fold(result.headline):
                continue
            cut = _ENDS_CUT.search(description) is not None
            place = openings.get(folded)
            if place is not None and (not cut or _ENDS_CUT.search(_without_slot(str(result.body[place])))):
                slot = str(result.body[place])[len(_without_slot(str(result.body[place]))) :].strip(" ")
                result.body[place : place + 1] = [slot] if slot else []
                result.description, draft.rules["description"] = description, rule
                return
            whole = whole or fold("".join(paragraphs))
            if cut or folded in whole:
                continue
            result.description, draft.rules["description"] = description, rule
            return
        result.description = None
        draft.rules.pop("description", None)

    @staticmethod
    def _openings(result: Page) -> dict[str, int]:
        """Map the first paragraphs, without an ad slot at their end, to their places."""
        openings: dict[str, int] = {}
        for place, block in enumerate(result.body):
            if isinstance(block, str) and len(openings) < _OPENINGS_LOOKED_AT:
                openings.setdefault(fold(_without_slot(block)), place)
        return openings

    def _own_words(self, draft: _Draft, description: str) -> bool:
        """Whether a description is the article's, in the page's language: not the platform's slogan, not Vietnamese left over."""
        low = description.casefold()
        if any(line in low for line in self._words.site_lines) or weight(description) < _LEAST_STANDFIRST // 2:
            return False
        return draft.address.language == "vi" or len(_ONLY_VIETNAMESE.findall(description)) < _MANY_VIETNAMESE

    def _date(self, draft: _Draft, result: Page) -> None:
        thing = draft.thing or next(draft.ld.of_type("WebPage"), {}) or next((thing for thing in draft.ld.objects if "datePublished" in thing), {})
        result.date_modified = _iso(thing.get("dateModified")) or _iso(draft.meta.first("article:modified_time", "og:updated_time"))
        for source, value in (
            ("json-ld", _iso(thing.get("datePublished"))),
            ("meta", _iso(draft.meta.first("article:published_time", "datepublished", "pubdate"))),
            ("visible", dates.from_visible(_gregorian(draft.head.date)) if draft.head and draft.head.date else None),
            ("visible", self._time_element(draft)),
        ):
            if value:
                result.date_published, result.date_source = value, source
                draft.rules["date_published"] = source
                return

    @staticmethod
    def _time_element(draft: _Draft) -> str | None:
        node = draft.tree.css_first('[itemprop="datePublished"], article time[datetime], header time[datetime]')
        if node is None:
            return None
        attributes = node.attributes
        return _iso(attributes.get("datetime") or attributes.get("content"))

    def _credit(self, draft: _Draft, result: Page) -> None:
        """Name publisher and authors, and the original's address."""
        words = self._words
        if draft.source is not None:
            result.source_url = draft.source.url
            result.publisher = words.ours
            draft.rules["source_url"] = draft.rules["publisher"] = "source line"
        shown = draft.head.name if draft.head is not None else None
        if shown is not None:
            known = words.publisher(shown)
            if known is not None:
                result.publisher = known
                draft.rules["publisher"] = "line of publisher and date"
            elif result.publisher is None:
                draft.rules["publisher"] = f"unknown name: {shown}"
        names = [*_names(draft.thing.get("publisher")), *_names(draft.thing.get("sourceOrganization")), *_names(draft.thing.get("author"))]
        meta_author = draft.meta.first("author", "article:author")
        if result.publisher is None:
            result.publisher = next((words.ours for name in (*names, meta_author or "") if words.publisher(name) == words.ours), None)
            if result.publisher is not None:
                draft.rules["publisher"] = "name in the head"
        people = _names(draft.thing.get("author"), people=True) or ([meta_author] if meta_author else [])
        result.authors = [
            name for name in dict.fromkeys(people) if fold(name) not in words.platform and words.publisher(name) is None and "://" not in name
        ]
        if result.authors:
            draft.rules["authors"] = "json-ld" if draft.thing.get("author") else "meta"

    def _classify(self, draft: _Draft, result: Page) -> None:
        section = self._breadcrumb(draft, result.headline)
        if not section:
            value = draft.thing.get("articleSection") or draft.meta.first("article:section")
            section = [value] if isinstance(value, str) else [name for name in value or () if isinstance(name, str)]
        result.section = [collapse(name) for name in section]
        keywords = draft.thing.get("keywords") or draft.meta.values.get("article:tag") or draft.meta.first("news_keywords", "keywords") or []
        if isinstance(keywords, str):
            keywords = re.split(r"[,;،、，]", keywords)
        found = [collapse(word) for word in keywords if isinstance(word, str)]
        if not any(found):
            found = [link.text for item in draft.page.items if isinstance(item, Line) for link in item.links if "/tag/" in link.href]
        result.keywords = list(dict.fromkeys(word.lstrip("#") for word in found if word and fold(word) not in self._words.platform))

    def _breadcrumb(self, draft: _Draft, headline: str) -> list[str]:
        for crumbs in draft.ld.of_type("BreadcrumbList"):
            names: list[str] = []
            for element in crumbs.get("itemListElement") or ():
                if not isinstance(element, dict):
                    continue
                item = element.get("item")
                name = element.get("name") or (item.get("name") if isinstance(item, dict) else None)
                url = item.get("@id") or item.get("url") if isinstance(item, dict) else item
                if isinstance(name, str) and not self._home_or_self(draft, collapse(name), url, headline):
                    names.append(collapse(name))
            return names
        page = draft.page
        for block in page.blocks:
            if block.names and self._words.hint(block.names) == "breadcrumb" and block.start < block.end:
                links = [link for item in page.items[block.start : block.end] if isinstance(item, Line) for link in item.links]
                return [link.text for link in links if not self._home_or_self(draft, link.text, link.href, headline)]
        return []

    def _home_or_self(self, draft: _Draft, name: str, url: object, headline: str) -> bool:
        if fold(name) in self._words.platform or fold(name) == fold(headline):
            return True
        if not isinstance(url, str):
            return False
        path = urlsplit(urljoin(draft.address.url, url)).path.strip("/").lower()
        return path in ("", draft.address.key.split("/")[1]) or path.endswith(draft.address.slug)

    # -- translations and the last resort --------------------------------------------------------------------------------------

    def _translations(self, draft: _Draft) -> dict[str, str]:
        """Read hreflang, and a language menu whose links have this page's slug."""
        mine = draft.address
        found: dict[str, str] = {}
        for node in draft.tree.css("link[hreflang]"):
            attributes = node.attributes
            href = attributes.get("href")
            if not href or (attributes.get("hreflang") or "").lower() == "x-default":
                continue
            other = self._address(urljoin(mine.url, href))
            if other is not None and other.language != mine.language:
                found.setdefault(other.language, other.url)
        if found:
            draft.rules["translations"] = "hreflang"
        for node in draft.tree.css(f'a[href*="{mine.slug}"]'):
            other = self._address(urljoin(mine.url, node.attributes.get("href") or ""))
            if other is not None and other.slug == mine.slug and other.language != mine.language and other.language not in found:
                found[other.language] = other.url
                draft.rules.setdefault("translations", "language menu")
        return found

    def _fall_back(self, draft: _Draft, result: Page) -> bool:
        """Take the body from JSON-LD, else let a general extractor read the page."""
        body = draft.thing.get("articleBody")
        lines = [collapse(line) for line in body.split("\n")] if isinstance(body, str) else []
        rule = "json-ld articleBody"
        if weight("".join(lines)) < _LEAST_BODY:
            import trafilatura  # noqa: PLC0415 - slow to load and seldom needed

            text = trafilatura.extract(draft.text, include_comments=False, include_tables=True, favor_precision=True) or ""
            lines, rule = [collapse(line) for line in text.split("\n")], "trafilatura"
        kept = [line for line in lines if visible(line) and fold(line) != fold(result.headline)]
        if not kept:
            return False
        result.body.extend(kept)
        result.fallback = True
        draft.rules["body"] = rule
        return True


def _without_slot(text: str) -> str:
    return _SLOT_TAIL.sub("", text) if tail.slot_number(text) is not None else text


def _blank(text: str) -> bool:
    return len(text) < 12 and not visible(text)  # noqa: PLR2004 - longer lines of nothing but marks do not occur


def _stops_short(body: bytes) -> bool:
    """Tell whether a page that opens a document neither closes it nor its blocks."""
    end = body[-4000:].lower()
    if b"</html" in end or b"</body" in end:
        return False
    closing = [found[1] == b"/" for found in _OPENINGS.finditer(body)]
    return closing.count(False) > closing.count(True) or not body.rstrip().endswith(b">")


def _largest(srcset: str) -> str | None:
    best, most = None, -1.0
    for part in srcset.split(", "):
        url, _, size = part.strip().rstrip(",").partition(" ")
        number = size.strip().rstrip("wx")
        value = float(number) if number.replace(".", "", 1).isdigit() else 0.0
        if url and not url.startswith(_DATA_URI) and value > most:
            best, most = url, value
    return best


def _gregorian(text: str) -> str:
    """Spell digits as 0 to 9 and Buddhist years as Gregorian ones."""
    plain = _OTHER_DIGITS.sub(lambda found: str(unicodedata.digit(found[0])), text)
    return _BUDDHIST.sub(lambda found: str(int(found[1]) - _BUDDHIST_SHIFT), plain)


def _iso(value: object) -> str | None:
    return dates.from_iso(_gregorian(value)) if isinstance(value, str) else None


def _names(value: object, *, people: bool = False) -> list[str]:
    """Read names of people or organisations from JSON-LD; ``people`` leaves out what calls itself an organisation."""
    if isinstance(value, str):
        return [collapse(value)] if value.strip() else []
    if isinstance(value, list):
        return [name for inner in value for name in _names(inner, people=people)]
    if isinstance(value, dict) and isinstance(value.get("name"), str) and not (people and value.get("@type") not in (None, "Person")):
        return [collapse(value["name"])]
    return []
