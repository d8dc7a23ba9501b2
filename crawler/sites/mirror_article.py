"""Reads a mirror's article from any markup: what every such page has, its text's head and tail, and text density.

A field is looked for where it would be certain first (JSON-LD, headline element, source line); ``Page.rules`` says which rule read it.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.sites import tail
from crawler.sites.candidates import nearest
from crawler.sites.challenge import challenge_in
from crawler.sites.furniture import mark_furniture, mark_legal
from crawler.sites.links import absolute, path_of
from crawler.sites.markup import read_page
from crawler.sites.mirror_anchors import find_anchors, other_newspaper
from crawler.sites.mirror_dates import read_dates
from crawler.sites.mirror_description import describe
from crawler.sites.mirror_draft import Draft, Family, begin
from crawler.sites.mirror_fields import read_names, read_subjects, read_translations
from crawler.sites.mirror_headline import HeadlineFinder
from crawler.sites.mirror_pictures import PictureReader, same_picture
from crawler.sites.outline import Line, Picture, weight
from crawler.sites.site import Failure, FailureKind, Page, Removed
from crawler.sites.text import collapse, visible
from crawler.sites.vocabulary import fold

if TYPE_CHECKING:
    from crawler.sites.density import Region
    from crawler.sites.site import Address

PARSER = "vietnam_vn/1"

_SHADOW = re.compile(rb"<template(?=[^<>]*\sshadowrootmode\b)", re.IGNORECASE)
_OPENINGS = re.compile(rb"<(/?)(?:div|article|main|section|table|ul)\b")
_LEAST_STANDFIRST = 40
_LEAST_BODY = 120
# Where nothing on the page but a heading says that it is an article, a notice of one or two paragraphs is none.
_LEAST_PARAGRAPHS = 3
_HEADING = 80
_HEAD_LINES = 12
_LABEL = 25
_IS_LABEL = re.compile(r"[^\[\]［］【】〔〕()（）.。!?！？…|:：;\"„“”«»।؟]+")
# How far around a line its quotation is looked for, and the fewest letters of one.
_QUOTE_DEPTH, _LEAST_QUOTE = 3, 12
# Sorts of furniture that a line's own words may make more exact.
_VAGUE = ("links", "related", "navigation")
_CLOSING_BYTES = 4000


class ArticleReader:
    """Reads articles of one mirror family."""

    def __init__(self, family: Family) -> None:
        self._family = family
        self._words = family.words
        self._headlines = HeadlineFinder(family.words)
        self._pictures = PictureReader(family.words)

    # -- the way through a page ----------------------------------------------------------------------------------------

    def read(self, address: Address, body: bytes, charset: str | None) -> Page | Failure:
        """Read a page's bytes."""
        if not body.strip():
            return Failure(FailureKind.EMPTY, "no bytes")
        # A declarative shadow root is text of the page, a template is none: with a block's opening it is one, its closing is ignored.
        decoded, tree = read_page(_SHADOW.sub(b"<div", body) if b"shadowrootmode" in body else body, charset)
        if tree.body is None:
            return Failure(FailureKind.EMPTY, "no markup")
        draft = begin(self._family, address, tree, tree.body)
        result = self._read(draft, body, decoded.text)
        if isinstance(result, Failure):
            mark = challenge_in(decoded.text, tree)
            if mark is not None:
                return Failure(FailureKind.CHALLENGE, mark)
            if next(draft.lines(), None) is None:
                return Failure(FailureKind.EMPTY, "no text")
        return result

    def _read(self, draft: Draft, body: bytes, text: str) -> Page | Failure:
        headline = self._headlines.find(draft)
        find_anchors(draft)
        if draft.source is None and draft.counter is None and _stops_short(body):
            return Failure(FailureKind.TRUNCATED, "the markup stops before its end")
        if headline is None:
            kind = FailureKind.LAYOUT_CHANGED if draft.is_article() else FailureKind.NOT_ARTICLE
            return Failure(kind, "no headline was found")
        refusal = self._other_page(draft, headline) or other_newspaper(draft)
        if refusal is not None:
            return refusal
        mark_furniture(draft.density, draft.anchors, self._words.hint)
        mark_legal(draft.density, draft.anchors, self._words.is_legal)
        region = nearest(draft.density, draft.anchors, headline)
        result = Page(draft.address, PARSER, headline, rules=draft.rules)
        if region is not None and not self._too_little(draft, region):
            draft.rules["body"] = region.rule
            self._fill(draft, result, region)
        elif not draft.calls_itself_article():
            return Failure(FailureKind.NOT_ARTICLE, "a headline, but no text of an article")
        elif not self._fall_back(draft, result, text):
            return Failure(FailureKind.LAYOUT_CHANGED, "an article, but no text was found")
        describe(draft, result)
        read_dates(draft, result)
        read_names(draft, result)
        read_subjects(draft, result)
        read_translations(draft, result)
        return result

    # -- what is not to be read ------------------------------------------------------------------------------------------

    def _other_page(self, draft: Draft, headline: str) -> Failure | None:
        """Say whether the page is an error page that answers 200, a list, or another article."""
        lost = self._words.not_found.search(headline)
        if lost and draft.source is None and not draft.anchors.slots:
            return Failure(FailureKind.NOT_ARTICLE, f"says: {lost[0]}")
        canonical = draft.tree.css_first('link[rel="canonical"]')
        href = canonical.attributes.get("href") if canonical is not None else None
        if not href:
            return None
        named = self._family.address(absolute(draft.address.url, href))
        mine = draft.address.slug
        if named is None:
            home = path_of(href).count("/") == 0 and not draft.is_article()
            return Failure(FailureKind.NOT_ARTICLE, f"the page calls itself {href}") if home else None
        if named.slug.startswith(mine) or mine.startswith(named.slug):
            return None
        return Failure(FailureKind.WRONG_ARTICLE, f"the page calls itself {named.url}")

    @staticmethod
    def _too_little(draft: Draft, region: Region) -> bool:
        if draft.is_article():
            return False
        gone, text = draft.density.gone, draft.density.text.values
        bare = draft.head is None and draft.counter is None and not draft.names_itself()
        if bare and sum(draft.density.live_prose(index) for index in range(region.start, region.end)) < _LEAST_PARAGRAPHS:
            return True
        return sum(text[index] for index in range(region.start, region.end) if gone[index] is None) < _LEAST_BODY

    # -- body ------------------------------------------------------------------------------------------------------------

    def _fill(self, draft: Draft, result: Page, region: Region) -> None:
        """Put the region's lines and pictures into the page: the article's to the body, all else to what was removed."""
        items, anchors = draft.page.items, draft.anchors
        end = min(region.end, anchors.stop) if anchors.stop is not None else region.end
        start = self._behind_masthead(draft, region.start, end)
        zone = anchors.headline + 1 if anchors.headline is not None else region.start
        self._mark_labels(draft, start, end)
        self._mark_quotes(draft, start, end)
        seen: set[str] = set()
        for picture in self._lead_pictures(draft, zone, start):
            self._add_picture(result, picture, seen)
        self._read_opening(draft, result, zone, start)
        for item, kind in zip(items[start:end], self._kinds(draft, start, end), strict=True):
            if isinstance(item, Line):
                if kind is None:
                    result.body.append(item.shown())
                else:
                    result.removed.append(Removed(kind, item.shown()))
            elif kind is None:
                self._add_picture(result, item, seen)
        self._remove_tail(draft, result, draft.page.blocks[region.block].end, end)

    @staticmethod
    def _mark_labels(draft: Draft, start: int, end: int) -> None:
        """Mark what stands before the first paragraph and is a word or a number on a button: no sentence, no brackets."""
        labels: list[int] = []
        for index, line in draft.lines(start, end):
            if draft.density.live_prose(index) or line.heading or line.cell or tail.slot_number(line.text) is not None:
                break
            if line.weight < _LABEL and _IS_LABEL.fullmatch(line.text):
                labels.append(index)
        else:
            return
        for index in labels:
            draft.density.gone[index] = draft.density.gone[index] or "label"

    def _mark_quotes(self, draft: Draft, start: int, end: int) -> None:
        """Mark lines that are set off as quotes and say only what another paragraph says as well."""
        gone = draft.density.gone
        live = [(index, line) for index, line in draft.lines(start, end) if gone[index] is None]
        quotes = {index: line.text for index, line in live if self._is_quoted(draft, line)}
        if not quotes:
            return
        others = [fold(line.text) for index, line in live if index not in quotes]
        for index, text in quotes.items():
            quote = fold(text)
            if len(quote) >= _LEAST_QUOTE and any(quote in other for other in others):
                gone[index] = "duplicate"

    def _is_quoted(self, draft: Draft, line: Line) -> bool:
        around = islice(draft.page.ancestors(line.block), _QUOTE_DEPTH)
        return any(
            block.tag == "blockquote" or not self._words.quotes.isdisjoint(block.names.lower().split())
            for block in (draft.page.blocks[index] for index in around)
        )

    @staticmethod
    def _behind_masthead(draft: Draft, start: int, end: int) -> int:
        """Return where the body starts when publisher and date stand inside of its block: behind them, if they stand near its top."""
        head = draft.head
        if head is None or not start <= head.start < head.end < end or any(slot < head.start for slot in draft.anchors.slots):
            return start
        prose = sum(draft.density.live_prose(index) for index in range(start, head.start))
        return head.end if prose <= 1 else start

    def _kinds(self, draft: Draft, start: int, end: int) -> list[str | None]:
        """Say of each item in the stretch what furniture it is; a heading goes with the list under it."""
        items, gone, head = draft.page.items, draft.density.gone, draft.head
        kinds: list[str | None] = []
        following: str | None = None
        for index in range(end - 1, start - 1, -1):
            item = items[index]
            kind = gone[index]
            if isinstance(item, Picture):
                kinds.append(kind or ("related" if self._leads_elsewhere(draft, item) else None))
                continue
            if kind in _VAGUE:
                kind = tail.kind_of(item, self._words) or kind
            if kind is None:
                in_head = head is not None and head.start <= index < head.end
                kind = "byline" if in_head else tail.kind_of(item, self._words)
            if kind is None and following in ("related", "links") and item.weight <= _HEADING and _heads_list(item):
                kind, following = "related", None
            else:
                following = kind
            kinds.append(kind)
        return kinds[::-1]

    def _leads_elsewhere(self, draft: Draft, picture: Picture) -> bool:
        """Whether the picture is a teaser of another article of the family."""
        if not picture.href or not tail.is_teaser_link(picture.href):
            return False
        address = self._family.address(absolute(draft.address.url, picture.href))
        return address is not None and address.slug != draft.address.slug

    def _read_opening(self, draft: Draft, result: Page, start: int, end: int) -> None:
        """Read what stands between headline and body: one paragraph is the standfirst, several are the body's beginning."""
        head = draft.head
        prose: list[str] = []
        for index, line in draft.lines(start, min(end, start + _HEAD_LINES)):
            in_head = head is not None and head.start <= index < head.end
            own = draft.density.live_prose(index) and not in_head and tail.kind_of(line, self._words) is None
            if own and line.weight >= _LEAST_STANDFIRST:
                prose.append(line.shown())
        if len(prose) == 1 and tail.slot_number(prose[0]) is None:
            result.description = prose[0]
            draft.rules["description"] = "line under the headline"
        else:
            result.body.extend(prose)

    @staticmethod
    def _lead_pictures(draft: Draft, start: int, end: int) -> list[Picture]:
        """Find pictures between headline and body, and one right above the headline: with a caption, or in the same ``article``."""
        page, gone = draft.page, draft.density.gone
        between = (page.items[index] for index in range(start, end) if gone[index] is None)
        found = [item for item in between if isinstance(item, Picture) and not item.href and not _signs(draft, item)]
        above = start - 2
        if above >= 0 and isinstance(item := page.items[above], Picture) and gone[above] is None and not item.href:
            shared = page.ancestors(page.common(item.block, page.items[start - 1].block))
            if item.caption is not None or any(page.blocks[block].tag == "article" for block in shared):
                found.insert(0, item)
        return found

    def _add_picture(self, result: Page, picture: Picture, seen: set[str]) -> None:
        image = self._pictures.read(picture, result.address.url)
        if image is None:
            return
        if image.url is not None:
            key = same_picture(image.url)
            if key in seen:
                return
            seen.add(key)
        result.body.append(image)

    def _remove_tail(self, draft: Draft, result: Page, last: int, end: int) -> None:
        """Note source line, counter, and what else of the article's block stands behind them."""
        source, counter = draft.source, draft.counter
        kinds = self._kinds(draft, end, max(last, end))
        until = max(last, end, source.end if source else 0, counter + 1 if counter is not None else 0)
        for index, line in draft.lines(end, until):
            if source is not None and source.start <= index < source.end:
                kind = "source_line"
            elif index == counter:
                kind = "comment_counter"
            elif index < last and (counter is None or index < counter):
                kind = kinds[index - end] or "tail"
            else:
                continue
            result.removed.append(Removed(kind, line.shown()))

    # -- the last resort -----------------------------------------------------------------------------------------------------

    @staticmethod
    def _fall_back(draft: Draft, result: Page, text: str) -> bool:
        """Take the body from JSON-LD, else let a general extractor read the page."""
        body = draft.thing.get("articleBody")
        rule = "json-ld articleBody"
        if not isinstance(body, str) or weight(body) < _LEAST_BODY:
            import trafilatura  # noqa: PLC0415 - slow to load and seldom needed

            rule = "trafilatura"
            body = trafilatura.extract(text, include_comments=False, include_tables=True, favor_precision=True) or ""
        lines = [collapse(line) for line in body.split("\n")]
        kept = [line for line in lines if visible(line) and fold(line) != fold(result.headline)]
        if weight("".join(kept)) < _LEAST_BODY:
            return False
        result.body.extend(kept)
        result.fallback = True
        draft.rules["body"] = rule
        return True


def _signs(draft: Draft, picture: Picture) -> bool:
    """Whether a picture is the publisher's mark: it stands in a block with the line of publisher and date, and with no text."""
    head, page = draft.head, draft.page
    if head is None or picture.caption is not None:
        return False
    block, masthead = page.blocks[picture.block], range(head.start, head.end)
    inside = range(block.start, block.end)
    return any(index in inside for index in masthead) and not any(
        draft.density.live_prose(index) for index in inside if index not in masthead
    )


def _heads_list(line: Line) -> bool:
    """Whether a short line above a list is its heading; what ends like a sentence or a sign-off is none."""
    text = line.text.rstrip()
    return line.heading or text.endswith((":", "：")) or (line.bold and not text.endswith((".", "!", "?", "。", "।", ")", "）", "]", "|")))


def _stops_short(body: bytes) -> bool:
    """Tell whether a page that does not close its body leaves blocks open as well, or ends inside a tag or text."""
    low = body.lower()
    if b"</body" in low[-_CLOSING_BYTES:] or b"</html" in low[-_CLOSING_BYTES:]:
        return False
    closing = [found[1] == b"/" for found in _OPENINGS.finditer(low)]
    return closing.count(False) > closing.count(True) or not low.rstrip().endswith(b">")
