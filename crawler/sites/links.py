"""Addresses out of pages, which may be anything: what cannot be taken apart is empty, never an exception."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit


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
