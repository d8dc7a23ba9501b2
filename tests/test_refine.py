from __future__ import annotations

import copy
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.utils.test import get_crawler

from crawler.pipelines.draft import Draft, Fetch
from crawler.pipelines.drop_leftovers import DropLeftovers
from crawler.pipelines.lift_captions import LiftCaptions
from crawler.pipelines.lift_signoff import LiftSignoff
from crawler.pipelines.normalise import Normalise
from crawler.pipelines.refine import VERBS, Refine, refine
from crawler.pipelines.strip_slots import StripSlots
from crawler.pipelines.text_verb import TextVerb
from crawler.sites.site import Address, Image, Page
from tests.pages_for_verbs import page, picture, removed

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


# --- the replica's stories: clean texts in many languages ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Text:
    """One page of one story."""

    name: str
    language: str
    headline: str
    description: str
    body: tuple[str | tuple[str, str | None], ...]
    slug: str

    def page(self) -> Page:
        address = Address(self.name, f"https://www.vietnam.vn/{self.name}", "vietnam.vn", self.language, self.slug)
        body: list[str | Image] = [block if isinstance(block, str) else picture(*block) for block in self.body]
        return Page(address, "test", self.headline, self.description, body)


def _body(text: str) -> tuple[str | tuple[str, str | None], ...]:
    blocks: list[str | tuple[str, str | None]] = []
    for raw in re.split(r"\n\s*\n", text.strip()):
        line = " ".join(raw.split()).replace("{{", "").replace("}}", "")
        line = re.sub(r"^(?:\[box\]|\[link:[^\]]*\]) *", "", line)
        if image := re.fullmatch(r"!\[[^\]]+\] *(.*?)(?: ?[(（]([^()（）]+)[)）])?", line):
            if image[1]:
                blocks.append((image[1], re.sub(r"^[^:：]{2,20} ?[:：] ?", "", image[2]) if image[2] else None))
        else:
            blocks.append(line)
    return tuple(blocks)


def _texts() -> list[_Text]:
    texts = []
    for path in sorted((Path(__file__).parent / "replica" / "stories").glob("*.toml")):
        story: dict[str, Any] = tomllib.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))
        pages = {"original": story["original"]} if "original" in story else {}
        pages |= story.get("translations", {})
        slug = story.get("original", story).get("slug", story["key"])
        for segment, one in pages.items():
            language = one.get("edition", segment)
            texts.append(_Text(f"{path.stem}-{segment}", language, one["headline"], one["description"], _body(one["body"]), slug))
    return texts


TEXTS = _texts()


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_a_clean_text_passes_untouched(text: _Text) -> None:
    one, before = text.page(), text.page()
    assert refine(one) == {}
    assert one == before


SLOT_WORDS = {
    "ja": "広告", "ko": "광고", "zh-cn": "广告", "ru": "Реклама", "uk": "Реклама", "ar": "إعلان", "he": "מודעה", "hi": "विज्ञापन", "th": "โฆษณา",
    "el": "Διαφήμιση", "fr": "publicité", "es": "anuncio",
}  # fmt: skip


@pytest.mark.parametrize("text", [text for text in TEXTS if text.language not in ("vi", "en")], ids=lambda text: text.name)
def test_a_damaged_text_comes_out_clean(text: _Text) -> None:
    word = SLOT_WORDS.get(text.language, "Anzeige")
    lines: list[str | Image] = [f"{text.description} [{word}_1]"]
    for block in text.body:
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += [picture(), f"{block[0]} (Quelle: {block[1]}) |" if block[1] else f"{block[0]} |"]
    lines += [f"[{word}_2]", "Quelle: https://baoquocte.vn/a-1.html", "Comment (0)"]
    one = text.page()
    one.body, one.description = lines, None
    refine(one)
    assert one.body == text.page().body
    assert one.description == text.description
    assert one.source_url == "https://baoquocte.vn/a-1.html"


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
        "[Anzeige_1]", "[広告_2]", "[sapo]", "|", "![]() |", "a.jpg", "Titel - Ảnh 1.", "Kommentar (0)", "(theo Kyodo)", "By Lan Anh", "Nguyễn Hồng",
        "Quelle: https://baoquocte.vn/a-1.html", "Bildunterschrift", "Foto: AFP", "Ein Bild. (Foto: Lan) |", "Ein Bild. (Foto: Lan)", "x\u00a0 , y\u200b",
        "&amp;quot;", "(NLDO) – Text", "Text [ad_1]", "Zwei Minister treffen sich in Hanoi", "N |", "A | B |", "Wort (Reuters)", "[ad 2]",
    ]
)  # fmt: skip
BLOCKS = st.lists(
    st.one_of(SENTENCE, DAMAGE, st.builds(picture), st.builds("{} {}".format, SENTENCE, DAMAGE), st.text(max_size=12)), max_size=9
)


