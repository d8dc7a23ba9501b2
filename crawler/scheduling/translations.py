"""Where an original's translations may be: one probe, then what its page names, else one address a language; and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.fetching.retry_policy import NOT_YET
from crawler.record.story import KEPT_VERDICTS
from crawler.sites import MIRRORS, ORIGINAL_SITES, address
from crawler.store.frontier import NewPage, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scrapy.statscollectors import StatsCollector
    from sqlalchemy import Row

    from crawler.items import Article, Original
    from crawler.page import Address, Page
    from crawler.run.arguments import Arguments
    from crawler.run.run import Run

_NOT_FOUND = 404
_URGENT = 20  # an original that decides over translations already read


class Translations:
    """Asks for what a kept page leads to, and notes built addresses that are not there. Runs inside a transaction of the caller's."""

    def __init__(self, run: Run, stats: StatsCollector) -> None:
        self.run = run
        self.stats = stats

    def follow(self, page: Page, article: Article, row: Row[Any]) -> None:
        """Ask for what a kept page leads to: an original for its translations, a translation for its original and its siblings."""
        if article.site in ORIGINAL_SITES:
            self._follow_original(article, page.address.slug)
            return
        if article.translation_of is not None:
            self._ask_for_original(article.translation_of, article.id)
        is_probe = row.story_hint is not None and is_in_origin_language(article.site, article.language)
        if page.translations and (is_probe or article.topic.verdict in KEPT_VERDICTS):
            self.run.frontier.demand(named(self.run.arguments, article.story_id, page.translations))
        elif is_probe:
            self.run.frontier.demand(one_a_language(self.run.arguments, article.story_id, page.address.slug, article.site))

    def absent(self, row: Row[Any]) -> None:
        """Note that nothing stands at an address that was built.

        The page in the originals' language stands for all: it is asked for again for some days. Where it is missing, each language is
        tried once.
        """
        self.stats.inc_value("mirror/absent")
        if is_in_origin_language(row.site, row.language):
            self.run.frontier.failed(row.key, "absent", self.run.now(), NOT_YET.after, status=_NOT_FOUND)
            if row.attempts == 0:
                self.run.frontier.demand(one_a_language(self.run.arguments, row.story_hint, row.slug, row.site))
        else:
            self.run.frontier.set_state(row.key, State.ABSENT, "absent", status=_NOT_FOUND)

    def _follow_original(self, article: Article, slug: str) -> None:
        scope, frontier = self.run.scope, self.run.frontier
        on_topic = article.topic.verdict in KEPT_VERDICTS or scope.any_topic
        if not (on_topic and scope.in_window(article.date_published)):
            return
        for page in probes(scope.arguments, article.id, slug, article.site):
            if frontier.demand([page]) == 0 and frontier.known([page.key])[page.key].state == State.DONE:
                # The mirror's copy was read before its original: what it named was not followed then.
                frontier.demand(one_a_language(scope.arguments, article.id, slug, page.site))

    def _ask_for_original(self, original: Original, found_in: str) -> None:
        known = self.run.frontier.known([original.id]).get(original.id)
        if known is not None:
            if known.state == State.DECLINED:
                self.run.frontier.want([original.id], priority=_URGENT)
            return
        at = address(original.url) if original.url else None
        if at is not None:
            new = NewPage(
                key=at.key, url=at.url, site=at.site, language=at.language, slug=at.slug, number=at.number,
                priority=_URGENT, found_in=found_in,
            )  # fmt: skip
            self.run.frontier.add([new])


def is_in_origin_language(site: str, language: str) -> bool:
    """Tell whether a page of a mirror is its copy of the original: where that stands, it names the translations."""
    return any(mirror.name == site and mirror.origin_language == language for mirror in MIRRORS)


def probes(arguments: Arguments, story_id: str, slug: str, origin: str) -> Iterator[NewPage]:
    """Yield, of each mirror of the site ``origin``, the one page that tells which translations there are.

    It is asked for whatever languages are wanted.
    """
    for mirror in MIRRORS:
        if mirror.name in arguments.sites and mirror.origin == origin:
            yield _page(mirror.translation(slug, mirror.origin_language), story_id, hint=story_id, wanted=True)


def named(arguments: Arguments, story_id: str, translations: Mapping[str, str]) -> Iterator[NewPage]:
    """Yield the pages that a mirror page names as its translations (BCP 47 to address)."""
    for mirror in MIRRORS:
        addresses = (mirror.address(url) for url in translations.values())
        yield from _pages(arguments, story_id, (address for address in addresses if address is not None), hint=None)


def one_a_language(arguments: Arguments, story_id: str, slug: str, site: str) -> Iterator[NewPage]:
    """Yield one built address a known language of the mirror ``site``; that one is missing says nothing but that."""
    for mirror in MIRRORS:
        if mirror.name == site and mirror.name in arguments.sites:
            addresses = (mirror.translation(slug, language) for language in mirror.languages)
            yield from _pages(arguments, story_id, addresses, hint=story_id)


def _pages(arguments: Arguments, story_id: str, addresses: Iterable[Address], *, hint: str | None) -> Iterator[NewPage]:
    for place, at in enumerate(addresses):
        yield _page(at, story_id, hint=hint, wanted=arguments.wants_language(at.language), priority=-place)


def _page(address: Address, story_id: str, *, hint: str | None, wanted: bool, priority: int = 0) -> NewPage:
    return NewPage(
        key=address.key, url=address.url, site=address.site, language=address.language, slug=address.slug,
        state=State.WAITING if wanted else State.DECLINED, reason=None if wanted else "language", found_in=story_id, story_hint=hint,
        priority=priority,
    )  # fmt: skip
