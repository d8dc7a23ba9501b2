"""Who deals with whom, and how."""

from __future__ import annotations

import re

import pytest

from crawler.topic.concepts import concepts
from crawler.topic.dealings import find_dealings, kinds
from crawler.topic.sentences import read_sentences


def told(language: str, text: str) -> dict[str, tuple[str, ...]]:
    return {dealing.kind: dealing.parties for dealing in find_dealings(read_sentences(language, text), "headline")}


@pytest.mark.parametrize(
    ("language", "text", "kind", "parties"),
    [
        ("en", "Defence ministers of Japan and Finland hold talks", "talks", ("JP", "FI")),
        ("vi", "Bộ trưởng Quốc phòng Lào thăm Ấn Độ", "visit", ("LA", "IN")),
        ("vi", "Hải quân Pháp và Brazil tập trận chung", "exercise", ("FR", "BR")),
        ("en", "Greek frigate makes port call in Egypt", "port_call", ("GR", "EG")),
        ("de", "Verteidigungsminister von Polen und Norwegen unterzeichnen Abkommen", "signed_agreement", ("PL", "NO")),
        ("ko", "한국·호주 국방장관 회담", "dialogue", ("KR", "AU")),
        ("ja", "ADMMプラスに防衛相が出席", "forum", ()),
        ("en", "Peru and Chile train together in Pitch Black", "exercise", ("PE", "CL")),
    ],
)
def test_a_dealing_names_its_kind_and_its_parties(language: str, text: str, kind: str, parties: tuple[str, ...]) -> None:
    assert told(language, text).get(kind) == parties


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Pentagon signs contract with shipyard"),
        ("en", "Defence minister meets recruits"),
        ("vi", "Bộ trưởng Quốc phòng thăm Quân khu 7"),
        ("en", "Army holds drill in the north"),
        ("en", "France sells wheat"),
        ("en", "Tokyo protests over Chinese drill"),
    ],
)
def test_a_state_deals_with_no_other(language: str, text: str) -> None:
    assert told(language, text) == {}


def test_a_party_behind_against_is_not_dealt_with() -> None:
    assert told("en", "Japan and Kenya sign defence pact against China")["agreement"] == ("JP", "KE")


def test_what_is_denied_is_no_dealing() -> None:
    assert "talks" in told("en", "Defence ministers of Oman and Iraq to hold talks")
    assert "talks" not in told("en", "Defence ministers of Oman and Iraq hold no talks")


def test_a_standfirst_speaks_of_the_headlines_parties() -> None:
    headline = read_sentences("en", "Japan and Kenya closer")
    text = read_sentences("en", "The defence ministers signed an agreement.")
    assert not find_dealings(text, "description")
    found = find_dealings(text, "description", headline)
    assert ("signed_agreement", ("JP", "KE"), "description") in [(one.kind, one.parties, one.where) for one in found]


def test_a_leaders_guest_deals_with_the_leaders_state() -> None:
    part = read_sentences("vi", "Thủ tướng tiếp Bộ trưởng Quốc phòng Malaysia")
    assert "reception" not in {dealing.kind for dealing in find_dealings(part, "headline")}
    assert "reception" in {dealing.kind for dealing in find_dealings(part, "headline", home="VN")}


def test_a_dealing_shows_its_clause_and_its_code() -> None:
    (found,) = [
        one for one in find_dealings(read_sentences("en", "Wheat is dear. Defence ministers of Oman and Iraq hold talks."), "headline")
        if one.kind == "talks"
    ]  # fmt: skip
    assert found.as_dict() == {
        "kind": "talks", "cameo": "046", "parties": ["OM", "IQ"], "where": "headline",
        "text": "Defence ministers of Oman and Iraq hold talks",
    }  # fmt: skip


def test_the_kinds_are_made_of_known_concepts_and_have_codes() -> None:
    known = set(concepts()) | {concept.group for concept in concepts().values()}
    for kind in kinds():
        assert kind.acts | kind.with_ | kind.without <= known, kind.name
        assert re.fullmatch(r"0\d{2}", kind.cameo)
        assert kind.parties in {0, 1, 2}
