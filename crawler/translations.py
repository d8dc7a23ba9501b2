"""Where an original's translations may be: one probe, then what its page names, else one address a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.sites import MIRRORS
from crawler.store.frontier import NewPage, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crawler.arguments import Arguments
    from crawler.sites.site import Address

PROBE_LANGUAGE = "vi"  # the mirror's copy of the original: where it stands, it names the translations


def probes(arguments: Arguments, story_id: str, slug: str) -> Iterator[NewPage]:
    """Yield the one page of each mirror that tells which translations there are; it is asked for whatever languages are wanted."""
    for mirror in MIRRORS:
        if mirror.name in arguments.sites:
            yield _page(mirror.translation(slug, PROBE_LANGUAGE), story_id, hint=story_id, wanted=True)


def named(arguments: Arguments, story_id: str, translations: Mapping[str, str]) -> Iterator[NewPage]:
    """Yield the pages that a mirror page names as its translations (BCP 47 to address)."""
    for mirror in MIRRORS:
        addresses = (mirror.address(url) for url in translations.values())
        yield from _pages(arguments, story_id, (address for address in addresses if address is not None), hint=None)


def one_a_language(arguments: Arguments, story_id: str, slug: str) -> Iterator[NewPage]:
    """Yield one built address a known language; that one is missing says nothing but that."""
    for mirror in MIRRORS:
        if mirror.name in arguments.sites:
            addresses = (mirror.translation(slug, language) for language in mirror.languages)
            yield from _pages(arguments, story_id, addresses, hint=story_id)


def _pages(arguments: Arguments, story_id: str, addresses: Iterable[Address], *, hint: str | None) -> Iterator[NewPage]:
    for place, address in enumerate(addresses):
        yield _page(address, story_id, hint=hint, wanted=arguments.wants_language(address.language), priority=-place)


def _page(address: Address, story_id: str, *, hint: str | None, wanted: bool, priority: int = 0) -> NewPage:
    return NewPage(
        key=address.key, url=address.url, site=address.site, language=address.language, slug=address.slug,
        state=State.WAITING if wanted else State.DECLINED, reason=None if wanted else "language", found_in=story_id, story_hint=hint,
        priority=priority,
    )  # fmt: skip
