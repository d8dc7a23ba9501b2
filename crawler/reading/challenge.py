"""Recognises a bot check that came instead of a page, whatever its status says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.reading.markup import text_of
from crawler.text.spelling import nfc

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_TITLES: tuple[str, ...] = tuple(_DATA["titles"])
_MARKUP: tuple[str, ...] = tuple(_DATA["markup"])
_SENTENCES: tuple[str, ...] = tuple(_DATA["sentences"])
_LITTLE_TEXT: int = _DATA["little_text"]


def challenge_in(text: str, tree: LexborHTMLParser) -> str | None:
    """Return the mark by which the page is a bot check, or None. To be asked of pages on which nothing was found to read."""
    title_node = tree.css_first("title")
    title = nfc(title_node.text(strip=True)).lower() if title_node else ""
    for start in _TITLES:
        if title.startswith(start):
            return f"title: {start}"
    for mark in _MARKUP:
        if mark in text:
            return f"markup: {mark}"
    shown = nfc(text_of(tree.body)).lower() if tree.body else ""
    if len(shown) <= _LITTLE_TEXT:
        for sentence in _SENTENCES:
            if sentence in shown:
                return f"text: {sentence}"
    return None
