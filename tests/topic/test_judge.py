"""What the judge says of whole texts and of teasers, and how it explains itself.

Tests crawler.topic: languages, recogniser, parts, parties.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crawler.topic import FoundTerm, judge, judge_teaser

STORIES = sorted((Path(__file__).parents[1] / "replica" / "stories").glob("*.toml"))
BORDERLINE = {
    "code of conduct": ("vi", "Indonesia và Brunei bàn bước tiếp theo của đàm phán COC", "Hai nước mong bộ quy tắc sớm thành hình.", None),
    "exhibition": ("en", "Arms show opens in Doha", "Delegations from forty countries walked along the stands.", None),
    "drill and protest": ("en", "Tokyo protests over Chinese live-fire drill near Okinawa", "Beijing calls the exercise routine.", None),
    "much else": (
        "vi",
        "Thủ tướng hội đàm với Thủ tướng Nhật Bản: đường sắt, đất hiếm và du lịch",
        "Tuyên bố chung dài 30 điểm, trong đó có hợp tác quốc phòng và an ninh biển.",
        None,
    ),
}
NO = {
    "football": ("es", "La defensa del equipo encaja tres goles", "El entrenador pide paciencia a la afición.", None),
    "trade defence": ("en", "Commission opens trade-defence case on steel from Japan and Korea", None, None),
    "thesis": ("en", "Doctoral thesis on defence cooperation between Japan and India accepted", "The candidate answered the panel.", None),
    "war report": ("ru", "Армия отразила атаку, есть погибшие", "Обстрел продолжался всю ночь.", None),
    "budget": ("de", "Verteidigungshaushalt steigt auf 60 Milliarden", "Der Minister nennt die Ausgaben nötig.", None),
    "own drill": ("ja", "陸上自衛隊が実弾射撃訓練を公開", None, None),
    "general secretary": ("en", "General Secretary meets overseas students in Berlin", None, None),
    "civil defence": ("pt", "Defesa Civil alerta para chuvas e inundações", None, None),
    "merchant ship": ("vi", "Tàu container lớn nhất cập cảng Cái Mép, chở hàng sang Hà Lan", None, None),
}
YES = {
    "talks": ("de", "Verteidigungsminister Japans und Finnlands sprechen über Zusammenarbeit", None, None),
    "compound": ("de", "Verteidigungsministertreffen der ASEAN in Jakarta", None, None),
    "genitive": ("ru", "Встреча министров обороны Вьетнама и Лаоса", None, None),
    "two plus two": ("ko", "한국·호주 2+2 회의 개최", "양국 외교·국방장관이 참석했다.", None),
    "port call": ("it", "La fregata francese fa scalo nel porto di Da Nang", "I marinai francesi incontrano la marina vietnamita.", None),
    "peacekeeping": ("th", "เวียดนามส่งกองกำลังรักษาสันติภาพร่วมกับสหประชาชาติ", None, None),
    "decomposed": (
        "vi",
        "Bo\u0302\u0323 tru\u031bo\u031b\u0309ng Quo\u0302\u0301c pho\u0300ng Vie\u0302\u0323t Nam tha\u0306m La\u0300o",
        None,
        None,
    ),
    "without tones": ("vi", "Bo truong Quoc phong Viet Nam tham chinh thuc Nhat Ban", None, None),
    "only the address": ("fi", "Kaksi kenraalia", None, "bo-truong-quoc-phong-nhat-ban-hoi-dam-voi-bo-truong-quoc-phong-viet-nam"),
}


@pytest.mark.parametrize("name", BORDERLINE)
def test_between_yes_and_no(name: str) -> None:
    language, headline, description, slug = BORDERLINE[name]
    assert judge(language, headline, description, None, slug).verdict == "borderline"


@pytest.mark.parametrize("name", NO)
def test_what_only_looks_like_it(name: str) -> None:
    language, headline, description, slug = NO[name]
    judged = judge(language, headline, description, None, slug)
    assert (judged.verdict, judged.score < 0.27) == ("no", True)


@pytest.mark.parametrize("name", YES)
def test_what_is_meant(name: str) -> None:
    language, headline, description, slug = YES[name]
    judged = judge(language, headline, description, None, slug)
    assert judged.verdict == "yes"
    assert 0.27 <= judged.score <= 1
    assert judged.dealings
    assert judge_teaser(headline, description, slug, language).ask


def test_the_evidence_says_term_concept_and_place() -> None:
    judged = judge(
        "de", "Die Verteidigungsminister trafen sich", "Es ging um ein Abkommen.", "Beide Seiten reden.", "hai-ben-hop-tac-quoc-phong"
    )
    assert FoundTerm("Verteidigungsminister", "defence_minister", "headline") in judged.evidence
    assert FoundTerm("Abkommen", "agreement", "description") in judged.evidence
    assert FoundTerm("Beide Seiten", "both_sides", "body") in judged.evidence
    assert FoundTerm("hop tac quoc phong", "defence_cooperation", "slug") in judged.evidence
    described = [evidence.as_dict() for evidence in judged.evidence]
    assert {"term": "Verteidigungsminister", "concept": "defence_minister", "where": "headline"} in described


def _concepts(headline: str) -> set[str]:
    return {evidence.concept for evidence in judge("en", headline, None, None, None).evidence}


def test_what_begins_inside_another_subject_is_not_counted() -> None:
    assert "defence_agreement" in _concepts("A defence agreement with Korea")
    assert "defence_agreement" not in _concepts("A trade defence agreement with Korea")


def test_another_subject_is_not_counted_where_a_longer_word_begins_with_it() -> None:
    assert "war_report" in _concepts("Attack near Busan")
    assert "war_report" not in _concepts("Attack submarines near Busan")


def test_policemen_of_two_states_are_no_armies() -> None:
    pact = judge("en", "Police of Japan and Korea sign pact on joint patrols", None, None, None)
    assert (pact.verdict, judge("en", "Navies of Japan and Korea sign pact on joint patrols", None, None, None).verdict) == ("no", "yes")


def test_the_body_is_read_as_far_as_it_says_what_the_article_is_about() -> None:
    padding = "The price of wheat rose. " * 60
    assert judge("en", "Wheat", None, padding + "A joint patrol.", None).evidence == []
    assert judge("en", "Wheat", None, "A joint patrol. " + padding, None).evidence != []


def test_a_mention_deep_in_the_body_is_no_subject() -> None:
    far = "Der Weizenpreis blieb stabil und die Ernte war gut. " * 20 + "\n\n" + "Auch die Verteidigungszusammenarbeit mit Japan kam vor."
    assert judge("de", "Bauern zufrieden mit der Ernte", "Der Sommer war gut.", far, None).verdict == "no"
    assert judge("de", "Verteidigungszusammenarbeit mit Japan", None, far, None).verdict != "no"


def test_parties_are_those_of_the_dealings_in_order() -> None:
    judged = judge("en", "Japanese and Finnish defence ministers meet", "NATO was discussed.", "China and Ukraine were mentioned.", None)
    assert judged.parties == ["JP", "FI"]


def test_the_body_names_the_parties_that_the_headline_leaves_out() -> None:
    assert judge("en", "Defence ministers meet in the capital", None, "The guest came from Laos to Vietnam.", None).parties == ["LA", "VN"]


@pytest.mark.parametrize(
    ("language", "headline", "parties"),
    [
        ("vi", "Hải quân Việt Nam ở Ấn Độ Dương", ["VN"]),
        ("vi", "Bệnh viện dã chiến ở Nam Sudan", ["SS"]),
        ("vi", "Tuần tra Việt - Trung trên vịnh", ["VN", "CN"]),
        ("ja", "日米豪の共同訓練", ["JP", "US", "AU"]),
        ("zh-TW", "韓國與臺灣", ["KR", "TW"]),
        ("ru", "Министры Вьетнама, Японии и Индии", ["VN", "JP", "IN"]),
        ("ar", "والسعودية والإمارات", ["SA", "AE"]),
        ("ko", "한미일 국방장관", ["KR", "US", "JP"]),
    ],
)
def test_names_of_states(language: str, headline: str, parties: list[str]) -> None:
    assert judge(language, headline, None, None, None).parties == parties


def test_nothing_is_judged_no() -> None:
    judged = judge(None, None, None, None, None)
    assert (judged.verdict, judged.score, judged.evidence, judged.parties) == ("no", 0.0, [], [])
    assert not judge_teaser(None, None, None, None).ask


def test_a_text_without_a_language_is_judged_by_its_letters() -> None:
    assert judge(None, "Министры обороны Японии и Финляндии провели переговоры", None, None, None).verdict == "yes"


def test_a_teaser_of_ministers_of_several_states_is_worth_asking() -> None:
    assert judge_teaser("Three ministers from Japan, India and Oman met and agreed on next steps", None, None, "en").ask
    assert not judge_teaser("Coffee farmers hope for rain", "Prices rose a little.", None, "en").ask
    assert not judge_teaser("Army hospital opens a new ward", None, None, "en").ask


def _original(path: Path) -> tuple[str, str, str | None, str, str] | None:
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    original = story.get("original")
    if original is None or "label" not in story:
        return None
    body = "\n\n".join(block for block in original["body"].strip().split("\n\n") if not block.startswith("!["))
    return story["label"], original["edition"], original.get("description"), body, original["headline"] + "\n" + original["slug"]


def test_the_replicas_stories_are_kept_or_left_as_labelled() -> None:
    wrong, asked, negatives = [], 0, 0
    for path in STORIES:
        story = _original(path)
        if story is None:
            continue
        label, edition, description, body, title = story
        headline, slug = title.split("\n")
        ask = judge_teaser(headline, description, slug, edition).ask
        verdict = judge(edition, headline, description, body, slug).verdict
        if (label == "no") != (verdict == "no") or (label != "no" and not ask):
            wrong.append((path.name, label, verdict, ask))
        negatives += label == "no"
        asked += label == "no" and ask
    assert wrong == []
    assert negatives > 20
    assert asked <= 0.15 * negatives
