"""The same article in ever other markup must be read the same, paragraph by paragraph.

Tests crawler.reading.any_layout: candidates, voting.
"""

from __future__ import annotations

import re

import pytest

from crawler.page import Page
from crawler.sites.vietnam_vn import SITE
from tests.mirror_layouts import ORIGINAL, SLUG, STORIES, layout

SEEDS = 60
CAPTION_ENDS = re.compile(r"\s*[(（]")


@pytest.mark.parametrize("language", sorted(STORIES))
def test_body_and_fields_are_the_same_in_every_layout(language: str) -> None:
    story = STORIES[language]
    for seed in range(SEEDS):
        made = layout(language, seed)
        page = SITE.read_article(f"https://www.vietnam.vn/{language}/{SLUG}", made.html.encode())
        where = f"{language}, seed {seed}, {made.marks}"
        assert isinstance(page, Page), f"{where}: {page}"
        assert page.paragraphs() == made.body, where
        assert not page.fallback, where
        assert page.headline == story.title, where
        assert page.description == made.description, where
        assert (page.date_published or "")[:10] == "2024-10-24", where
        assert page.publisher == "Báo Thế giới và Việt Nam", where
        captions = [image.caption for image in page.images()]
        assert captions == ([CAPTION_ENDS.split(story.caption)[0]] if made.caption_in_image else [None]), where
        assert page.source_url == (ORIGINAL if made.has_source else None), where


@pytest.mark.parametrize("language", sorted(STORIES))
def test_what_is_taken_out_of_the_article_is_noted_with_its_kind(language: str) -> None:
    story = STORIES[language]
    kinds: set[str] = set()
    for seed in range(SEEDS):
        page = SITE.read_article(f"https://www.vietnam.vn/{language}/{SLUG}", layout(language, seed).html.encode())
        assert isinstance(page, Page)
        removed = {piece.kind: piece.text for piece in page.removed}
        kinds |= removed.keys()
        assert removed.get("comment_counter", story.comment) == story.comment
        assert story.source in removed.get("source_line", story.source)
        texts = " ".join(piece.text for piece in page.removed)
        assert not any(paragraph in texts for paragraph in story.paragraphs)
    assert {"comment_counter", "source_line", "related", "share_row"} <= kinds


def test_credits_are_split_from_captions_in_each_language() -> None:
    credits_ = {"de": "Marine", "ja": "海軍", "ar": "البحرية", "th": "กองทัพเรือ"}
    for language, credit in credits_.items():
        pages = [SITE.read_article(f"https://www.vietnam.vn/{language}/{SLUG}", layout(language, seed).html.encode()) for seed in range(20)]
        found = {image.credit for page in pages if isinstance(page, Page) for image in page.images() if image.caption}
        assert found == {credit}
