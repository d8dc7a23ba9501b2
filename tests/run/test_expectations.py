"""Each expectation met and broken, and the runs that it would be unfair to hold against it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from crawler.record.figures import FIELDS
from crawler.run.expectations import Past, unmet
from crawler.run.statistics import SiteStatistics
from crawler.sites import SITES

PAPER = "baoquocte.vn"
EXPECTED: dict[str, Any] = {
    "sample": 5, "few": 2, "readable": 0.75, "lists": 0.6, "fallback": 0.1, "body_chars": 400, "fall": 0.4, "own_rules_least": 0.8,
    "teasers": {"headline": 0.9, "description": 0.3},
    "filled": {"headline": 1.0, "description": 0.7, "body": 1.0, "date_published": 0.9},
    "own_rules": {"headline": ["g"], "body": ["g"], "date_published": ["g", "json-ld"]},
}  # fmt: skip
RULES = {"headline": "g4:h1", "body": "g4:div", "date_published": "json-ld:datePublished", "description": "g4:desc"}


def healthy(pages: int = 10, **changes: Any) -> SiteStatistics:  # noqa: ANN401  (any figure)
    """A run in which all was well, but for the figures that are given."""
    census = SiteStatistics(
        pages=pages, filled=Counter(dict.fromkeys(FIELDS, pages)), rules={name: Counter({rule: pages}) for name, rule in RULES.items()},
        body_chars=pages * 2000, languages=Counter({"vi": pages}), teasers=100, lists=14, markup_lists=14, shown=200,
        shown_filled=Counter(headline=200, description=200, date=200), fed=50,
    )  # fmt: skip
    return replace(census, **changes)


def filled(pages: int = 10, **counts: int) -> SiteStatistics:
    """A run in which some fields were found on so many pages only."""
    census = healthy(pages)
    for name, number in counts.items():
        census.filled[name] = number
        if name in census.rules:
            census.rules[name] = Counter({RULES[name]: number})
    return census


def ruled(pages: int = 10, **rules: dict[str, int]) -> SiteStatistics:
    """A run in which some fields were read by other rules."""
    census = healthy(pages)
    census.rules.update({name: Counter(counts) for name, counts in rules.items()})
    return census


def week(census: SiteStatistics | None = None, days: float = 1.0, runs: int = 7, *, met: bool = True) -> list[Past]:
    return [Past(census or healthy(), days, met)] * runs


def said(found: SiteStatistics, past: list[Past] | None = None, *, days: float = 1.0, **changes: Any) -> list[str]:  # noqa: ANN401
    words = list(unmet(PAPER, found, {**EXPECTED, **changes}, past or [], days=days))
    assert all(sentence.startswith(f"{PAPER}: ") and "\n" not in sentence for sentence in words)
    return words


def only(words: list[str], *parts: str) -> None:
    """One sentence was said, and these parts are in it."""
    (sentence,) = words
    for part in parts:
        assert part in sentence


def test_every_sites_data_has_what_expectations_need() -> None:
    for name, site in SITES.items():
        assert list(unmet(name, healthy(), site.expectations, week(), days=1.0)) == []


@pytest.mark.parametrize("pages", [0, 1, 2, 4, 5, 10, 500])
def test_a_healthy_run_breaks_nothing(pages: int) -> None:
    assert said(healthy(pages)) == []
    assert said(healthy(pages), week()) == []


# Lists


def test_lists_that_could_be_read() -> None:
    assert said(healthy(lists=6, lists_failed=Counter({"timeout": 4}))) == []
    failed = Counter({"challenge": 4, "timeout": 1})
    only(said(healthy(lists=5, lists_failed=failed)), "5 of 10 lists", "4 × challenge, 1 × timeout", "60 %")
    only(said(healthy(lists=0, lists_failed=Counter({"http-403": 1}))), "0 of 1 lists", "http-403")


def test_lists_that_are_gone_are_missed_in_the_light_of_earlier_runs() -> None:
    assert said(healthy(lists=7), week()) == []
    only(said(healthy(lists=5), week()), "5 lists could be read, in the last runs 14")
    assert said(healthy(lists=5), week(runs=2)) == []


def test_list_pages_that_show_nothing_are_a_silent_zero() -> None:
    blank: dict[str, Any] = {"shown": 0, "shown_filled": Counter()}
    only(said(healthy(markup_lists=1, fed=3, **blank)), "not one of 1 list pages shows an article")
    only(said(healthy(markup_lists=5, fed=0, **blank)), "not one of 5 list pages")
    assert said(healthy(markup_lists=4, fed=0, **blank)) == []
    assert said(healthy(markup_lists=0, fed=25, **blank)) == []


def test_what_list_pages_show_of_an_article() -> None:
    assert said(healthy(shown_filled=Counter(headline=180, description=60))) == []
    only(said(healthy(shown_filled=Counter(headline=179, description=200))), "the headline was found on 179 of 200 teasers", "90 %")
    only(said(healthy(shown_filled=Counter(headline=200, description=59))), "the description was found on 59 of 200 teasers", "30 %")
    assert said(healthy(shown=4, shown_filled=Counter(headline=4))) == []


# Pages


def test_pages_that_could_be_read() -> None:
    assert said(healthy(9, unreadable=Counter({"truncated": 3}))) == []
    only(said(healthy(8, unreadable=Counter({"layout-changed": 2, "empty": 1}))), "8 of 11 pages", "2 × layout-changed, 1 × empty", "75 %")
    assert said(healthy(8, unchanged=1, unreadable=Counter({"layout-changed": 3}))) == []


def test_of_a_few_pages_only_none_at_all_is_too_few() -> None:
    only(said(healthy(0, unreadable=Counter({"layout-changed": 2}))), "0 of 2 pages could be read")
    assert said(healthy(0, unreadable=Counter({"layout-changed": 1}))) == []
    assert said(healthy(1, unreadable=Counter({"layout-changed": 3}))) == []


def test_pages_that_are_read_and_then_unusable_were_not_read() -> None:
    only(said(healthy(10, unreadable=Counter({"empty-body": 3}))), "7 of 10 pages", "empty-body")
    assert said(healthy(10, unreadable=Counter({"empty-body": 2}))) == []


def test_fields_that_are_found() -> None:
    assert said(filled(description=7)) == []
    only(said(filled(description=6)), "the field description was found on 6 of 10 pages", "70 %")
    only(said(filled(date_published=8)), "the field date_published was found on 8 of 10 pages", "90 %")


@pytest.mark.parametrize("pages", [2, 3, 4])
def test_a_field_that_none_of_a_few_pages_has_is_missed(pages: int) -> None:
    only(said(filled(pages, date_published=0)), f"the field date_published was found on 0 of {pages} pages")
    assert said(filled(pages, date_published=1)) == []
    assert said(filled(1, date_published=0)) == []


def test_a_field_that_many_pages_lack_is_not_missed_on_a_few() -> None:
    assert said(filled(4, section=0), filled={**EXPECTED["filled"], "section": 0.5}) == []
    only(said(filled(5, section=0), filled={**EXPECTED["filled"], "section": 0.5}), "the field section was found on 0 of 5")


def test_fields_that_their_own_selectors_read() -> None:
    assert said(ruled(headline={"g3:h1": 8, "any:h1": 2})) == []
    only(said(ruled(headline={"any:h1": 3, "g3:h1": 7})), "the field headline was read by its own selectors on 7 of 10 pages", "any:h1 (3)")
    only(said(ruled(3, headline={"meta:og:title": 3})), "on 0 of 3 pages", "rules that read it: meta:og:title (3)")
    assert said(ruled(3, headline={"meta:og:title": 2, "g4:h1": 1})) == []


def test_pages_without_a_field_say_nothing_about_its_selectors() -> None:
    assert said(filled(description=7), own_rules={"description": ["g"]}) == []


def test_the_fallback_reader_is_for_the_odd_page() -> None:
    assert said(healthy(fallback=1)) == []
    only(said(healthy(fallback=2)), "the field body was read by the fallback reader on 2 of 10 pages", "10 %")
    only(said(healthy(2, fallback=2)), "on 2 of 2 pages")
    assert said(healthy(3, fallback=2)) == []


def test_the_size_of_a_body() -> None:
    assert said(healthy(body_chars=4000)) == []
    only(said(healthy(body_chars=3990)), "the field body has 399 characters on average, expected at least 400")
    assert said(healthy(4, body_chars=40)) == []


# A run of one page or none


def test_a_run_with_too_few_pages_takes_those_of_the_runs_before_it_along() -> None:
    broken, whole = Past(filled(1, date_published=0), 1.0, met=True), Past(healthy(1), 1.0)
    only(said(filled(1, date_published=0), [broken, whole]), "the field date_published was found on 0 of 2 pages")
    assert said(filled(1, date_published=0), [whole, broken]) == []
    assert said(healthy(1), [broken, broken]) == []


def test_a_quiet_day_breaks_nothing_whatever_the_days_before_were_like() -> None:
    quiet = healthy(0, teasers=0, filled=Counter(), rules={}, languages=Counter())
    assert said(quiet, week(), days=0.1) == []
    assert said(quiet, [Past(filled(1, date_published=0), 1.0)] * 5, days=0.1) == []
    assert said(replace(quiet, unchanged=12), week(), days=0.1) == []


# Against earlier runs


def test_a_field_that_most_pages_used_to_have() -> None:
    only(said(filled(images=3), week()), "the field images was found on 3 of 10 pages, in the last runs on 100 %")
    assert said(filled(images=4), week()) == []
    only(said(filled(2, images=0), week()), "the field images was found on 0 of 2 pages")
    assert said(filled(2, images=1), week()) == []


def test_a_field_that_half_the_pages_used_to_have_takes_more_pages_to_be_missed() -> None:
    past = week(filled(authors=5))
    assert said(filled(9, authors=0), past) == []
    only(said(filled(10, authors=1), past), "the field authors was found on 1 of 10 pages, in the last runs on 50 %")
    assert said(filled(10, authors=2), past) == []


def test_the_usual_figure_is_the_median() -> None:
    odd, usual = Past(filled(images=0), 1.0), Past(healthy(), 1.0)
    assert said(filled(images=3), [odd, odd, odd, usual, usual]) == []
    only(said(filled(images=3), [odd, odd, usual, usual, usual]), "the field images")


def test_a_first_run_and_one_with_little_behind_it_are_held_against_no_history() -> None:
    assert said(filled(images=0)) == []
    assert said(filled(images=0), week(runs=2)) == []
    assert said(filled(images=0), week(healthy(1), runs=14)) == []
    assert said(filled(images=0), week(healthy(1), runs=15)) != []


def test_runs_that_were_amiss_are_no_measure() -> None:
    assert said(filled(images=0), week(met=False)) == []
    only(said(filled(images=0), [*week(filled(images=0), runs=20, met=False), *week()]), "the field images")


def test_another_rule_than_before() -> None:
    moved = ruled(date_published={"g4:div.article-date": 10})
    only(said(moved, week()), "date_published is read by another rule", "g4:div.article-date instead of json-ld:datePublished")
    assert said(ruled(date_published={"g4:div.article-date": 9, "json-ld:datePublished": 1}), week()) == []
    assert said(moved, week(ruled(date_published={"g4:div.article-date": 2, "json-ld:datePublished": 8}))) == []


def test_markup_in_the_body_that_no_rule_knows() -> None:
    only(said(healthy(unknown=8), week()), "markup that no rule knows on 8 of 10 pages")
    assert said(healthy(unknown=7), week()) == []
    assert said(healthy(unknown=10), week(healthy(unknown=3))) == []


def test_a_body_that_shrank() -> None:
    only(said(healthy(body_chars=7990), week()), "the field body has 799 characters on average, in the last runs 2000")
    assert said(healthy(body_chars=8000), week()) == []


def test_a_language_that_is_missing_although_so_many_pages_ought_to_have_some() -> None:
    past = week(healthy(20, languages=Counter({"de": 10, "ja": 10})))
    only(said(healthy(10, languages=Counter({"ja": 10})), past), "no page in de, in the last runs 50 % of the pages")
    assert said(healthy(9, languages=Counter({"ja": 9})), past) == []
    assert said(healthy(10, languages=Counter({"ja": 9, "de": 1})), past) == []


# New articles a day


def test_far_fewer_new_articles_a_day_than_usual() -> None:
    only(said(healthy(teasers=39), week()), "39.0 new articles a day on its lists, in the last runs 100.0")
    assert said(healthy(teasers=40), week()) == []
    only(said(healthy(teasers=0), week()), "0.0 new articles a day")
    assert said(healthy(teasers=0), week(runs=2)) == []


def test_days_that_were_amiss_are_no_measure_of_what_is_usual() -> None:
    assert said(healthy(teasers=0), week(met=False)) == []
    only(said(healthy(teasers=30), [*week(healthy(teasers=5), runs=5, met=False), *week(runs=3)]), "in the last runs 100.0")


def test_a_site_that_lists_little_is_not_missed_for_a_day() -> None:
    past = week(healthy(teasers=2))
    assert said(healthy(teasers=0), past, days=2.4) == []
    only(said(healthy(teasers=0), past, days=2.5), "0.0 new articles a day")


def test_an_empty_night_after_a_busy_week_is_no_sign() -> None:
    hours = [Past(healthy(teasers=number), 0.25) for number in (40, 40, 20, 0)] * 7
    assert said(healthy(teasers=0), hours, days=0.25) == []
    assert said(healthy(teasers=0), week(), days=0.5) == []
    still = [Past(healthy(teasers=0), 0.25)] * 3
    only(said(healthy(teasers=0), [*still, *hours], days=0.25), "0.0 new articles a day", "100.0")


def test_a_run_right_after_another_one_finds_nothing_new() -> None:
    assert said(healthy(0, teasers=0), week(), days=0.001) == []


def test_a_long_pause_is_no_rich_day() -> None:
    assert said(healthy(teasers=300), week(), days=3.0) == []
    only(said(healthy(teasers=100), week(), days=3.0), "33.3 new articles a day")
