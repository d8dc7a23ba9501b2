"""What a kept page leads to: an original to its translations, a translation to its siblings and back to its original."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.record.story import KEPT_VERDICTS
from crawler.sites import MIRRORS, ORIGINAL_SITES, address
from crawler.store.frontier import NewPage, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Row

    from crawler.items import Article, Original
    from crawler.page import Address, Page
    from crawler.run.arguments import Arguments
    from crawler.run.run import Run
    from crawler.scheduling.look_ups import Looking

_NOT_FOUND = 404
_URGENT = 20  # an original that decides over translations already read


class Translations:
    """Asks for what a kept page leads to, and notes built addresses that are not there. Runs inside a transaction of the caller's."""

    def __init__(self, run: Run, looking: Looking) -> None:
        self.run = run
        self.looking = looking

    def follow(self, page: Page, article: Article, row: Row[Any]) -> None:
        """Ask for what a kept page leads to: an original for its translations, a translation for its original and its siblings."""
        if article.site in ORIGINAL_SITES:
            self._follow_original(article, page.address.slug)
            return
        if article.translation_of is not None:
            self._ask_for_original(article.translation_of, article.id)
        if row.story_hint is not None:
            self.looking.answered(row, found=True)
        if article.topic.verdict in KEPT_VERDICTS:
            self._ask_for_siblings(page.address)
        if "translations" not in page.rules and not page.translations:
            return
        self.run.frontier.names_all(article.id)
        if row.story_hint is not None or article.topic.verdict in KEPT_VERDICTS:
            self.run.frontier.demand(named(self.run.arguments, article.story_id, page.translations))

    def absent(self, row: Row[Any]) -> None:
        """Note that nothing stands at an address that was built."""
        self.looking.answered(row, found=False)
        self.run.frontier.set_state(row.key, State.ABSENT, "absent", status=_NOT_FOUND)

    def _follow_original(self, article: Article, slug: str) -> None:
        on_topic = article.topic.verdict in KEPT_VERDICTS or self.run.scope.any_topic
        if on_topic and self.run.scope.in_window(article.date_published):
            self.looking.begin(article.id, slug, article.date_published, article.site)

    def _ask_for_siblings(self, address: Address) -> None:
        """Ask for the pages of a story that lists have shown and that waited for one of them to say whose it is."""
        rows = self.run.frontier.with_slugs([address.slug], address.site)
        siblings = [row for row in rows if row.state == State.DECLINED and row.reason == "sibling"]
        self.run.frontier.want([row.key for row in siblings if self.run.arguments.wants_language(row.language)])

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


def named(arguments: Arguments, story_id: str, translations: Mapping[str, str]) -> Iterator[NewPage]:
    """Yield the pages that a mirror page names as its translations (BCP 47 to address)."""
    for mirror in MIRRORS:
        addresses = (mirror.address(url) for url in translations.values())
        for place, at in enumerate(at for at in addresses if at is not None):
            wanted = arguments.wants_language(at.language)
            yield NewPage(
                key=at.key, url=at.url, site=at.site, language=at.language, slug=at.slug, found_in=story_id, priority=-place,
                state=State.WAITING if wanted else State.DECLINED, reason=None if wanted else "language",
            )  # fmt: skip
