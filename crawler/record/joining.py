"""One story across its languages: which original a mirror page belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from crawler.items import Original
from crawler.sites import ORIGINAL_SITES, address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.page import Address, Page


class Owner(Protocol):
    """An original that has a mirror page's slug: its id and its address, as the store's row has them."""

    @property
    def key(self) -> str:
        """The original's id."""
        ...

    @property
    def url(self) -> str:
        """The original's address."""
        ...


@dataclass(frozen=True, slots=True)
class Story:
    """``rule`` says how the original was found: counted, and shown by ``scrapy inspect``."""

    id: str
    original: Original | None
    rule: str


def join_story(page: Page, originals: Callable[[str], Sequence[Owner]], built_from: str | None = None) -> Story | None:
    """Say which story a page tells; None where nothing ties a mirror page to this paper.

    ``originals`` gives the known originals with a slug; ``built_from`` is the original from whose slug the page's address was built.
    The source line is the exact join. Where it names an article with another slug than the page's own, which the mirror never does,
    it is a stray line of another article, and what is known of the page's slug goes before it.
    """
    if page.address.site in ORIGINAL_SITES:
        return Story(page.address.key, None, "self")
    source = address(page.source_url) if page.source_url else None
    if source is not None and _same_slug(page.address.slug, source.slug):
        return _named(source, "source-line")
    same_slug = originals(page.address.slug)
    known = {owner.key: owner for owner in same_slug}
    if source is not None and not known:
        return _named(source, "source-line-other-slug")
    if len(known) == 1:
        owner = same_slug[0]
        return Story(owner.key, Original(url=owner.url, id=owner.key), "slug" if source is None else "slug-not-source-line")
    if built_from is not None or page.publisher is not None or known:
        return Story(f"slug/{page.address.slug}", None, "ambiguous-slug" if known else "unknown-original")
    return None


def _named(source: Address, rule: str) -> Story:
    return Story(source.key, Original(url=source.url, id=source.key), rule)


def _same_slug(mirror: str, original: str) -> bool:
    # A collision suffix (-2) or, in old links, the paper's name may follow.
    return mirror == original or mirror.startswith(f"{original}-")
