"""What the plans of the survey share: how they ask, and what they know of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from crawler.fetching.failures import CHALLENGE, HOST_REFUSES, NETWORK_KINDS
from crawler.fetching.robots import UNREACHABLE
from crawler.sites import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page import Address, Teaser
    from crawler.survey.sample import Answer

_CUT_OFF = NETWORK_KINDS | {UNREACHABLE, HOST_REFUSES, CHALLENGE, "tls"}
_REFUSALS = frozenset((403, 429, 503))
_NO_LISTS = frozenset(("article", "page", "missing", "print", "host", "robots"))


class Ask(Protocol):
    """Asks for an address, if robots.txt and what is left of the sixty requests allow it."""

    async def __call__(self, purpose: str, url: str, key: str = "", value: str = "") -> Answer:
        """Return what came. ``key`` and ``value`` name the guess that the address comes from."""
        ...


def cut_off(answer: Answer) -> bool:
    """Tell whether a host cannot be reached, or said no: it is asked for nothing else."""
    return answer.failure in _CUT_OFF or answer.status in _REFUSALS


def teasers_of(answer: Answer) -> Sequence[Teaser]:
    """Return the articles that a list names; a page that is no list names none."""
    return () if answer.purpose in _NO_LISTS else answer.teasers


def addresses_of(answer: Answer) -> list[Address]:
    """Return the addresses of the articles that a list names, and that of an article."""
    own = address(answer.url)
    return [teaser.address for teaser in teasers_of(answer)] + ([own] if own is not None else [])
