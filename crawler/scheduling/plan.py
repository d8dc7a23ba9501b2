"""What a run would ask for, reckoned from the store as it stands: nothing is asked for and nothing published.

What new articles the lists will show nobody knows before they are read: earlier runs of the same arguments are the measure of that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.scheduling.mirror_map import unread_window
from crawler.sites import MIRRORS, SITES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.run.run import Run

_DAY = 24 * 3600
# Lists that others named, as a menu does, are taken to be named again if they were read in so many days.
_NAMED_LATELY = 30 * _DAY
_MEASURED_RUNS = 5
_MINUTE, _HOUR = 60.0, 3600.0


@dataclass
class Plan:
    """``lists`` are addresses; ``articles`` and ``revisits`` count pages that are due by site, ``look_ups`` stories by mirror.

    ``days`` counts the daily lists of mirrors whose map was not read yet: as many as the window has days, if the mirror has them.
    ``requests`` are by host, ``before`` is how many the runs before asked for in the middle.
    """

    window: str
    lists: list[str] = field(default_factory=list)
    days: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    revisits: Counter[str] = field(default_factory=Counter)
    look_ups: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    before: int | None = None

    def lines(self, delay: Callable[[str], float]) -> Iterator[str]:
        """Yield the plan as text for a person. ``delay`` gives the pause between two requests to a host, in seconds."""
        yield "What a run would ask for, reckoned from the store as it stands. Nothing was asked for, and nothing is published."
        yield f"Window: {self.window}"
        yield f"Lists: {len(self.lists)}"
        yield from (f"  {url}" for url in self.lists)
        for site, count in self.days.items():
            yield f"  and {count} daily lists of {site}, whose map was not read yet"
        yield from _counted("Articles due", self.articles)
        yield from _counted("Articles due for another visit", self.revisits)
        yield from _counted("Stories whose translations are looked up", self.look_ups)
        yield from _counted("Requests by host, at least", self.requests)
        yield from self._time(delay)
        if self.before is not None:
            yield f"More pages of lists and new articles come on top: the last such runs made {self.before} requests in the middle."
        else:
            yield "More pages of lists and new articles come on top: how many, the first such run will tell."

    def _time(self, delay: Callable[[str], float]) -> Iterator[str]:
        """Yield how long the hosts take, which are asked side by side: the slowest first."""
        pauses = {host: delay(host) for host in self.requests}
        slowest = sorted(pauses, key=lambda host: (-self.requests[host] * pauses[host], host))
        yield f"Time, at least: {_duration(max((self.requests[host] * pauses[host] for host in pauses), default=0))}"
        yield from (f"  {host}: {_duration(self.requests[host] * pauses[host])}, one request in {pauses[host]:g} s" for host in slowest)


def plan(run: Run) -> Plan:
    """Reckon what a run that begins now would ask for. The run has to be one that was not begun (`Run.rehearse`)."""
    since, until = run.scope.since, run.arguments.until
    found = Plan(f"{since or 'the beginning'} to {until or 'now'}")
    found.lists = sorted({*_seeds(run), *_named(run)}, key=lambda url: (urlsplit(url).hostname or "", url))
    found.articles, found.revisits = run.frontier.due_by_site(run.arguments.sites, run.now())
    looked_up = Counter(look_up.mirror for look_up in run.look_ups.due(run.now()))
    for mirror in MIRRORS:
        if mirror.name not in run.arguments.sites:
            continue
        if looked_up[mirror.name]:
            found.look_ups[mirror.name] = looked_up[mirror.name]
        if run.lists.days(mirror.name, None, None):
            found.lists += [row.url for row in unread_window(run, mirror)]
        elif since is not None and run.arguments.sections is None:
            last = until or run.started_at.date()
            found.days[mirror.name] = max(0, (last - since + timedelta(days=1)).days)
    found.requests = _requests(found)
    found.before = _before(run)
    return found


def _before(run: Run) -> int | None:
    """Return how many requests the last runs with the same arguments made, in the middle; None where there were none."""
    alike = run.runs.alike(run.arguments.as_json(), since=0, limit=_MEASURED_RUNS)
    asked = [summary.get("stats", {}).get("downloader/request_count") for _, summary in alike]
    counted = [count for count in asked if isinstance(count, int)]
    return round(median(counted)) if counted else None


def _seeds(run: Run) -> Iterator[str]:
    for site in run.arguments.sites:
        for seed in SITES[site].seeds(run.arguments.sections):
            if run.lists.is_due(seed.url, run.now()):
                yield seed.url


def _named(run: Run) -> Iterator[str]:
    """Yield the lists that were found in menus and sitemaps, as far as earlier runs read them lately."""
    if run.arguments.sections is None:
        yield from run.lists.read_since(run.arguments.sites, run.now() - _NAMED_LATELY)


def _requests(found: Plan) -> Counter[str]:
    requests: Counter[str] = Counter()
    for url in found.lists:
        requests[urlsplit(url).hostname or ""] += 1
    for counts in (found.days, found.articles, found.revisits, found.look_ups):
        for site, count in counts.items():
            # Articles are asked for at the site's first host.
            requests[SITES[site].hosts[0]] += count
    for host in list(requests):
        requests[host] += 1  # robots.txt
    return requests


def _counted(what: str, counts: Counter[str]) -> Iterator[str]:
    yield f"{what}: {counts.total()}"
    yield from (f"  {name}: {count}" for name, count in sorted(counts.items()))


def _duration(seconds: float) -> str:
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} seconds"
    return f"{seconds / _MINUTE:.0f} minutes" if seconds < 2 * _HOUR else f"{seconds / _HOUR:.1f} hours"
