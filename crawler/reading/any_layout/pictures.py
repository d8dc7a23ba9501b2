"""Tells an article's pictures from furniture, and finds their real addresses, captions and credits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.page import Image
from crawler.reading.any_layout.vocabulary import LABELS
from crawler.reading.links import absolute, without_stamps
from crawler.text import photo_credits
from crawler.text.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from crawler.reading.any_layout.vocabulary import Vocabulary
    from crawler.reading.outline import Picture

_DATA_URI = "data:"
_SIZE_SUFFIX = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")


class PictureReader:
    """Knows the words and sizes of dummy pictures."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        images = LABELS["images"]
        dummies = "|".join(re.escape(word) for word in images["dummies"])
        self._dummy = re.compile(rf"(?:^|[^a-z])(?:{dummies})(?:[^a-z]|$)", re.IGNORECASE)
        self._sources: list[str] = images["sources"]
        self._lazy_sets: list[str] = images["lazy_sets"]
        self._stamps = words.stamps
        self._smallest: int = images["smallest"]

    def read(self, picture: Picture, base: str) -> Image | None:
        """Return the picture; None where it is furniture and no caption is left of it."""
        url = self._url(picture.attributes, base)
        caption = picture.caption if picture.caption and visible(picture.caption) else None
        if url is None and caption is None:
            return None
        if picture.credit:
            return Image(url, caption, photo_credits.name_in(picture.credit))
        if caption is None:
            return Image(url)
        text, credit = photo_credits.split(caption)
        return Image(url, text or None, credit)

    def _url(self, attributes: dict[str, str | None], base: str) -> str | None:
        for side in ("width", "height"):
            size = (attributes.get(side) or "").removesuffix("px")
            if size.isdecimal() and int(size) < self._smallest:
                return None
        for value in self._candidates(attributes):
            source = value.strip()
            if source and not source.startswith(_DATA_URI) and not self._dummy.search(source):
                url = without_stamps(absolute(base, source), self._stamps)
                return url if url.startswith(("http://", "https://")) else None
        return None

    def _candidates(self, attributes: dict[str, str | None]) -> Iterator[str]:
        """Yield the addresses that an image names, in the order in which they are to be believed: those that wait for a script first."""
        *lazy, plain = self._sources
        yield from (attributes.get(name) or "" for name in lazy)
        yield from (_largest(attributes.get(name) or "") for name in self._lazy_sets)
        yield attributes.get(plain) or ""
        yield _largest(attributes.get("srcset") or "")


def lend_sources(body: LexborNode) -> None:
    """Give each ``img`` in a ``picture`` that has no set of sizes the one of the ``source`` beside it."""
    for node in body.css("picture img:not([srcset])"):
        around = node.parent
        sources = around.css("source") if around is not None and around.tag == "picture" else []
        sets = (source.attributes.get(name) for source in sources for name in ("srcset", "data-srcset"))
        found = next((one for one in sets if one and not one.startswith(_DATA_URI)), None)
        if found is not None:
            node.attrs["srcset"] = found


def same_picture(url: str) -> str:
    """Reduce an address to what all sizes of one picture have in common."""
    return _SIZE_SUFFIX.sub("", url.partition("?")[0])


def _largest(srcset: str) -> str:
    best, most = "", -1.0
    for part in srcset.split(", "):
        url, _, size = part.strip().rstrip(",").partition(" ")
        number = size.strip().rstrip("wx")
        value = float(number) if number.replace(".", "", 1).isdecimal() else 0.0
        if url and value > most:
            best, most = url, value
    return best
