from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crawler.page import FailureKind
from crawler.reading.stand_in import said_by, stand_in

WORDS = tomllib.loads((Path(__file__).parents[2] / "crawler/reading/stand_in.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("headline", "paragraphs", "kind"),
    [
        ("Nichts zu sehen", ["Diese Seite wurde gelöscht.", "Zurück zur Startseite"], "removed"),
        ("Страница не найдена", ["Проверьте адрес или вернитесь на главную."], "soft-404"),
        ("Η σελίδα δεν βρέθηκε", ["Το άρθρο που ψάχνετε μετακινήθηκε.", "Επιστροφή στην αρχική σελίδα"], "soft-404"),
        ("記事が見つかりません", ["お探しの記事は削除されたか、移動した可能性があります。", "検索をお試しください。"], "removed"),
        ("Aradığınız sayfa burada değil", ["Haber yayından kaldırılmış olabilir.", "Ana sayfa üzerinden devam edin."], "removed"),
        ("Votre choix", ["Nous et nos partenaires lisons des cookies sur votre appareil.", "Vous pouvez changer d’avis."], "consent"),
        ("Una scelta che spetta a voi", ["Usiamo i cookie per capire chi ci legge.", "Accetta tutti o rifiuta tutti."], "consent"),
        ("잠시만요", ["저희와 파트너사는 쿠키를 사용합니다.", "모두 동의하거나 설정을 바꿀 수 있습니다."], "consent"),
        ("Zaraz wracamy", ["Trwają prace techniczne.", "Spróbuj później, dziękujemy za cierpliwość."], "closed"),
        ("Dois ministros em Hanói", ["Báo Quốc Tế 13/03/2018", "Usamos cookies neste site.", "Licença: 12/GP"], "consent"),
        ("Bài viết này đã được gỡ bỏ", ["Giấy phép: 12/GP", "Tải ứng dụng: App Store | Google Play"], "removed"),
        ("Deux ministres à Hanoï", ["Cet article a, à la demande de son auteur, été retiré.", "Commentaire (0)"], "removed"),
        ("Zwei Minister in Hanoi", ["Dieser Beitrag wurde aus rechtlichen Gründen und bis auf Weiteres entfernt."], "removed"),
        ("Hệ thống đang bảo trì", ["Vui lòng quay lại sau."], "closed"),
    ],
)
def test_a_wall_or_a_notice_is_known_by_what_it_says_to_its_reader(headline: str, paragraphs: list[str], kind: str) -> None:
    found = stand_in(headline, paragraphs)
    assert found is not None
    assert found.kind.value == kind
    assert headline in found.reason


@pytest.mark.parametrize(
    ("headline", "paragraphs"),
    [
        ("Mines that no longer exist", ["The last field has been removed from the map.", "Sappers of both armies shook hands."]),
        ("Lệnh cấm vận đã được gỡ bỏ", ["Hai bên hoan nghênh quyết định này.", "Bộ trưởng hai nước sẽ gặp nhau."]),
        ("Minister sprechen über Datenschutz", ["Cookies auf Dienstgeräten sind verboten.", "Beide Heere prüfen es.", "Im Mai."]),
        ("Minister sprechen über Datenschutz", ["Cookies sind auf Dienstgeräten verboten.", "Das prüfen beide Heere.", "Im Mai."]),
        ("Техника удалена с моста", ["Мост открыт.", "Сапёры двух стран закончили работу.", "Движение восстановлено."]),
    ],
)
def test_an_article_about_what_is_gone_or_private_is_one(headline: str, paragraphs: list[str]) -> None:
    assert stand_in(headline, paragraphs) is None


def test_a_long_text_that_mentions_its_readers_privacy_once_is_an_article() -> None:
    text = ["Die Marinen übten drei Tage lang vor der Küste."] * 11
    assert stand_in("Ihre Daten, unsere Daten: was zwei Heere teilen", [*text, "Cookies spielten keine Rolle."]) is None


def test_a_headline_without_text_says_whether_anything_is_there() -> None:
    assert said_by("Sidan? Nein: diese Seite existiert nicht") is FailureKind.SOFT_404
    assert said_by("Wir verwenden Cookies und brauchen Ihre Einwilligung") is FailureKind.CONSENT
    assert said_by("Zwei Minister in Hanoi") is None


def test_every_language_has_its_words_in_every_table() -> None:
    tables = {name: set(languages) for name, languages in WORDS.items()}
    assert {name: tables["consent"] - languages for name, languages in tables.items() if tables["consent"] - languages} == {}
