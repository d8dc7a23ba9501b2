"""Has a site changed under the crawler? A run's figures against the site's data and against those of earlier runs with the same arguments.

Every expectation that is not met is one sentence that names the site, the field or figure, what was found and what was expected.

Shares say nothing of a few pages, and a daily run may find no more. So there are two measures: from ``sample`` pages on a share is held
against the expected one; of fewer, from ``few`` on, only "not one of them" counts, and only of what nearly every page has. A run with
fewer than that takes the pages of the runs before it along.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.fetching.failures import NO_BROWSER
from crawler.record.figures import FIELDS
from crawler.run.statistics import SiteStatistics

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping, Sequence

_HISTORY_LEAST = 3  # with fewer figures behind it a median says nothing
_NEARLY_EVERY = 0.7  # what so many pages have may be missed when all of a few lack it …
_ALWAYS = 0.9  # … and so may what so many had in earlier runs
_MAIN_RULE = 0.9  # share of the pages that a rule reads which is the field's rule
_UNKNOWN_USUAL, _UNKNOWN_NOW = 0.2, 0.8


@dataclass(frozen=True, slots=True)
class Past:
    """A site in an earlier run with the same arguments. ``met`` says that nothing was amiss; else it is no measure for others."""

    figures: SiteStatistics
    days: float
    met: bool = True


def unmet(site: str, found: SiteStatistics, expected: Mapping[str, Any], past: Sequence[Past], *, days: float) -> Iterator[str]:
    """Yield what is not as expected of a site.

    ``expected`` is the site's ``expectations`` table; ``past`` are its earlier runs, newest first; ``days`` is the time since any run
    looked for new articles.
    """
    yield from _lists(site, found, expected, [run for run in past if run.met])
    yield from unmet_by_pages(site, found, expected, past)
    yield from _supply(site, Past(found, days), past, expected)


def unmet_by_pages(site: str, found: SiteStatistics, expected: Mapping[str, Any], past: Sequence[Past]) -> Iterator[str]:
    """Yield what is not as expected of the pages that a site showed, however many of them the run could ask for."""
    yield from _shown(site, found, expected)
    yield from _readable(site, found, expected)
    pages = _with_enough_pages(found, past, expected["few"])
    if pages.pages >= expected["few"]:
        yield from _fields(site, pages, expected)
        yield from _against_history(site, pages, expected, [run for run in past if run.met])


# ------------------------------------------------------------------------------------------------------------------------------ lists


def _lists(site: str, found: SiteStatistics, expected: Mapping[str, Any], healthy: Sequence[Past]) -> Iterator[str]:
    if without := found.lists_failed[NO_BROWSER]:
        yield f"{site}: {without} lists that only JavaScript fills were not read, because the browser cannot start"
    failed = found.lists_failed.total()
    if failed and found.lists / (found.lists + failed) < expected["lists"]:
        yield (
            f"{site}: {found.lists} of {found.lists + failed} lists could be read ({_kinds(found.lists_failed)}), expected at least "
            f"{_percent(expected['lists'])}; it may be blocked, or redesigned"
        )
    elif len(healthy) >= _HISTORY_LEAST:
        usual = statistics.median(run.figures.lists for run in healthy)
        if found.lists < usual * expected["fall"]:
            yield f"{site}: {found.lists} lists could be read, in the last runs {usual:.0f}; their addresses may have changed"


def _shown(site: str, found: SiteStatistics, expected: Mapping[str, Any]) -> Iterator[str]:
    """Lists that can be read and show nothing, or that show less of each article than they did."""
    if found.markup_lists and not found.shown and (found.fed or found.markup_lists >= expected["sample"]):
        yield f"{site}: not one of {found.markup_lists} list pages shows an article; their markup may have changed"
    if found.shown >= expected["sample"]:
        for name, least in expected.get("teasers", {}).items():
            if found.shown_filled[name] < found.shown * least:
                yield (
                    f"{site}: the {name} was found on {found.shown_filled[name]} of {found.shown} teasers of list pages, "
                    f"expected on at least {_percent(least)}"
                )


# ------------------------------------------------------------------------------------------------------------------------------ pages


def _readable(site: str, found: SiteStatistics, expected: Mapping[str, Any]) -> Iterator[str]:
    if found.answered >= expected["few"] and _short(found.read, found.answered, expected["readable"], expected):
        yield (
            f"{site}: {found.read} of {found.answered} pages could be read ({_kinds(found.unreadable)}), "
            f"expected at least {_percent(expected['readable'])}"
        )


def _with_enough_pages(found: SiteStatistics, past: Sequence[Past], few: int) -> SiteStatistics:
    if not found.pages:
        return found
    for run in past:
        if found.pages >= few:
            break
        found = found + run.figures
    return found


def _short(count: int, of: int, least: float, expected: Mapping[str, Any]) -> bool:
    """Say whether a count falls short of its expected share, as far as so many pages tell."""
    return count < of * least if of >= expected["sample"] else count == 0 and least >= _NEARLY_EVERY


def _fields(site: str, found: SiteStatistics, expected: Mapping[str, Any]) -> Iterator[str]:
    pages = found.pages
    for name, least in expected["filled"].items():
        if _short(found.filled[name], pages, least, expected):
            yield f"{site}: the field {name} was found on {found.filled[name]} of {pages} pages, expected on at least {_percent(least)}"
    for name, beginnings in expected.get("own_rules", {}).items():
        rules: Mapping[str, int] = found.rules.get(name, {})
        read = sum(rules.values())
        own = sum(count for rule, count in rules.items() if rule.startswith(tuple(beginnings)))
        # Where a field is missing, that is said above; here it is read, but by another rule.
        if read >= expected["few"] and _short(own, read, expected["own_rules_least"], expected):
            others = ", ".join(f"{rule} ({count})" for rule, count in sorted(rules.items(), key=lambda item: -item[1])[:3])
            yield (
                f"{site}: the field {name} was read by its own selectors on {own} of {read} pages, expected on at least "
                f"{_percent(expected['own_rules_least'])}; rules that read it: {others}"
            )
    if found.fallback == pages or (pages >= expected["sample"] and found.fallback / pages > expected["fallback"]):
        yield (
            f"{site}: the field body was read by the fallback reader on {found.fallback} of {pages} pages, "
            f"expected on at most {_percent(expected['fallback'])}"
        )
    if pages >= expected["sample"] and found.body_chars / pages < expected["body_chars"]:
        yield f"{site}: the field body has {found.body_chars // pages} characters on average, expected at least {expected['body_chars']}"


# ---------------------------------------------------------------------------------------------------------------------------- history


def _against_history(site: str, found: SiteStatistics, expected: Mapping[str, Any], healthy: Sequence[Past]) -> Iterator[str]:
    before = _in_samples(healthy, expected["sample"])
    if len(before) < _HISTORY_LEAST:
        return
    everything = sum(before, SiteStatistics())
    yield from _rarer_fields(site, found, expected, before)
    yield from _other_rules(site, found, expected, everything)
    yield from _unusual_bodies(site, found, expected, before)
    yield from _missing_languages(site, found, expected, everything)


def _rarer_fields(site: str, found: SiteStatistics, expected: Mapping[str, Any], before: Sequence[SiteStatistics]) -> Iterator[str]:
    """Fields that are found on far fewer pages than they used to be, or on none."""
    pages = found.pages
    for name in FIELDS:
        usual = statistics.median(figures.filled[name] / figures.pages for figures in before)
        count = found.filled[name]
        gone = count == 0 and usual >= _ALWAYS
        # So many of the pages ought to have it that the few that do are no accident.
        if gone or (usual * pages >= expected["sample"] and count / pages < usual * expected["fall"]):
            yield f"{site}: the field {name} was found on {count} of {pages} pages, in the last runs on {_percent(usual)}"


def _other_rules(site: str, found: SiteStatistics, expected: Mapping[str, Any], everything: SiteStatistics) -> Iterator[str]:
    """Fields that the rule which read nearly all pages before does not read on a single one now."""
    for name in FIELDS:
        main, rules = _main_rule(everything, name), found.rules.get(name)
        if main is not None and rules and rules.total() >= expected["few"] and not rules[main]:
            yield f"{site}: the field {name} is read by another rule than in the last runs: {rules.most_common(1)[0][0]} instead of {main}"


def _unusual_bodies(site: str, found: SiteStatistics, expected: Mapping[str, Any], before: Sequence[SiteStatistics]) -> Iterator[str]:
    """Bodies in markup that was rarely met before, or much shorter ones than before."""
    pages = found.pages
    usual_unknown = statistics.median(figures.unknown / figures.pages for figures in before)
    if usual_unknown <= _UNKNOWN_USUAL and found.unknown >= pages * _UNKNOWN_NOW:
        yield f"{site}: the field body has markup that no rule knows on {found.unknown} of {pages} pages, in the last runs it was rare"
    usual_size = statistics.median(figures.body_chars / figures.pages for figures in before)
    if pages >= expected["sample"] and found.body_chars / pages < usual_size * expected["fall"]:
        yield f"{site}: the field body has {found.body_chars // pages} characters on average, in the last runs {usual_size:.0f}"


def _missing_languages(site: str, found: SiteStatistics, expected: Mapping[str, Any], everything: SiteStatistics) -> Iterator[str]:
    """Languages that so many pages ought to be in that it is no accident when none is."""
    for language, count in sorted(everything.languages.items()):
        if not found.languages[language] and count / everything.pages * found.pages >= expected["sample"]:
            yield f"{site}: no page in {language}, in the last runs {_percent(count / everything.pages)} of the pages"


def _in_samples(healthy: Sequence[Past], sample: int) -> list[SiteStatistics]:
    """Add runs up until each sum has enough pages for a share."""
    sums = [SiteStatistics()]
    for run in healthy:
        if sums[-1].pages >= sample:
            sums.append(SiteStatistics())
        sums[-1] += run.figures
    return [figures for figures in sums if figures.pages >= sample]


def _main_rule(figures: SiteStatistics, name: str) -> str | None:
    """The rule that read nearly all pages; None where there is no such one."""
    rules: Counter[str] | None = figures.rules.get(name)
    if not rules:
        return None
    rule, count = rules.most_common(1)[0]
    return rule if count >= rules.total() * _MAIN_RULE else None


# ----------------------------------------------------------------------------------------------------------------------------- supply


def _supply(site: str, now: Past, past: Sequence[Past], expected: Mapping[str, Any]) -> Iterator[str]:
    """A site that lists far fewer new articles a day than it used to. Nights are quiet: it takes whole days to tell."""
    latest, *earlier = _in_days([now, *past]) or [now]
    measures = [days for days in earlier if days.met]
    if len(measures) < _HISTORY_LEAST:
        return
    usual = statistics.median(days.figures.teasers / days.days for days in measures)
    rate = latest.figures.teasers / latest.days
    if usual * latest.days >= expected["sample"] and rate < usual * expected["fall"]:
        yield f"{site}: {rate:.1f} new articles a day on its lists, in the last runs {usual:.1f}"


def _in_days(runs: Sequence[Past]) -> list[Past]:
    """Add runs up, newest first, until each sum covers a day; what is left over at the end is dropped."""
    sums: list[Past] = []
    for run in runs:
        if sums and sums[-1].days < 1:
            last = sums[-1]
            sums[-1] = Past(last.figures + run.figures, last.days + run.days, last.met and run.met)
        else:
            sums.append(run)
    return [days for days in sums if days.days >= 1]


# ------------------------------------------------------------------------------------------------------------------------------ words


def _kinds(counts: Counter[str]) -> str:
    return ", ".join(f"{count} × {kind}" for kind, count in counts.most_common(3))


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
