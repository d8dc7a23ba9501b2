from __future__ import annotations

from datetime import date

import pytest

from crawler.run.arguments import Arguments
from crawler.run.scope import Scope


def scope(first: str | None = None, **arguments: str) -> Scope:
    return Scope(Arguments.parse(arguments), date.fromisoformat(first) if first else None)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025-03-01T00:10:00+07:00", True),
        ("2025-02-28T23:50:00+07:00", False),
        ("2025-03-31", True),
        ("2025-04-01", False),
        (None, True),
    ],
)
def test_the_days_of_a_window_are_both_in_it(published: str | None, expected: bool) -> None:  # noqa: FBT001
    assert scope("2025-03-01", until="2025-03-31").in_window(published) is expected


def test_a_list_that_has_not_changed_since_has_no_news() -> None:
    window = scope("2025-03-01")
    assert [window.may_have_news(changed) for changed in ("2025-02-28", "2025-03-01T00:00:00+07:00", None)] == [False, True, True]
    assert scope().may_have_news("2017-01-01")


def test_sites_languages_and_subject_are_the_arguments() -> None:
    asked = scope(sites="vietnam.vn", languages="de", topic="all")
    assert asked.admits("vietnam.vn", "de", None)
    assert not asked.admits("vietnam.vn", "ja", None)
    assert not asked.admits("baoquocte.vn", "de", None)
    assert asked.any_topic
    assert not scope().any_topic
