"""Looking for an original's pages on the mirrors: in what their lists show, then at addresses that are built, while that pays.

A story is looked for in steps, over some days. Each step first asks for what is known to be there: what any list or page names under the
story's slug. Where that is nothing, the daily lists from its date on are read, each time some more. Only then addresses are built, one a
round: the language that may be expected most, of the stories for which that is likely. What that gave is counted by what was known of the
story, and stops it where it does not pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, Literal

from crawler.fetching.retry_policy import NOT_YET
from crawler.sites import MIRRORS
from crawler.store.frontier import NewPage, State
from crawler.store.look_ups import LookUp, Yield

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from scrapy.statscollectors import StatsCollector
    from sqlalchemy import Row

    from crawler.page import Address
    from crawler.run.run import Run
    from crawler.scheduling.lists import ListCrawls, ListPage
    from crawler.sites.base import Mirror

# What is known of a story whose daily lists are silent is `mirror_map.Silence`.
_LISTED, _TRANSLATED, _UNSHOWN, _AGAIN = "listed", "translated", "unshown", "again"
# Begins the reason for which a built address is asked for; what was known of the story follows.
_BUILT = "built: "
# A language that no list and no page showed yet is expected as if so much of one story had had it.
_UNSEEN = 0.5
# What may be expected so much as the best of a round is asked for in the same round.
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """An address that may be built: what share of such were there, by what was ``known`` of the story."""

    expected: float
    known: str
    at: Address


class Looking:
    """The look-ups of a run."""

    def __init__(self, run: Run, stats: StatsCollector, lists: ListCrawls) -> None:
        self.run = run
        self.stats = stats
        self.lists = lists
        self.map = lists.map
        self.mirrors = {mirror.name: mirror for mirror in MIRRORS if mirror.name in run.arguments.sites}
        # By story and mirror: those that lists are still asked about, then those of which nothing more can be read in lists.
        self._new: dict[tuple[str, str], LookUp] = {}
        self._listed: dict[tuple[str, str], LookUp] = {}
        # Runs that were cut off since the last one that ended: this one goes on with their look.
        self._same_look = {run.id, *run.runs.cut_off()}
        languages = run.arguments.languages
        self._languages = None if languages is None else ",".join(sorted(languages))

    def resume(self) -> None:
        """Take up what earlier runs left. Runs inside a transaction of the caller's."""
        self.run.look_ups.reopen(self._languages, self.run.now())
        for look_up in self.run.look_ups.due(self.run.now()):
            self._take_up(look_up)

    def begin(self, story_id: str, slug: str, published: str | None, origin: str) -> None:
        """Look for an original of the site ``origin`` on its mirrors. Runs inside a transaction of the caller's."""
        for mirror in self.mirrors.values():
            look_up = LookUp(story_id, mirror.name, slug, published)
            if mirror.origin == origin and self.run.look_ups.begin(look_up, self.run.now()):
                self._take_up(look_up)

    def _take_up(self, look_up: LookUp) -> None:
        if look_up.mirror in self.mirrors:
            self._new[look_up.story_id, look_up.mirror] = look_up

    def waiting(self, mirror: str) -> int:
        """Return how many stories are still to be looked for on a mirror."""
        return sum(look_up.mirror == mirror for look_up in (*self._new.values(), *self._listed.values()))

    # What is known to be there

    def look(self) -> Iterator[ListPage]:
        """Ask for what lists have shown, and begin to read the daily lists for what none has. To be called when no list is under way."""
        # A story's days are opened once the index of days was read, whichever story had it read: until then all wait.
        indexes = list(self._indexes())
        if indexes:
            yield from indexes
            return
        for place, look_up in list(self._new.items()):
            mirror = self.mirrors[look_up.mirror]
            with self.run.store.transaction():
                rows = self._pages(look_up)
                self._ask_for_listed(mirror, rows)
            known = any(row.story_hint is None or row.state == State.DONE for row in rows)
            pages = [] if known else list(self.map.open(mirror, look_up.published, look_up.step))
            if not pages:
                self._listed[place] = self._new.pop(place)
            yield from pages

    def _indexes(self) -> Iterator[ListPage]:
        """Begin to read the indexes of days that a run narrowed to sections has not read: it reads no sitemap but for a story."""
        if self.run.arguments.sections is None:
            return
        for name in {look_up.mirror for look_up in self._new.values() if look_up.published is not None}:
            if not self.run.lists.days(name, None, None):
                for seed in self.mirrors[name].seeds():
                    if seed.kind == "sitemap" and (page := self.lists.open(seed.url, name)) is not None:
                        yield page

    def _pages(self, look_up: LookUp) -> Sequence[Row[Any]]:
        return self.run.frontier.with_slugs(self.mirrors[look_up.mirror].slugs(look_up.slug), look_up.mirror)

    def _ask_for_listed(self, mirror: Mirror, rows: Sequence[Row[Any]]) -> bool:
        """Ask for the pages under a story's slug that a list or a page has shown; say whether any is asked for by that."""
        wanted = [
            row.key
            for row in rows
            if row.state == State.DECLINED and (row.language == mirror.origin_language or self.run.arguments.wants_language(row.language))
        ]
        self.run.frontier.want(wanted)
        return bool(wanted)

    # What may be there

    def guess(self, closed: Container[str]) -> bool:
        """Ask for built addresses, one a story, where that pays; say whether any is. To be called when nothing is under way.

        Nothing is built on mirrors that are ``closed``: their look-ups are left to the next run.
        """
        with self.run.store.transaction():
            ready = {place: look_up for place, look_up in self._listed.items() if look_up.mirror not in closed}
            odds = {name: Odds(self.run, self.mirrors[name]) for name in {look_up.mirror for look_up in ready.values()}}
            found = {place: self._consider(look_up, odds[look_up.mirror]) for place, look_up in ready.items()}
            asked = "asked" in found.values()
            asked = self._ask_best({place: one for place, one in found.items() if isinstance(one, Guess)}, ready, odds) or asked
            for place, answer in found.items():
                # What is on its way may make for another story worth asking what was not by now.
                if answer == "awaits" or (answer == "done" and not asked):
                    del self._listed[place]
                if answer == "done" and not asked:
                    self._rest(ready[place])
        return asked

    def _consider(self, look_up: LookUp, odds: Odds) -> Guess | Literal["asked", "awaits", "done"]:
        """Say which address of a story to build next, unless what was asked for is still to come, or nothing more pays."""
        rows = self._pages(look_up)
        if self._ask_for_listed(self.mirrors[look_up.mirror], rows):
            return "asked"
        if any(row.state == State.DONE and row.names_all for row in rows):
            return "done"
        if any(row.state == State.WAITING and row.attempts == 0 for row in rows):
            return "awaits"
        return self._best(look_up, odds, rows) or "done"

    def _ask_best(self, guesses: dict[tuple[str, str], Guess], ready: Mapping[tuple[str, str], LookUp], odds: Mapping[str, Odds]) -> bool:
        """Ask for what may be expected most, and for what comes near that; say whether anything is asked for.

        The others wait for what the answers tell: a mirror's requests in vain are counted, and not to be spent on what is less likely.
        """
        most: dict[str, float] = {}
        asked = False
        for place, guess in sorted(guesses.items(), key=lambda item: (-item[1].expected, item[0])):
            look_up = ready[place]
            least = most.setdefault(look_up.mirror, guess.expected) * _NEAR
            if guess.expected < least:
                continue
            rows = self._pages(look_up)
            # What this round asks for counts already.
            best = self._best(look_up, odds[look_up.mirror], rows)
            if best is not None and best.expected >= least:
                self._build(best, look_up, odds[look_up.mirror], rows)
                asked = True
        return asked

    def _build(self, guess: Guess, look_up: LookUp, odds: Odds, rows: Sequence[Row[Any]]) -> None:
        at = guess.at
        odds.ask(guess.known, at.language)
        self.stats.inc_value("mirror/built")
        # What was known is kept with the page, so that the answer counts for it even in the next run.
        if any(row.key == at.key for row in rows):
            self.run.frontier.want([at.key], reason=_BUILT + guess.known)
        else:
            self.run.frontier.add([_built(at, look_up.story_id, guess.known)])

    def _best(self, look_up: LookUp, odds: Odds, rows: Sequence[Row[Any]]) -> Guess | None:
        """Choose the address at which a page may be expected most, if that is enough; the origin's language goes before all others."""
        mirror = self.mirrors[look_up.mirror]
        silence = self.map.silence(mirror, look_up.published, look_up.step)
        if odds.spent(mapped=silence == "unlisted"):
            return None
        known = self._known(mirror, rows) if any(row.state == State.DONE for row in rows) else silence
        tried = {row.language: row for row in rows if row.slug == look_up.slug}
        doubt = odds.doubt(known, [row.language for row in tried.values() if row.state == State.ABSENT])
        best: Guess | None = None
        for language in (mirror.origin_language, *filter(self.run.arguments.wants_language, mirror.languages)):
            row = tried.get(language)
            # What was not there when an earlier run asked for it may be there by now.
            again = row is not None and row.state == State.ABSENT and row.run_id not in self._same_look
            if row is not None and not again:
                continue
            unshown = self._is_unshown(mirror, look_up, language)
            what = f"{_AGAIN} {known}" if again else f"{_UNSHOWN} {known}" if unshown else known
            expected = odds.of(what, language) * doubt
            if expected >= mirror.look_up.least_yield and (best is None or expected > best.expected):
                best = Guess(expected, what, mirror.translation(look_up.slug, language))
                if language == mirror.origin_language:
                    break
        return best

    def _is_unshown(self, mirror: Mirror, look_up: LookUp, language: str) -> bool:
        """Tell whether a language's list goes back beyond a story: none of the lists shows it, or it would have been asked for."""
        url = mirror.newest(language) if look_up.published is not None else None
        reaches = self.run.lists.reaches(url) if url is not None else None
        return reaches is not None and look_up.published is not None and reaches <= look_up.published[:10]

    @staticmethod
    def _known(mirror: Mirror, rows: Sequence[Row[Any]]) -> str:
        """Say what is known of a story that is there: its lists name translations, or only the page in the origin's language."""
        named = any(row.story_hint is None and row.language != mirror.origin_language for row in rows)
        return _TRANSLATED if named else _LISTED

    def _rest(self, look_up: LookUp) -> None:
        """Leave a story that was found for good, another until its next look."""
        found = any(row.state == State.DONE for row in self._pages(look_up))
        delay = None if found else NOT_YET.after(look_up.step + 1)
        self.run.look_ups.rest(look_up, None if delay is None else self.run.now() + delay, self._languages)

    def answered(self, row: Row[Any], *, found: bool) -> None:
        """Note whether a built address, as the frontier leased it, was there. Runs inside a transaction of the caller's."""
        if not found:
            self.stats.inc_value("mirror/absent")
        elif (row.reason or "").startswith(_BUILT):
            self.run.look_ups.count(row.site, row.reason.removeprefix(_BUILT), row.language, found=1)


