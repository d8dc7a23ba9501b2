"""How a run is told: the expectations that it did not meet, and in words what was not read and what was read with doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.run.expectations import Past, unmet, unmet_by_pages
from crawler.run.statistics import SiteStatistics
from crawler.sites import ORIGINAL_SITES, SITES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawler.run.run import Run

# What a run is compared with: the last runs with the same arguments, at most so many, of so many days. What has been amiss for longer than
# that is how the site is now.
_HISTORY = 60
_HISTORY_DAYS = 35
# Counts that are no failures and that a person should know of.
_DOUBTS = {
    "validate/future_date": "Dates that lay in the future and were left out",
    "reading/pages_with_unreadable_bytes": "Pages with bytes that could not be read",
    "join/slug-not-source-line": "Translations whose source line names another article, joined by their slug",
    "join/ambiguous-slug": "Translations whose slug several originals have, joined to none",
    "keep/worse": "Articles that were read worse than before and left as they were",
    "list/cut_short": "Lists that never came to their end",
    "list/unread_entries": "Entries of lists without a usable address",
    "list/unusable_addresses": "Lists whose address cannot be asked for",
}


def broken_expectations(run: Run, closed: Mapping[str, str], left: Mapping[str, str], *, whole: bool) -> list[str]:
    """Return the expectations that a run did not meet, in words.

    ``closed`` are the sites of which nothing more was asked for, and why; ``left`` those whose hosts refuse, and what of them is left to
    the next run. A run that is not ``whole`` is not compared with others.
    """
    since = int(run.started_at.timestamp()) - _HISTORY_DAYS * 24 * 3600
    history = run.runs.alike(run.arguments.as_json(), since=since, limit=_HISTORY) if whole else []
    words: list[str] = []
    for site in run.arguments.sites:
        found = run.statistics[site]
        past = [
            Past(SiteStatistics.of_json(summary["sites"][site]), summary["days"], summary["sites"][site].get("met", False))
            for _, summary in history
            if site in summary.get("sites", {})
        ]
        expected = SITES[site].expectations
        words += unmet_by_pages(site, found, expected, past) if site in left else unmet(site, found, expected, past, days=run.days)
        if whole and site not in left and not found.lists and not found.lists_failed and SITES[site].seeds(run.arguments.sections):
            words.append(f"{site}: none of its lists could be read; they may be gone, or forbidden by robots.txt")
        if site in closed:
            words.append(f"{site}: no further article was asked for: {closed[site]}")
    return words + [f"{site}: {why}" for site, why in left.items()]


def sees_nothing(run: Run) -> bool:
    """Say whether the paper's lists show nothing though its feeds do: what stood on them, a later run must still look for."""
    figures = (run.statistics[site] for site in ORIGINAL_SITES)
    return any(found.markup_lists and found.fed and not found.shown for found in figures)


def account(counts: Mapping[str, Any]) -> Iterator[str]:
    """Say in words what was not read and what was read with doubts: a line a kind. ``counts`` are the crawl's stats."""
    for kind, count in _sorted(counts, "failure/"):
        exhausted = counts.get(f"retries_exhausted/{kind}", 0)
        if count > exhausted:
            yield f"Not read, asked again by a later run: {count - exhausted} × {kind}"
        if exhausted:
            yield f"Not read, retries exhausted: {exhausted} × {kind}"
    for kind, count in _sorted(counts, "list/failure/"):
        yield f"Lists not read, asked again by a later run: {count} × {kind}"
    for name, words in _DOUBTS.items():
        if counts.get(name):
            yield f"{words}: {counts[name]}"


def _sorted(counts: Mapping[str, Any], prefix: str) -> list[tuple[str, int]]:
    return sorted((name.removeprefix(prefix), count) for name, count in counts.items() if name.startswith(prefix))
