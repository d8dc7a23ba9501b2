"""Has a site changed under the crawler? A run's figures against the site's data and against the last complete runs.

Every expectation that is not met is one sentence that names the site, the field or figure, what was found and what was expected.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.census import SiteCensus

_HISTORY_LEAST = 3  # with fewer runs behind it a median says nothing


def unmet(site: str, found: SiteCensus, expected: Mapping[str, Any], history: Sequence[Mapping[str, Any]], *, days: float) -> Iterator[str]:
    """Yield what is not as expected of a site.

    ``expected`` is the site's ``expectations`` table; ``history`` the figures of the last complete runs, newest first, each with its
    ``days``; ``days`` is the time that this run covers.
    """
    yield from _lists(site, found, expected)
    answered = found.pages + sum(found.unreadable.values())
    if answered >= expected["sample"]:
        share = found.pages / answered
        if share < expected["readable"]:
            kinds = ", ".join(f"{count} × {kind}" for kind, count in found.unreadable.most_common(3))
            yield f"{site}: {found.pages} of {answered} pages could be read ({kinds}), expected at least {_percent(expected['readable'])}"
    if found.pages >= expected["sample"]:
        yield from _fields(site, found, expected)
        yield from _against_history(site, found, expected, history)
    yield from _supply(site, found, expected, history, days)


def _lists(site: str, found: SiteCensus, expected: Mapping[str, Any]) -> Iterator[str]:
    failed = sum(found.lists_failed.values())
    if failed and found.lists / (found.lists + failed) < expected["lists"]:
        kinds = ", ".join(f"{count} × {kind}" for kind, count in found.lists_failed.most_common(3))
        yield (
            f"{site}: {found.lists} of {found.lists + failed} lists could be read ({kinds}), expected at least "
            f"{_percent(expected['lists'])}: is it blocked, or was it redesigned?"
        )


def _fields(site: str, found: SiteCensus, expected: Mapping[str, Any]) -> Iterator[str]:
    pages = found.pages
    for name, least in expected["filled"].items():
        filled = found.filled[name]
        if filled / pages < least:
            yield f"{site}: the field {name} was found on {filled} of {pages} pages, expected on at least {_percent(least)}"
    for name, beginnings in expected.get("own_rules", {}).items():
        rules: Mapping[str, int] = found.rules.get(name, {})
        own = sum(count for rule, count in rules.items() if rule.startswith(tuple(beginnings)))
        if own / pages < expected["own_rules_least"]:
            others = ", ".join(f"{rule} ({count})" for rule, count in sorted(rules.items(), key=lambda item: -item[1])[:3]) or "none"
            yield (
                f"{site}: the field {name} was read by its own selectors on {own} of {pages} pages, expected on at least "
                f"{_percent(expected['own_rules_least'])}; rules that read it: {others}"
            )
    if found.fallback / pages > expected["fallback"]:
        yield (
            f"{site}: the field body was read by the fallback reader on {found.fallback} of {pages} pages, "
            f"expected on at most {_percent(expected['fallback'])}"
        )
    if found.body_chars / pages < expected["body_chars"]:
        yield f"{site}: the field body has {found.body_chars // pages} characters on average, expected at least {expected['body_chars']}"


def _against_history(site: str, found: SiteCensus, expected: Mapping[str, Any], history: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    before = [run for run in history if run["pages"] >= expected["sample"]]
    if len(before) < _HISTORY_LEAST:
        return
    for name in expected["filled"]:
        usual = statistics.median(run["filled"].get(name, 0) / run["pages"] for run in before)
        share = found.filled[name] / found.pages
        if share < usual * expected["fall"]:
            yield f"{site}: the field {name} was found on {_percent(share)} of the pages, in the last runs on {_percent(usual)}"
    usual_rules = {name for run in before for name, rules in run["rules"].items() for _ in rules}
    for name in sorted(usual_rules & set(found.rules)):
        main = _main_rule(before, name)
        if main is not None and not found.rules[name].get(main):
            now = max(found.rules[name], key=lambda rule: found.rules[name][rule])
            yield f"{site}: the field {name} is read by another rule than in the last runs: {now} instead of {main}"
    usual_size = statistics.median(run["body_chars"] / run["pages"] for run in before)
    if found.body_chars / found.pages < usual_size * expected["fall"]:
        yield f"{site}: the field body has {found.body_chars // found.pages} characters on average, in the last runs {usual_size:.0f}"


def _main_rule(history: Sequence[Mapping[str, Any]], name: str) -> str | None:
    """The rule that read nearly all pages of all runs; None where there is no such one."""
    counts: dict[str, int] = {}
    for run in history:
        for rule, count in run["rules"].get(name, {}).items():
            counts[rule] = counts.get(rule, 0) + count
    rule = max(counts, key=lambda found: counts[found])
    return rule if counts[rule] >= sum(counts.values()) * 0.9 else None


def _supply(
    site: str, found: SiteCensus, expected: Mapping[str, Any], history: Sequence[Mapping[str, Any]], days: float
) -> Iterator[str]:
    """A site that lists far fewer new articles a day than it used to, or lacks a language that it always had."""
    if len(history) < _HISTORY_LEAST or days < 1:
        return
    usual = statistics.median(run["teasers"] / max(run["days"], 1.0) for run in history)
    if usual * days >= expected["sample"] and found.teasers / days < usual * expected["fall"]:
        yield f"{site}: {found.teasers / days:.1f} new articles a day on its lists, in the last runs {usual:.1f}"
    always = set.intersection(*(set(run["languages"]) for run in history))
    missing = sorted(language for language in always if not found.languages[language])
    if missing and found.pages >= expected["sample"]:
        yield f"{site}: no page in {', '.join(missing)}, which every one of the last {len(history)} runs had"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
