"""Lines of times and readers in many languages, and lines that only look a little like them.

Tests crawler.reading: date_choice; crawler.reading.any_layout: dateline.
"""

from __future__ import annotations

import pytest

from crawler.reading.any_layout.dateline import is_dateline
from crawler.reading.any_layout.vocabulary import UNITS
from crawler.reading.date_choice import Shown, candidate, choose, labels_in, shown, visible


@pytest.mark.parametrize(
    "line",
    [
        "Posted Apr 03, 2026 • Last updated 2 hours ago • 4 minute read",
        "4 min read | 12.8K views",
        "Views: 12,804",
        "Lesedauer: 4 Minuten · 12.804 Aufrufe",
        "Geändert am 3. April 2026 um 7.45 Uhr",
        "Temps de lecture : 4 minutes | 12 804 vues",
        "Mis à jour le 3 avril 2026 à 7 heures 45",
        "12.804 vistas · 4 minutos de lectura",
        "Publicado em 3 de abril de 2026 às 07h45",
        "Tempo di lettura: 4 minuti • Aggiornato il 3 aprile 2026",
        "Czas czytania: 4 min | 12 804 wyświetleń",
        "Doba čtení 4 min – Aktualizováno 3. 4. 2026",
        "Обновлено 3 апреля 2026 в 07:45 | 12 804 просмотра",
        "Час читання: 4 хв • переглядів: 12804",
        "Χρόνος ανάγνωσης: 4 λεπτά | 12.804 προβολές",
        "Okuma süresi: 4 dakika • 12.804 görüntülenme",
        "آخر تحديث 3 أبريل 2026 07:45 | 12804 مشاهدة",
        "זמן קריאה: 4 דקות | 12,804 צפיות",
        "अपडेट: 3 अप्रैल 2026, 07:45 | पढ़ने का समय: 4 मिनट",
        "อัปเดต 3 เมษายน 2569 เวลา 07.45 น",
        "ອັບເດດ: 03/04/2026 07:45",
        "បច្ចុប្បន្នភាព៖ 03/04/2026 07:45",
        "Waktu baca: 4 menit | dilihat 12.804",
        "Dikemas kini 3 April 2026, 07:45",
        "2026年4月3日 7時45分更新 ・ 4分で読めます",
        "조회수 12,804 | 4분 읽기",
        "更新：2026年4月3日 07:45 | 阅读量 12804",
        "Cập nhật 07:45 ngày 03/04/2026 | 12.804 lượt xem",
    ],
)
def test_a_line_of_times_and_readers(line: str) -> None:
    assert is_dateline(line, UNITS)


@pytest.mark.parametrize(
    "line",
    [
        "Sixty engineers, six weeks and one bridge in two halves",
        "Hơn 12.800 khán giả dự lễ khai mạc hội thao quân sự hai nước",
        "Đăng cai 4 môn thi, hải quân nước chủ nhà chờ đón 12 đoàn khách quốc tế",
        "Em 2026, as duas marinhas reveem o acordo publicado há dez anos em Hanói",
        "The chart that both navies published in 2026 shows 12,804 soundings of the outer bay and of the two rivers",
        "3 vuelos y 4 minas en un solo día",
        "ลูกเรือฝึกขั้นตอนใหม่ 3 ครั้งก่อนออกเดินทางในปี 2569",
        "両国海軍は2026年4月3日に共同訓練を始める",
        "Die Marine aktualisiert 2026 ihre 4 Seekarten",
        "Updated rules for 12 ports",
        "4 minutes of silence",
        "Aufrufe zur Ruhe",
        "12.804 Aufrufe verzeichnete das Video der Marine binnen einer Stunde.",
    ],
)
def test_a_line_of_text_is_none(line: str) -> None:
    assert not is_dateline(line, UNITS)


@pytest.mark.parametrize(
    ("text", "published", "updated"),
    [
        ("Cập nhật lúc 17h05 03/04/2026 | Đăng lúc 08h15 02/04/2026", "2026-04-02T08:15:00+07:00", "2026-04-03T17:05:00+07:00"),
        ("02/04/2026 (modifié le 03/04/2026)", "2026-04-02", "2026-04-03"),
        ("2026-04-02 掲載 2026-04-03 更新", "2026-04-02", "2026-04-03"),
        ("등록 2026-04-02 08:15 | 수정 2026-04-03 17:05", "2026-04-02T08:15:00+07:00", "2026-04-03T17:05:00+07:00"),
        ("03/04/2026 تحديث", None, "2026-04-03"),
        ("Обновлено: 03.04.2026", None, "2026-04-03"),
        ("08:15 | 02/04/2026", "2026-04-02T08:15:00+07:00", None),
        ("Updated: 31/02/2026 - Published: 02/04/2026", "2026-04-02", None),
        ("Updated yesterday", None, None),
        ("", None, None),
    ],
)
def test_labels_of_shown_dates(text: str, published: str | None, updated: str | None) -> None:
    assert shown(text) == Shown(published, updated)


def test_a_word_inside_another_is_no_label() -> None:
    assert labels_in("Nachgeändertes, unpublished, замещение, Standort 2026") == []


def test_the_choice_keeps_the_order_and_leaves_out_what_is_no_date() -> None:
    first, again, other = (
        candidate("json-ld", "2026-04-02T08:15:00+07:00"),
        candidate("meta", "2026-04-02T01:15:00Z"),
        visible("2026-04-02"),
    )
    assert (candidate("json-ld", "0001-01-01T00:00:00"), candidate("json-ld", 1775000000), visible(None)) == (None, None, None)
    assert [one.source for one in choose([None, first, again, other]).published] == ["json-ld", "visible"]


@pytest.mark.parametrize(
    ("text", "seen", "value"),
    [
        ("2026-04-02T22:15:30Z", "2026-04-02T22:15:00+07:00", "2026-04-02T22:15:30+07:00"),
        ("2026-04-02T22:15:30Z", "2026-04-03T05:15:00+07:00", "2026-04-03T05:15:30+07:00"),
        ("2026-04-02T22:15:30Z", "2026-04-02T21:15:00+07:00", "2026-04-03T05:15:30+07:00"),
        ("2026-04-02T22:15:30Z", "2026-04-02", "2026-04-03T05:15:30+07:00"),
        ("2026-04-02T22:15:30+07:00", "2026-04-02T15:15:00+07:00", "2026-04-02T22:15:30+07:00"),
    ],
)
def test_only_a_contradiction_by_exactly_seven_hours_makes_a_mark_of_utc_wrong(text: str, seen: str, value: str) -> None:
    chosen = choose([candidate("json-ld", text), visible(seen)], [candidate("json-ld", "2026-04-03T10:00:00Z")])
    assert chosen.published[0].value == value
    wall_clock_kept = value == "2026-04-02T22:15:30+07:00" and text.endswith("Z")
    assert chosen.modified[0].value == ("2026-04-03T10:00:00+07:00" if wall_clock_kept else "2026-04-03T17:00:00+07:00")
