from __future__ import annotations

import copy
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.cleaning.refine import VERBS, refine
from crawler.page import Address, Image, Page
from tests.pages_for_verbs import HEADLINE, page, picture, removed
from tests.replica.damage import counter, has_slots, pieces, source_line
from tests.replica.languages import words
from tests.replica.stories import Paragraph, Picture, load_stories

if TYPE_CHECKING:
    from tests.replica.stories import Block, Original, Story, Translation

STANDFIRST = (
    "Die Verteidigungsminister Japans und Finnlands einigten sich darauf, Verhandlungen über die Übergabe von Verteidigungsgütern und "
    "Informationssicherheit voranzutreiben."
)
CAPTION = (
    "Der japanische Verteidigungsminister Minoru Kihara (rechts) und sein finnischer Amtskollege Antti Hakkanen während eines Treffens in "
    "Tokio am 12. September."
)
SOURCE = (
    "https://baoquocte.vn/nhat-ban-phan-lan-tang-cuong-hop-tac-quoc-phong-khang-dinh-an-ninh-khu-vuc-an-do-duong-thai-binh-duong-va-chau-au-"
    "khong-the-tach-roi-286044.html"
)
PARAGRAPHS = [
    "Bei einem Treffen in Tokio versprachen beide Minister eine engere Zusammenarbeit gegen einseitige Versuche, den Status quo zu ändern.",
    "Sie vereinbarten, in Verbindung zu bleiben. Kihara nannte den Beitritt Finnlands zur NATO im April 2023 einen richtigen Schritt.",
    "Tokio habe seine Beziehungen zu den Mitgliedern der NATO gestärkt, sagte er, denn die Sicherheit beider Regionen gehöre zusammen.",
    "Auf der Grundlage der gemeinsamen Absichtserklärung soll ein Rahmen für die Übertragung von Ausrüstung entstehen.",
    "Besprochen wurden auch hybride Bedrohungen und die Zusammenarbeit mit den nordischen Ländern, der NATO und der EU.",
]


@pytest.mark.parametrize("with_tail", [True, False])
def test_the_known_mirror_article_comes_out_whole(*, with_tail: bool) -> None:
    tail = [f"Quelle: {SOURCE}", "Kommentar (0)"] if with_tail else []
    one = page(f"{STANDFIRST} [Anzeige_1]", f"{CAPTION} (Quelle: Kyodo) |", *PARAGRAPHS, "[Anzeige_2]", *tail)
    refine(one)
    assert one.description == STANDFIRST
    assert one.paragraphs() == PARAGRAPHS
    assert one.images() == [Image(None, CAPTION, "Kyodo")]
    assert one.source_url == (SOURCE if with_tail else None)
    kinds = ["ad_slot", "ad_slot", "caption_marker", *(["source_line", "comment_counter"] if with_tail else [])]
    assert [kind for kind, _ in removed(one)] == kinds


# --- the replica's stories: clean texts in many languages, and the same texts damaged ------------------------------------------------


def _blocks(blocks: tuple[Block, ...]) -> list[str | Image]:
    return [block.plain if isinstance(block, Paragraph) else picture(block.caption, block.credit) for block in blocks]


def _page(story: Story, language: str, text: Original | Translation, body: list[str | Image]) -> Page:
    address = Address(f"vietnam.vn/{language}", "https://www.vietnam.vn/", "vietnam.vn", language, story.mirror_slug)
    return Page(address, "test", text.headline, text.description, body, origin_language="vi")


STORIES = load_stories()
TRANSLATIONS = [pytest.param(story, text, id=f"{story.key}-{segment}") for story in STORIES for segment, text in story.translations.items()]


@pytest.mark.parametrize("story", [story for story in STORIES if story.original], ids=lambda story: story.key)
def test_a_clean_original_passes_untouched(story: Story) -> None:
    assert story.original is not None
    one, before = (_page(story, story.original.edition, story.original, _blocks(story.original.blocks)) for _ in range(2))
    assert refine(one) == {}
    assert one == before


@pytest.mark.parametrize(("story", "text"), TRANSLATIONS)
def test_a_clean_translation_passes_untouched(story: Story, text: Translation) -> None:
    one, before = (_page(story, words(text.segment).tag, text, _blocks(text.blocks)) for _ in range(2))
    assert refine(one) == {}
    assert one == before


@pytest.mark.parametrize(("story", "text"), TRANSLATIONS)
def test_the_replicas_damage_is_undone(story: Story, text: Translation) -> None:
    lines: list[str | Image] = []
    for piece in pieces(story, text):
        if piece.kind == "text":
            lines.append(piece.text)
        elif piece.kind == "cell":
            lines.append(f"{piece.text} |")
        elif piece.kind == "table":
            lines += [picture(), f"{piece.text} |"]
        elif piece.kind in ("image", "figure"):
            lines.append(picture(piece.text or None))
    lines += [f"{source_line(story, text)} {story.source_url}"] if source_line(story, text) else []
    lines += [counter(text)] if counter(text) else []
    one = _page(story, words(text.segment).tag, text, lines)
    one.description = None if has_slots(text) else text.description
    refine(one)
    assert one.paragraphs() == [block.plain for block in text.blocks if isinstance(block, Paragraph)]
    assert one.images() == [picture(block.caption, block.credit) for block in text.blocks if isinstance(block, Picture)]
    assert one.description == text.description
    assert bool(one.agency) == ("signoff" in text.damage)


