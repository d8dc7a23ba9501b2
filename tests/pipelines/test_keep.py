"""Tests crawler.store: stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest

from crawler.fetching.retry_policy import ANSWERED, REVISITS
from crawler.pipelines.item import NotRead
from crawler.store.frontier import State
from crawler.store.store import StoreError
from tests.builders import (
    DATE,
    ORIGINAL,
    SLUG,
    article,
    count_of,
    crawler_of,
    keep_of,
    mirror_address,
    mirror_page,
    new_page,
    original_address,
    original_page,
    schedule_of,
    take,
)

if TYPE_CHECKING:
    from crawler.page import Address
    from crawler.run.run import Run
    from crawler.store.frontier import NewPage
    from tests.conftest import Begin

PROBE = mirror_address("vi")
DE = mirror_address("de")


def state(run: Run, at: Address | str) -> str | None:
    key = at if isinstance(at, str) else at.key
    row = run.frontier.known([key]).get(key)
    return None if row is None else str(row.state)


def put(run: Run, *pages: NewPage) -> None:
    with run.store.transaction():
        run.frontier.add(pages)


def test_record_and_done_are_one_transaction(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object, **__: object) -> NoReturn:
        message = "the store cannot be written: disk full"
        raise StoreError(message)

    crawler = crawler_of(run)
    with monkeypatch.context() as patch:
        patch.setattr(run.frontier, "done", dies)
        with pytest.raises(StoreError):
            take(crawler, original_page())
    assert run.records.get(ORIGINAL) is None
    assert state(run, ORIGINAL) == State.WAITING
    assert state(run, PROBE) is None
    assert ORIGINAL in schedule_of(crawler).articles.in_flight


def test_a_kept_page_is_done_and_no_longer_under_way(run: Run) -> None:
    crawler = crawler_of(run)
    before = run.now()
    record = take(crawler, original_page(), etag='"x"', last_modified="Thu, 12 Sep 2024 01:01:12 GMT")
    assert record is not None
    row = run.frontier.known([ORIGINAL])[ORIGINAL]
    assert (row.state, row.verdict, row.etag, row.published) == (State.DONE, "yes", '"x"', DATE)
    assert row.revisit_at - before in range(REVISITS[0], REVISITS[0] + 5)
    assert schedule_of(crawler).articles.in_flight == {}
    assert count_of(crawler, "keep/kept") == 1


def test_what_is_off_the_subject_is_done_and_looked_at_no_more(run: Run) -> None:
    crawler = crawler_of(run)
    assert take(crawler, original_page(), "no") is None
    row = run.frontier.known([ORIGINAL])[ORIGINAL]
    assert (row.state, row.verdict, row.revisit_at) == (State.DONE, "no", None)
    assert run.records.get(ORIGINAL) is None
    assert count_of(crawler, "keep/kept") == 0


def test_topic_all_keeps_every_article_with_its_verdict(next_run: Begin) -> None:
    run = next_run(topic="all")
    record = take(crawler_of(run), original_page(), "no")
    assert record is not None
    assert record.topic.verdict == "no"
    assert run.publish().added == 1


def test_an_unchanged_page_goes_to_no_feed_again(run: Run) -> None:
    crawler = crawler_of(run)
    assert take(crawler, original_page()) is not None
    assert take(crawler, original_page()) is None
    revision = run.records.revision_of(ORIGINAL)
    assert revision is not None
    assert (revision.number, revision.content_hash) == (1, article(original_page()).provenance.content_hash)
    assert count_of(crawler, "keep/unchanged") == 1
    row = run.frontier.known([ORIGINAL])[ORIGINAL]
    assert row.revisits == 1


def test_an_edited_page_is_its_next_revision(run: Run) -> None:
    crawler = crawler_of(run)
    take(crawler, original_page())
    for revision in (2, 3):
        record = take(crawler, original_page(body=[f"Bản sửa lần {revision}."]))
        assert record is not None
        assert record.provenance.revision == revision


def test_a_feed_gets_a_translation_as_the_data_set_shows_it(run: Run) -> None:
    crawler = crawler_of(run)
    take(crawler, original_page())
    record = take(crawler, mirror_page("de"), "no")
    assert record is not None
    assert (record.story_id, record.date_published, record.date_source) == (ORIGINAL, DATE, "original")
    assert record.topic.verdict == "no"


def test_a_page_in_a_language_that_is_not_wanted_is_stored_and_not_shown(next_run: Begin) -> None:
    run = next_run(languages="ja")
    crawler = crawler_of(run)
    assert take(crawler, original_page()) is None
    assert take(crawler, mirror_page("de")) is None
    assert count_of(crawler, "keep/unwanted") == 2
    assert run.publish().added == 0
    later = next_run(languages="ja,de")
    assert later.publish().added == 1


def test_a_record_once_admitted_stays_when_a_narrower_run_reads_it_again(next_run: Begin) -> None:
    run = next_run()
    take(crawler_of(run), original_page())
    assert run.publish().added == 1
    narrow = next_run(languages="de", since="2024-10-01")
    take(crawler_of(narrow), original_page(body=["Đã sửa."]))
    published = narrow.publish()
    assert (published.changed, published.withdrawn) == (1, 0)


def test_a_translations_window_is_its_originals(next_run: Begin) -> None:
    run = next_run(since="2024-09-20")
    crawler = crawler_of(run)
    take(crawler, original_page())
    take(crawler, mirror_page("de", date_published="2024-09-25", date_source="visible"))
    assert run.publish().added == 0
    assert next_run(since="2024-09-10").publish().added == 2


def test_an_original_on_the_subject_is_looked_for_on_the_mirror(run: Run) -> None:
    take(crawler_of(run), original_page())
    assert [(found.story_id, found.slug, found.published) for found in run.look_ups.due(run.now())] == [(ORIGINAL, SLUG, DATE)]
    assert state(run, PROBE) is None


def test_an_original_off_the_subject_or_outside_the_window_leads_nowhere(run: Run, next_run: Begin) -> None:
    take(crawler_of(run), original_page(), "no")
    later = next_run(since="2024-10-01")
    take(crawler_of(later), original_page(286048, "bai-viet-cu"))
    assert later.look_ups.due(later.now()) == []


def test_an_english_original_is_not_looked_for_under_its_english_slug(run: Run) -> None:
    take(crawler_of(run), original_page(430685, "two-ministers-meet", "en.baoquocte.vn"))
    assert run.look_ups.due(run.now()) == []


def test_the_probe_leads_to_what_it_names(run: Run) -> None:
    crawler = crawler_of(run)
    take(crawler, original_page())
    ja = mirror_address("ja", "khac-slug-cua-ban-nhat")
    take(crawler, mirror_page("vi", translations={"de": DE.url, "ja": ja.url}), hint=ORIGINAL)
    assert (state(run, DE), state(run, ja), state(run, mirror_address("ko"))) == (State.WAITING, State.WAITING, None)


def test_a_mirror_page_leads_back_to_its_original_with_urgency(run: Run) -> None:
    put(run, new_page(original_address(5, "chuyen-dang-doi")))
    take(crawler_of(run), mirror_page("de"))
    assert state(run, ORIGINAL) == State.WAITING
    with run.store.transaction():
        assert [row.key for row in run.frontier.lease("baoquocte.vn", 1, run.now())] == [ORIGINAL]


def test_an_original_that_its_teaser_ruled_out_is_asked_for_when_a_translation_names_it(run: Run) -> None:
    put(run, new_page(original_address(), state=State.DECLINED, reason="topic"))
    take(crawler_of(run), mirror_page("de"))
    assert state(run, ORIGINAL) == State.WAITING


def test_an_original_that_was_read_is_not_asked_for_again(run: Run) -> None:
    crawler = crawler_of(run)
    take(crawler, original_page())
    take(crawler, mirror_page("de"))
    assert state(run, ORIGINAL) == State.DONE


def test_a_translation_on_the_subject_leads_to_its_siblings_and_another_does_not(run: Run) -> None:
    crawler = crawler_of(run)
    ja, ko = mirror_address("ja"), mirror_address("ko")
    take(crawler, mirror_page("de", translations={"ja": ja.url}))
    assert state(run, ja) == State.WAITING
    other = mirror_page("fr", translations={"ko": ko.url}, source_url=None)
    take(crawler, other, "no")
    assert state(run, ko) is None


def test_siblings_in_languages_that_are_not_wanted_are_noted_for_later(next_run: Begin) -> None:
    run = next_run(languages="de")
    ja = mirror_address("ja")
    take(crawler_of(run), mirror_page("de", translations={"ja": ja.url}))
    row = run.frontier.known([ja.key])[ja.key]
    assert (row.state, row.reason) == (State.DECLINED, "language")


def test_the_story_of_a_page_is_kept_as_its_page_alone_tells_it(run: Run) -> None:
    take(crawler_of(run), mirror_page("de", source_url=None))
    row = run.records.get(DE.key)
    assert row is not None
    assert (row.story_id, row.is_original, row.wanted) == (f"slug/{SLUG}", False, False)


def test_a_translation_is_held_back_from_the_feeds_while_its_original_is_still_to_be_read(run: Run) -> None:
    crawler = crawler_of(run)
    assert take(crawler, mirror_page("de")) is None
    assert keep_of(crawler).awaiting_original == {ORIGINAL: [DE.key]}
    assert run.records.get(DE.key) is not None
    assert state(run, DE) == State.DONE


def test_another_article_at_the_address_does_not_replace_the_record(run: Run) -> None:
    crawler = crawler_of(run)
    take(crawler, original_page())
    with pytest.raises(NotRead):
        take(crawler, original_page(headline="Món ngon cuối tuần", description=None, body=["Nấu phở gà cần ba giờ và nhiều gừng."]))
    row = run.frontier.known([ORIGINAL])[ORIGINAL]
    assert (row.state, row.reason) == (State.WAITING, "wrong-article")
    stored = run.records.get(ORIGINAL)
    assert stored is not None
    assert (stored.revision, b"Hai b" in stored.record) == (1, True)


def test_an_original_that_is_gone_keeps_its_record_and_is_marked(run: Run) -> None:
    crawler = crawler_of(run)
    take(crawler, original_page())
    articles = schedule_of(crawler).articles
    for _ in range(len(ANSWERED.delays) + 1):
        articles.in_flight[ORIGINAL] = run.frontier.known([ORIGINAL])[ORIGINAL]
        articles.fail(ORIGINAL, "removed", "says that the article was taken away", status=200)
    assert state(run, ORIGINAL) == State.GONE
    assert run.records.get(ORIGINAL) is not None
    assert count_of(crawler, "article/gone") == len(ANSWERED.delays) + 1
