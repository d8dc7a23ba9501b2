from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, get_args

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.replica import mirror, mirror_page
from tests.replica.client import Answer, ask
from tests.replica.imprint import FORMS, imprint, imprint_form, imprint_language
from tests.replica.languages import languages
from tests.replica.mirror_lists import PAGE_SIZE, SCRIPTED_TAG
from tests.replica.mirror_next import CONTAINERS, container
from tests.replica.stories import story_from_mapping
from tests.replica.story import DAMAGES, Markup, Paragraph
from tests.replica.tales import altered

if TYPE_CHECKING:
    from tests.replica import Replica
    from tests.replica.story import Story, Translation


def tree(answer: Answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


@pytest.mark.parametrize("name", sorted(DAMAGES))
@pytest.mark.parametrize("markup", get_args(Markup))
def test_every_damage_changes_the_page(name: str, markup: str) -> None:
    # A source line is the rule: what it is compared with is the page that lost it.
    plain = "no_source" if name == "source_line" else "counter" if name == "counter_wrong_language" else "source_line"
    renderings = []
    for damage in ([plain], [plain, name] if name not in {"source_line", "no_source"} else [name]):
        story = story_from_mapping(altered(translations__de__damage=damage, translations__de__markup=markup))
        renderings.append(mirror_page.render(story, "de", [("https://www.vietnam.vn/de/a", "A")] * 6, "").body)
    assert renderings[0] != renderings[1]


@pytest.mark.parametrize("segment", sorted(languages()))
def test_every_language_has_its_own_words_on_the_page(segment: str) -> None:
    table = altered()
    table["translations"][segment] = {**table["translations"]["de"], "damage": ["ad_slots", "counter", "source_line", "caption_plain"]}
    text = mirror_page.render(story_from_mapping(table), segment, [], "").body.decode()
    own = languages()[segment]
    assert f"[{own.ad}_1]" in text
    assert own.counter in text
    assert f"{own.source} <a" in text
    assert f'lang="{own.tag}"' in text


def test_the_markups_differ_in_what_a_reader_can_lean_on(replica: Replica) -> None:
    marks: dict[str, set[tuple[bool, ...]]] = {markup: set() for markup in get_args(Markup)}
    for story in replica.stories():
        for segment, translation in story.translations.items():
            text = ask(replica, mirror.url(segment, story.mirror_slug)).text
            marks[translation.markup].add(
                tuple(mark in text for mark in ("entry-content", "application/ld+json", "og:title", "class="))
            )
    assert marks == {
        "wordpress": {(True, False, True, True)},
        "jsonld": {(False, True, True, True)},
        "bare": {(False, False, False, False)},
        "next": {(False, True, True, True), (False, False, True, True)},
    }


def test_some_stories_name_their_languages_on_every_page_and_others_on_none(replica: Replica) -> None:
    naming = {True: 0, False: 0}
    for story in replica.stories():
        dressed = [segment for segment, translation in story.translations.items() if translation.markup != "bare"]
        for segment in dressed:
            links = tree(ask(replica, mirror.url(segment, story.mirror_slug))).css("link[hreflang]")
            named = {link.attributes["href"] for link in links}
            assert named == ({mirror.url(other, story.mirror_slug) for other in story.translations} if mirror.names_languages(story) else set())
        naming[mirror.names_languages(story)] += bool(dressed)
    assert naming[True] > naming[False] > 3


def test_some_stories_have_translations_without_a_vietnamese_page(replica: Replica) -> None:
    without = [story for story in replica.stories() if story.original and story.translations and "vi" not in story.translations]
    assert len(without) >= 8
    assert any(story.label != "no" for story in without)
    statuses = set()
    for story in without:
        answer = ask(replica, mirror.url("vi", story.mirror_slug))
        statuses.add(answer.status)
        assert all(translation.headline not in answer.text for translation in story.translations.values())
        assert all(ask(replica, mirror.url(segment, story.mirror_slug)).status == 200 for segment in story.translations)
    assert statuses == {200}, "a soft 404"


def test_the_scripted_list_is_empty_without_its_script_and_full_with_it(replica: Replica) -> None:
    page = tree(ask(replica, f"https://www.vietnam.vn/de/tag/{SCRIPTED_TAG}"))
    shelf = page.css_first("[data-list]")
    assert shelf is not None
    assert shelf.text(strip=True) == ""
    source = shelf.attributes["data-list"]
    addresses: list[str] = []
    number = 1
    while True:
        batch = ask(replica, f"https://www.vietnam.vn{source}&page={number}").json()
        assert len(batch["items"]) <= PAGE_SIZE
        addresses += [item["url"] for item in batch["items"]]
        if not batch["more"]:
            break
        number += 1
    expected = {record["url"] for record in replica.truth() if record["language"] == "de"}
    assert expected <= set(addresses)
    assert number > 1


def test_mirror_pages_of_other_newspapers_name_their_source(replica: Replica) -> None:
    foreign = [story for story in replica.stories() if not story.ours]
    assert foreign
    for story in foreign:
        for segment in story.translations:
            text = ask(replica, mirror.url(segment, story.mirror_slug)).text
            assert story.source_url in text
            assert story.source in text


# --------------------------------------------------------------------------------------------------------------------- today's markup


def pages(replica: Replica, markup: str) -> list[tuple[Story, Translation, Answer]]:
    return [
        (story, translation, ask(replica, mirror.url(segment, story.mirror_slug)))
        for story in replica.stories()
        for segment, translation in story.translations.items()
        if translation.markup == markup
    ]


def test_the_stories_of_2025_and_later_are_not_in_wordpress_and_the_older_ones_partly(replica: Replica) -> None:
    late = {
        t.markup
        for story in replica.stories()
        for t in story.translations.values()
        if story.original and story.original.published.year >= 2025
    }
    early = {
        t.markup
        for story in replica.stories()
        for t in story.translations.values()
        if story.original and story.original.published.year < 2025
    }
    assert late == {"next", "jsonld", "bare"}
    assert early == {"wordpress", "jsonld", "bare"}


def test_the_body_stands_in_one_of_four_containers(replica: Replica) -> None:
    seen = set()
    holders = dict(
        zip(CONTAINERS, (".post-detail-body", ".post-detail-container", "main.ant-layout-content", "main[role=main]"), strict=True)
    )
    for story, translation, answer in pages(replica, "next"):
        page = tree(answer)
        name = container(story, translation.segment)
        holder = page.css_first(holders[name])
        assert holder is not None
        text = next(block for block in translation.blocks if isinstance(block, Paragraph)).plain
        if not translation.damage & {"entities", "nbsp", "spacing", "zero_width", "nfd", "photo_story"}:
            assert text in holder.text()
        assert (page.css_first(".post-detail-body") is None) == (name != CONTAINERS[0])
        assert (page.css_first(".post-detail-container") is None) == (name in CONTAINERS[2:])
        assert (page.css_first(".ant-layout-content") is None) == (name == CONTAINERS[3])
        seen.add(name)
    assert seen == set(CONTAINERS)


def test_a_script_repeats_the_text_in_one_of_two_forms(replica: Replica) -> None:
    forms = set()
    for story, translation, answer in pages(replica, "next"):
        state = tree(answer).css_first("script#__NEXT_DATA__")
        if state is not None:
            post = json.loads(state.text())["props"]["pageProps"]["post"]
            assert (post["slug"], post["title"]) == (story.mirror_slug, translation.headline)
        else:
            pushed = re.search(r"self\.__next_f\.push\((.*)\)</script>", answer.text)
            assert pushed is not None
            assert json.dumps(translation.description, ensure_ascii=False)[1:-1] in json.loads(pushed[1])[1]
        forms.add(state is None)
    assert forms == {True, False}


def test_half_of_todays_pages_have_linked_data_and_the_truth_knows_which(replica: Replica) -> None:
    sources = {record["url"]: record["date_source"] for record in replica.truth()}
    marks = set()
    for story, translation, answer in pages(replica, "next"):
        url = mirror.url(translation.segment, story.mirror_slug)
        linked = "application/ld+json" in answer.text
        marks.add(linked)
        if url in sources and translation.published:
            assert sources[url] == ("json-ld" if linked else "visible")
    assert marks == {True, False}


@pytest.mark.parametrize("markup", get_args(Markup))
def test_an_imprint_stands_under_every_article_with_links_that_are_no_source(replica: Replica, markup: str) -> None:
    for story, translation, answer in pages(replica, markup):
        language, form = imprint_language(translation.segment, story.mirror_slug), imprint_form(story.mirror_slug)
        text = tree(answer).text()
        bare = [LexborHTMLParser(line).text() for line in imprint(language, form)]
        places = [text.rfind(line) for line in bare]
        assert -1 not in places
        assert places == sorted(places)
        assert text.find(story.source_url) < places[0]


def test_the_imprint_has_links_addresses_in_the_open_and_one_like_an_articles(replica: Replica) -> None:
    stories = [story for story in replica.stories() if story.translations]
    assert {imprint_form(story.mirror_slug) for story in stories} == set(range(FORMS))
    for form in range(FORMS):
        joined = " ".join(imprint("vi", form))
        assert re.search(r"-\d+\.html\b", joined)
        assert "maps.app" in joined
        assert "apps.apple.com" in joined
        assert ("<a " in joined) == (form != 2)
        assert ("http" in LexborHTMLParser(joined).text()) == (form != 1)


def test_some_pages_have_their_imprint_translated(replica: Replica) -> None:
    translated = {
        segment for story in replica.stories() for segment in story.translations if imprint_language(segment, story.mirror_slug) != "vi"
    }
    assert len(translated) >= 3


def test_a_copied_vietnamese_page_has_the_originals_text(replica: Replica) -> None:
    records = {record["id"]: record for record in replica.truth()}
    original = next(
        record for record in records.values() if record["key"] == "doi-thoai-quoc-phong-brazil-2026" and record["translation_of"] is None
    )
    copy = records[f"vietnam.vn/vi/{original['url'].split('/')[-1].rsplit('-', 1)[0]}"]
    assert copy["body"] == original["body"]
    assert copy["translation_of"]["id"] == original["id"]
    assert "<h2>Học chung một mái trường</h2>" in ask(replica, copy["url"]).text
