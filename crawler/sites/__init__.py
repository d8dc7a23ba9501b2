"""What each site looks like. No Scrapy in here.

A site is a module of this package that offers ``SITE`` (or ``SITES``, where one module reads several), with a TOML file of the same name
beside it. It is found by looking; nothing else has to be changed for a new one.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.sites.site import Mirror

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.sites.site import Address, Site


def _discover() -> Iterator[Site]:
    for data in sorted(Path(__file__).parent.glob("*.toml")):
        if not data.with_suffix(".py").exists():
            continue
        module = importlib.import_module(f"{__name__}.{data.stem}")
        if hasattr(module, "SITES"):
            yield from module.SITES
        elif hasattr(module, "SITE"):
            yield module.SITE


SITES: dict[str, Site] = {site.name: site for site in _discover()}
_BY_HOST: dict[str, Site] = {host: site for site in SITES.values() for host in site.hosts}
ALLOWED_HOSTS: frozenset[str] = frozenset(_BY_HOST)
MIRRORS: tuple[Mirror, ...] = tuple(site for site in SITES.values() if isinstance(site, Mirror))
ORIGINAL_SITES: tuple[str, ...] = tuple(name for name, site in SITES.items() if not isinstance(site, Mirror))


def site_of(url: str) -> Site | None:
    """Return the site that answers under the address's host."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return _BY_HOST.get(host or "")


def address(url: str) -> Address | None:
    """Take an article's address apart, whichever site's it is."""
    site = site_of(url)
    return site.address(url) if site else None
