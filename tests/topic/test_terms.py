"""The data: every language speaks of every concept, and every line of it can be read.

Tests crawler.topic: concepts, parties.
"""

from __future__ import annotations

import tomllib

import pytest

from crawler.topic import folding, languages, parties
from crawler.topic.concepts import concepts
from crawler.topic.lexicon import COMMON, codes, language, lexicon
from crawler.topic.term_pattern import TermError, compile_term

LANGUAGES = ["ar", "cs", "de", "el", "en", "es", "fr", "he", "hi", "id", "it", "ja", "km", "ko", "lo"]
LANGUAGES += ["ms", "nl", "pl", "pt", "ru", "th", "tr", "uk", "vi", "zh"]
ROLES = {"defence", "dealing", "both", "shared", "plural", "counter", "field", "hint", "mask", "scene"}


def test_there_is_a_file_for_each_of_the_languages() -> None:
    assert list(codes()) == LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_language_lacks_a_concept(code: str) -> None:
    lacking = [name for name, concept in concepts().items() if concept.required and not language(code).terms.get(name)]
    assert lacking == [], f"{code} has no term for {', '.join(lacking)}"


@pytest.mark.parametrize("code", [*LANGUAGES, COMMON])
def test_every_concept_of_a_language_is_known(code: str) -> None:
    spoken = language(code)
    assert {*spoken.terms, *spoken.toneless} <= set(concepts())


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_term_stands_twice_in_a_concept(code: str) -> None:
    for name, terms in language(code).terms.items():
        assert len(terms) == len(set(terms)), f"{code}, {name}: {sorted(term for term in set(terms) if terms.count(term) > 1)}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_lexicon_finds_each_whole_term_of_its_own_file(code: str) -> None:
    lex, spoken = lexicon(code), language(code)
    lost = []
    for name, terms in spoken.terms.items():
        for term in terms:
            if "*" in term or " .. " in term:
                continue
            text = folding.clean(term.removeprefix("="), code)
            if not any(match.target == name and match.start == 0 for match in lex.find(text)):
                lost.append((name, term))
    assert lost == []


def test_concepts_have_a_role_and_a_meaning() -> None:
    for concept in concepts().values():
        assert concept.role in ROLES
        assert concept.means


def test_parties_are_states_or_organisations() -> None:
    data = tomllib.loads(parties.FILE.read_text(encoding="utf-8"))
    allowed = {*data["states"], "UN", "NATO", "ASEAN", "EU"}
    named = {code for key in [*LANGUAGES, COMMON] for target, _ in parties.names(key) for code in target.split("+")}
    assert named == allowed


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_state_but_the_doubtful_has_a_name_in_every_language(code: str) -> None:
    named = {target for target, terms in parties.names(code) if terms}
    assert {"VN", "JP", "US", "FR", "RU", "PH"} <= {part for target in named for part in target.split("+")}


@pytest.mark.parametrize("written", ["", "*", "@0.5", "army @much", "army @2", "=", "..", ".. Heer"])
def test_what_is_no_term_is_refused(written: str) -> None:
    with pytest.raises(TermError, match="en: officer"):
        compile_term(written, "officer", language("en"))


def test_a_tag_leads_to_the_file_that_serves_it() -> None:
    served = {tag: languages.known(tag) for tag in ("zh-CN", "zh-Hant", "pt_BR", "iw", "DE", "fi", None, "")}
    assert served == {"zh-CN": "zh", "zh-Hant": "zh", "pt_BR": "pt", "iw": "he", "DE": "de", "fi": None, None: None, "": None}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("木原大臣は東京で会談した", "ja"),
        ("两国防长会谈", "zh"),
        ("국방장관 회담", "ko"),
        ("министры обороны и", "ru"),
        ("міністри оборони України", "uk"),
        ("Bộ trưởng Quốc phòng", "vi"),
        ("die Minister der beiden Länder und das Heer", "de"),
        ("the ministers of the two countries", "en"),
        ("42", None),
    ],
)
def test_a_text_without_a_tag_is_known_by_letters_and_words(text: str, code: str | None) -> None:
    assert languages.guess(text) == code