@given(BLOCKS, st.one_of(st.none(), SENTENCE), st.sampled_from(["de", "fr", "ja", "ko", "ar", "hi", "th", "vi"]))
@settings(max_examples=150, deadline=None)
def test_refining_twice_changes_nothing(blocks: list[str | Image], description: str | None, language: str) -> None:
    one = page(*copy.deepcopy(blocks), description=description, language=language)
    refine(one)
    once = copy.deepcopy(one)
    assert refine(one) == {}
    assert one == once


@given(BLOCKS, st.one_of(st.none(), SENTENCE))
@settings(max_examples=150, deadline=None)
def test_nothing_is_added_reordered_or_lost(blocks: list[str | Image], description: str | None) -> None:
    one = page(*copy.deepcopy(blocks), description=description)
    VERBS[0](one)
    before = [*([one.description] if one.description else []), *one.paragraphs()]
    for verb in VERBS[1:]:
        verb(one)
    images = one.images()
    kept = [*([one.description] if one.description else []), *one.paragraphs()]
    gone = [text for _, text in removed(one)]
    left = [*kept, *gone, *(image.caption or "" for image in images), *(image.credit or "" for image in images)]
    for line in before:
        assert _letters(line) <= {letter for text in left if text and (text in line or line in text) for letter in text} | set("|\\ ")
    at = -1
    for paragraph in one.paragraphs():
        at = next(place for place, line in enumerate(before) if place > at and paragraph in " ".join(line.split()))


def _letters(line: str) -> set[str]:
    return set(line)


@given(st.lists(SENTENCE, min_size=2, max_size=8, unique_by=str.casefold), st.sampled_from(["de", "fr", "ru", "ar", "hi", "th", "vi"]))
@settings(deadline=None)
def test_plain_sentences_pass_untouched(sentences: list[str], language: str) -> None:
    one = page(*(unicodedata.normalize("NFC", sentence) for sentence in sentences), language=language)
    before = [" ".join(sentence.split()) for sentence in one.paragraphs()]
    VERBS[0](one)
    spelled = list(one.body)
    for verb in VERBS[1:]:
        assert verb(one) == {}
    assert one.body == spelled
    if language != "ko":
        assert ["".join(sentence.split()) for sentence in one.paragraphs()] == ["".join(sentence.split()) for sentence in before]


# --- the pipelines -------------------------------------------------------------------------------------------------------------------


def test_the_pipelines_do_the_same_and_count() -> None:
    crawler = get_crawler()
    crawler.stats = crawler.stats or pytest.fail("no statistics")
    lines = [f"{STANDFIRST} [Anzeige_1]", f"{CAPTION} (Quelle: Kyodo) |", *PARAGRAPHS, "(nach\u00a0Kyodo)", "[Anzeige_2]", "Kommentar (0)"]
    draft = Draft(page(*lines), Fetch("https://www.vietnam.vn/de/a", "2026-08-01T00:00:00Z", 200, "run"))
    pipelines: list[type[TextVerb]] = [Normalise, StripSlots, LiftCaptions, DropLeftovers, LiftSignoff]
    for pipeline in pipelines:
        assert pipeline.from_crawler(crawler).process_item(draft) is draft
    by_function = page(*lines)
    counts = refine(by_function)
    at_once = Draft(page(*lines), draft.fetch)
    other = get_crawler()
    assert Refine.from_crawler(other).process_item(at_once).page == by_function
    assert other.stats is not None
    assert {name: other.stats.get_value(name) for name in counts} == counts
    assert draft.page == by_function
    assert {name: crawler.stats.get_value(name) for name in counts} == counts
    assert counts == {
        "normalise/spaces": 1,
        "strip_slots/ad_slot": 2,
        "strip_slots/standfirst": 1,
        "lift_captions/caption_marker": 1,
        "lift_captions/lifted": 1,
        "drop_leftovers/comment_counter": 1,
        "lift_signoff/signoff": 1,
    }
