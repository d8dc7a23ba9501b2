"""What each site looks like. No Scrapy in here.

A site is a package of this one that offers ``SITE`` (or ``SITES``, where one module reads several), with its TOML beside it. It is found by
looking; nothing else has to be changed for a new one. Packages of sites that stand elsewhere are named in ``SITE_PACKAGES``.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.settings import SITE_PACKAGES
from crawler.sites.base import Mirror

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.page import Address
    from crawler.sites.base import Site


def _discover(packages: Iterable[str]) -> Iterator[Site]:
    for name in packages:
        package = importlib.import_module(name)
        for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
            module = importlib.import_module(f"{name}.{found.name}")
            if hasattr(module, "SITES"):
                yield from module.SITES
            elif hasattr(module, "SITE"):
                yield module.SITE


SITES: dict[str, Site] = {site.name: site for site in _discover(SITE_PACKAGES.split(","))}
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