class Odds:
    """What may be expected of building addresses of one mirror, as the store has it at one moment."""

    def __init__(self, run: Run, mirror: Mirror) -> None:
        self.run = run
        self.mirror = mirror
        self.rules = mirror.look_up
        self.yields = run.look_ups.yields(mirror.name)
        self.languages = run.look_ups.languages(mirror.name, mirror.origin_language)
        self.known_stories = run.look_ups.stories(mirror.name)
        self.in_vain = sum(one.asked - one.found for one in self.yields.values())

    def spent(self, *, mapped: bool) -> bool:
        """Whether as much was asked for in vain as may be. Without a map to go by, more has to be learnt at first."""
        stories = self.known_stories if mapped else max(self.rules.stories, self.known_stories)
        return self.in_vain + 1 > self.rules.in_vain * stories

    def of(self, known: str, language: str) -> float:
        """Return the share of addresses in a language that may be expected to be there, by what is known of the story."""
        share = self.rules.share[known.partition(" ")[0]]
        if language != self.mirror.origin_language:
            share *= min(1.0, self._seen(language) / self.rules.share["unmapped"])
        one = self.yields.get((known, language), Yield())
        return (one.found + self.rules.weight * share) / (one.asked + self.rules.weight)

    def _seen(self, language: str) -> float:
        """Return on what share of the mirror's stories a language was seen; before any was, on as many as it is expected on."""
        known = self.languages.telling + self.languages.more[language]
        return (self.languages.found[language] + _UNSEEN) / (known + _UNSEEN / self.rules.share["unmapped"])

    def doubt(self, known: str, missed: Iterable[str]) -> float:
        """Return what is left, after these languages were missing, of the odds that a story is on the mirror at all; 1 where that is known.

        Bayes' rule, with the languages taken to be independent. The origin's page says nothing: where it is, the daily lists name it.
        """
        presence = self.rules.presence.get(known, 1.0)
        others = (language for language in missed if language != self.mirror.origin_language)
        present = presence * prod(1.0 - min(self._seen(language), 1.0) for language in others)
        return present / (present + 1.0 - presence) / presence if present else 0.0

    def ask(self, known: str, language: str) -> None:
        """Count one request whose answer is not known yet: until then it counts as one in vain."""
        one = self.yields.get((known, language), Yield())
        self.yields[known, language] = Yield(one.asked + 1, one.found)
        self.in_vain += 1
        self.run.look_ups.count(self.mirror.name, known, language, asked=1)


def _built(at: Address, story_id: str, known: str) -> NewPage:
    return NewPage(
        key=at.key, url=at.url, site=at.site, language=at.language, slug=at.slug, found_in=story_id, story_hint=story_id,
        reason=_BUILT + known,
    )  # fmt: skip
