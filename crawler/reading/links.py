"""Addresses out of pages, which may be anything: what cannot be taken apart is empty, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable


def absolute(base: str, href: str | None) -> str:
    """Join an address to its page's; empty where there is none or it is beyond reading (``https://[``)."""
    if not href:
        return ""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def host_of(url: str) -> str:
    """Return the host in lower case; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """Return the path without slashes at its ends."""
    try:
        return urlsplit(url).path.strip("/")
    except ValueError:
        return ""


def without_stamps(url: str, names: Iterable[str]) -> str:
    """Take the named parameters off an address's query: what a site adds when it renders a page is no part of a picture's address."""
    path, mark, query = url.partition("?")
    if not mark:
        return url
    unwanted = frozenset(names)
    kept = "&".join(part for part in query.split("&") if part.partition("=")[0] not in unwanted)
    return f"{path}?{kept}" if kept else path