# --- properties ----------------------------------------------------------------------------------------------------------------------

WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüéñøłđğışабвгдежзикαβγδεابتثجحخدאבגדהוअआइईउऊकखกขคง日本防衛大臣가나다라मंत्री"),
        st.characters(categories=["Lu", "Ll", "Lo"]),
    ),
    min_size=1,
    max_size=9,
)
SENTENCE = st.lists(WORDS, min_size=3, max_size=12).map(lambda words: " ".join(words) + ".")
DAMAGE = st.sampled_from(
    [
        "[Anzeige_1]", "[広告_2]", "[sapo]", "|", "![]() |", "a.jpg", "Titel - Ảnh 1.", "Kommentar (0)", "(theo Kyodo)", "By Lan Anh",
        "Nguyễn Hồng", "Quelle: https://baoquocte.vn/a-1.html", "Bildunterschrift", "Foto: AFP", "Ein Bild. (Foto: Lan) |", "N |",
        "A | B |", "Ein Bild. (Foto: Lan)", "x\u00a0 , y\u200b", "&amp;quot;", "(NLDO) – Text", "Text [ad_1]", HEADLINE,
        "Wort (Reuters)", "[ad 2]",
    ]
)  # fmt: skip
BLOCKS = st.lists(
    st.one_of(SENTENCE, DAMAGE, st.builds(picture), st.builds("{} {}".format, SENTENCE, DAMAGE), st.text(max_size=12)), max_size=9
)


@given(BLOCKS, st.one_of(st.none(), SENTENCE), st.sampled_from(["de", "fr", "ja", "ko", "ar", "hi", "th", "vi"]))
@settings(max_examples=150)
def test_refining_twice_changes_nothing(blocks: list[str | Image], description: str | None, language: str) -> None:
    one = page(*copy.deepcopy(blocks), description=description, language=language)
    refine(one)
    once = copy.deepcopy(one)
    assert refine(one) == {}
    assert one == once


@given(BLOCKS, st.one_of(st.none(), SENTENCE))
@settings(max_examples=150)
def test_nothing_is_added_reordered_or_lost(blocks: list[str | Image], description: str | None) -> None:
    one = page(*copy.deepcopy(blocks), description=description)
    VERBS[0](one)
    before = [one.description or "", *one.paragraphs()]
    for verb in VERBS[1:]:
        verb(one)
    kept = [one.description or "", *one.paragraphs()]
    gone = [text for _, text in removed(one)]
    assert _letters(before) <= _letters(kept) + _letters(gone)
    assert _letters(kept) <= _letters(before)
    assert all(any(caption in line for line in gone) for image in one.images() for caption in (image.caption, image.credit) if caption)
    places = iter(before[1:])
    assert all(any(paragraph in line for line in places) for paragraph in one.paragraphs())


def _letters(lines: list[str]) -> Counter[str]:
    return Counter("".join("".join(lines).split()))


@given(st.lists(SENTENCE, min_size=2, max_size=8, unique_by=str.casefold), st.sampled_from(["de", "fr", "ru", "ar", "hi", "th", "vi"]))
def test_plain_sentences_pass_untouched(sentences: list[str], language: str) -> None:
    one = page(*sentences, language=language)
    VERBS[0](one)
    spelled = list(one.body)
    assert refine(one) == {}
    assert one.body == spelled


# --- the word lists --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["agencies", "bylines", "captions", "leftovers", "slots"])
def test_every_line_of_a_word_list_says_where_it_came_from(name: str) -> None:
    lines = (Path(__file__).parents[2] / "crawler" / "text" / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if re.match(r'[\w"+ ]+ = \[', line)]
    assert entries
    assert [line for line in entries if "]  # " not in line] == []


# --- what is counted ----------------------------------------------------------------------------------------------------------------


def test_what_the_verbs_did_is_counted_by_verb_and_kind() -> None:
    lines = [f"{STANDFIRST} [Anzeige_1]", f"{CAPTION} (Quelle: Kyodo) |", *PARAGRAPHS, "(nach\u00a0Kyodo)", "[Anzeige_2]", "Kommentar (0)"]
    counts = refine(page(*lines))
    assert counts == {
        "normalise/spaces": 1,
        "strip_slots/ad_slot": 2,
        "strip_slots/standfirst": 1,
        "lift_captions/caption_marker": 1,
        "lift_captions/lifted": 1,
        "drop_leftovers/comment_counter": 1,
        "lift_bylines/signoff": 1,
    }
