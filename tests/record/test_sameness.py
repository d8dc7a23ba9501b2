from __future__ import annotations

import pytest

from crawler.page import FailureKind, Page
from crawler.record.sameness import same_article, shared, tie, unidentified
from tests.builders import SLUG, article, fetched, fetched_from, mirror_page, original_page

DE = ["Bei einem Treffen in Tokio sprachen beide Minister über gemeinsame Übungen und den Schutz der Seewege.", "Im Mai folgt ein Besuch."]
AGAIN = ["Während eines Treffens in Tokio sprachen die zwei Minister über gemeinsame Übungen und die Sicherheit der Seewege."]
OTHER = ["Die Küche der alten Kaserne wird ein Museum, sagte der Bürgermeister am Montag.", "Der Eintritt bleibt frei."]


def test_another_translation_of_a_text_is_the_same_article() -> None:
    one = article(mirror_page("de", headline="Minister in Tokio einig", body=[*DE]))
    assert same_article(article(mirror_page("de", headline="Einigkeit der Ressortchefs in Tokio", body=[*AGAIN])), one)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [("de", DE, OTHER), ("ja", ["両大臣は東京で会談し、共同訓練を拡大することで一致した。"], ["当サイトは端末にクッキーを保存します。"]),
     ("th", ["รัฐมนตรีกลาโหมสองประเทศหารือเรื่องการฝึกร่วม"], ["เว็บไซต์นี้ใช้คุกกี้เพื่อวิเคราะห์การเข้าชม"])],
)  # fmt: skip
def test_a_text_with_nothing_in_common_is_another_article(language: str, before: list[str], after: list[str]) -> None:
    one = article(mirror_page(language, headline="A", body=[*before]))
    other = article(mirror_page(language, headline="B", body=[*after]))
    assert not same_article(other, one)
    assert shared(other, one) < 0.1


def test_a_headline_that_stays_makes_a_rewritten_text_the_same_article() -> None:
    one = article(mirror_page("de", headline="Fregatte läuft zum Besuch in Da Nang ein", body=[*DE]))
    assert same_article(article(mirror_page("de", headline="Fregatte läuft zum Besuch in Da Nang ein", body=[*OTHER])), one)


@pytest.mark.parametrize("instead", ["Lütfen çerezlere izin verin.", "当サイトは端末に情報を保存します。", "Beitrag zurückgezogen."])
def test_a_headline_over_next_to_nothing_is_not_the_article_any_more(instead: str) -> None:
    one = article(mirror_page("de", headline="Fregatte läuft zum Besuch in Da Nang ein", body=[*DE, *AGAIN]))
    assert not same_article(article(mirror_page("de", headline="Fregatte läuft zum Besuch in Da Nang ein", body=[instead])), one)
    assert same_article(article(mirror_page("de", headline="Fregatte besucht Da Nang", body=[DE[1]])), one)


@pytest.mark.parametrize(
    ("page", "markup", "tied"),
    [
        (mirror_page("de", source_url=None), f"<link rel=canonical href='https://www.vietnam.vn/de/{SLUG}'>", "address in the page"),
        (mirror_page("de"), "", "source line"),
        (original_page(headline="Hai Bộ trưởng Quốc phòng hội đàm tại Hà Nội"), "", "headline"),
        (mirror_page("de", source_url=None), "<p>Cookies</p>", None),
    ],
)
def test_what_ties_a_page_to_its_address(page: Page, markup: str, tied: str | None) -> None:
    assert tie(page, fetched_from(page.address.url, markup.encode())) == tied


def test_a_short_undated_text_that_nothing_ties_to_its_address_is_no_article() -> None:
    page = mirror_page("de", source_url=None)
    failure = unidentified(page, fetched(page))
    assert failure is not None
    assert failure.kind is FailureKind.UNIDENTIFIED
    dated = mirror_page("de", source_url=None, date_published="2024-09-12")
    assert unidentified(dated, fetched(dated)) is None
    long = mirror_page("de", source_url=None, body=["Ein langer Absatz. " * 60])
    assert unidentified(long, fetched(long)) is None


def test_at_an_address_that_was_built_neither_length_nor_date_makes_an_article() -> None:
    page = mirror_page("de", source_url=None, date_published="2024-09-12", body=["Ein langer Absatz. " * 60])
    failure = unidentified(page, fetched(page), built=True)
    assert failure is not None
    assert failure.kind is FailureKind.UNIDENTIFIED
    ours = mirror_page("de")
    assert unidentified(ours, fetched(ours), built=True) is None
