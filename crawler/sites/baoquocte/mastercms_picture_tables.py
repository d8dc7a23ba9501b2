"""A picture's table: rows of images, rows of captions, or both in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page import Image
from crawler.reading.markup import text_of
from crawler.sites.baoquocte.mastercms_pictures import cells_of, rows_of
from crawler.text.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborNode

    from crawler.sites.baoquocte.mastercms_content import BodyRules, Content


class PictureTables:
    """Reads such tables into a content; ``inside`` reads what stands in one that turns out to be text."""

    def __init__(self, content: Content, rules: BodyRules, base: str, inside: Callable[[LexborNode], None]) -> None:
        self._content = content
        self._rules = rules
        self._base = base
        self._inside = inside

    def read(self, table: LexborNode, *, known: bool) -> None:
        """Read a picture's table: rows of images, rows of captions, or both in one cell."""
        if not known:
            self._content.note(table)
        if table.css_first("img") is None:
            self._pictureless(table)
            return
        uncaptioned: list[Image] = []
        early: list[str] = []
        for row in rows_of(table):
            images, texts = self._row(row)
            if images:
                self._content.blocks.extend(images)
                uncaptioned = images
                texts, early = (texts or early), ([] if not texts else early)
            if not uncaptioned:
                early += texts
            elif texts:
                self._share_out(uncaptioned, texts)
                uncaptioned = []
        for text in early:
            self._content.blocks.append(text)
            self._content.unknown.add("text beside a picture")

    def _share_out(self, images: list[Image], texts: list[str]) -> None:
        """Give a row's captions to the images above: one each where the numbers agree, else all to all."""
        if len(texts) != len(images):
            self._content.label(images, " ".join(texts))
            return
        for image, text in zip(images, texts, strict=True):
            self._content.label([image], text)

    def _row(self, row: LexborNode) -> tuple[list[Image], list[str]]:
        images: list[Image] = []
        texts: list[str] = []
        for cell in cells_of(row):
            if cell.css_first("table") is not None:
                self._inside(cell)
                continue
            found = (self._rules.pictures.image(image, self._base) for image in cell.css("img"))
            images += [image for image in found if image is not None]
            text = text_of(cell)
            if visible(text):
                texts.append(text)
        return images, texts

    def _pictureless(self, table: LexborNode) -> None:
        """Read a picture's table without a picture: the caption of a lost image or of a film, or text that was set in the wrong table."""
        text = text_of(table)
        film = table.css_first("video,iframe") is not None
        if film:
            self._content.unknown.add("film")
        if not visible(text):
            return
        alone = len(table.css("table")) == 1  # the search finds the table itself too
        if alone and len(text) <= self._rules.caption.longest and (film or self._rules.caption.has_credit(text)):
            image = Image(None)
            self._content.blocks.append(image)
            self._content.label([image], text)
        else:
            self._content.unknown.add("table of pictures without any")
            self._inside(table)
