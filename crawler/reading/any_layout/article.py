"""Reads a mirror's article from any markup: what every such page has, its text's head and tail, and text density.

A field is looked for where it would be certain first (JSON-LD, headline element, source line); ``Page.rules`` says which rule read it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.page import Failure, FailureKind, Page
from crawler.reading.any_layout.anchors import find_anchors, other_newspaper
from crawler.reading.any_layout.article_dates import read_dates
from crawler.reading.any_layout.body import fill
from crawler.reading.any_layout.description import describe
from crawler.reading.any_layout.draft import Draft, Family, begin
from crawler.reading.any_layout.fields import read_names, read_subjects, read_translations
from crawler.reading.any_layout.headline import HeadlineFinder
from crawler.reading.any_layout.pictures import PictureReader
from crawler.reading.any_layout.region import OTHER, find_region
from crawler.reading.links import absolute, path_of
from crawler.reading.outline import weight
from crawler.reading.stand_in import said_by
from crawler.text.comparing import letters_only
from crawler.text.spelling import collapse, visible

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from crawler.page import Address
    from crawler.reading.any_layout.density import Region
    from crawler.reading.decoding import Decoded

_OPENINGS = re.compile(rb"<(/?)(?:div|article|main|section|table|ul)\b")
_LEAST_BODY = 120
# Where nothing on the page but a heading says that it is an article, a notice of one or two paragraphs is none.
_LEAST_PARAGRAPHS = 3
_CLOSING_BYTES = 4000


class AnyLayoutReader:
    """Reads articles of one mirror family."""

    def __init__(self, family: Family) -> None:
        self._family = family
        self._words = family.words
        self._headlines = HeadlineFinder(family.words)
        self._pictures = PictureReader(family.words)

    # -- the way through a page ----------------------------------------------------------------------------------------

    def read(self, address: Address, body: bytes, decoded: Decoded, tree: LexborHTMLParser) -> Page | Failure:
        """Read a page: its bytes as they came, and what was made of them."""
        if tree.body is None:
            return Failure(FailureKind.EMPTY, "no markup")
        return self._read(begin(self._family, address, tree, tree.body), body, decoded.text)

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
        region = find_region(draft, headline, text)
        result = Page(draft.address, self._family.parser, headline, rules=draft.rules, origin_language=self._words.origin_language)
        if region is not None and not self._too_little(draft, region):
            draft.rules["body"] = region.rule
            result.fallback = region.rule == OTHER
            fill(draft, result, region, self._pictures)
        elif not draft.calls_itself_article():
            return Failure(said_by(headline) or FailureKind.NOT_ARTICLE, f"a headline, but no text of an article: {headline}")
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
            return Failure(FailureKind.SOFT_404, f"says: {lost[0]}")
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
        kept = [line for line in lines if visible(line) and letters_only(line) != letters_only(result.headline)]
        if weight("".join(kept)) < _LEAST_BODY:
            return False
        result.body.extend(kept)
        result.fallback = True
        draft.rules["body"] = rule
        return True


def _stops_short(body: bytes) -> bool:
    """Tell whether a page that does not close its body leaves blocks open as well, or ends inside a tag or text."""
    low = body.lower()
    if b"</body" in low[-_CLOSING_BYTES:] or b"</html" in low[-_CLOSING_BYTES:]:
        return False
    closing = [found[1] == b"/" for found in _OPENINGS.finditer(low)]
    return closing.count(False) > closing.count(True) or not low.rstrip().endswith(b">")
