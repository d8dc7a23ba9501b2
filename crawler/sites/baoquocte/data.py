"""What is known of both editions of the paper (``baoquocte.toml``), and whose an address is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from crawler.page import Address
from crawler.sites.baoquocte.credits import BylineRule
from crawler.sites.baoquocte.mastercms_content import BodyRules
from crawler.sites.base import zone_of
from crawler.text.spelling import nfc
from crawler.text.words import any_of

DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("baoquocte.toml").read_text("utf-8"))
PATHS: dict[str, Any] = DATA["paths"]
PAGE: dict[str, Any] = DATA["page"]
LISTING: dict[str, Any] = DATA["listing"]
BESIDE: dict[str, list[str]] = DATA["beside"]
GENERATIONS: list[dict[str, Any]] = DATA["generation"]
PARSER: str = DATA["parser"]
ZONE = zone_of(DATA)
BODY_RULES = BodyRules.of(DATA)
BYLINE_RULE = BylineRule.of(DATA["byline"])

# "&mobile=yes", "&amp;1", a query, a fragment, an escaped "&": whatever follows ".html" is a variant of the same article.
_ARTICLE = re.compile(r"\s*(?:https?:)?//([a-z0-9.-]+)(?::(?:80|443))?/([^/?#&\s]+)-([1-9]\d{0,9})\.html(?![\w.-])", re.IGNORECASE)
_PRINT = re.compile(r"\s*https?://([a-z0-9.-]+)/apicenter@/print_article&i=([1-9]\d{0,9})(?!\d)", re.IGNORECASE)
_HOUSE = any_of(DATA["standfirst"]["prefixes"])
# In brackets the name needs nothing behind it; else a dash, a bar, a colon or a stop. A stop without a space is one before a capital.
_PREFIX = re.compile(
    rf"^\W{{0,3}}(?:[(\[]\s*{_HOUSE}\s*[)\]]\s*[-–—|:.]{{0,2}}\s*"
    rf"|{_HOUSE}\W{{0,3}}?(?:\s*[-–—|:]\s*|\.\s*[-–—]\s*|\.\s+|(?P<tight>\.)))(?=\S)",
    re.IGNORECASE,
)
_TWICE = re.compile(r"^(.+)-(\d+)$")
_TAIL = 2000
_END = re.compile(r"</html\s*>", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Edition:
    """One edition: a host with its language, its name and its addresses."""

    name: str
    hosts: tuple[str, ...]
    language: str
    publisher: str
    data: dict[str, Any] = field(repr=False)

    def address(self, url: str) -> Address | None:
        """Take an article's address apart; variants for other devices lead to the same address."""
        found = _ARTICLE.match(url)
        if found is None or found[1].lower() not in self.hosts:
            return None
        host, slug, number = found[1].lower(), found[2], int(found[3])
        url = f"https://{host}/{slug}-{number}.html"
        # "…-203386-203386.html": the CMS can add the number to a slug that ends in it.
        twice = _TWICE.match(slug)
        if twice is not None and twice[2] == found[3]:
            slug = twice[1]
        return Address(f"{self.name}/{number}", url, self.name, self.language, slug, number)

    def number_of_print(self, url: str) -> int | None:
        """Return the number of the article whose print view stands at an address."""
        found = _PRINT.match(url)
        return int(found[2]) if found is not None and found[1].lower() in self.hosts else None


EDITIONS: tuple[Edition, ...] = tuple(
    Edition(data["name"], (data["host"],), data["language"], data["publisher"], data) for data in DATA["edition"]
)
HOSTS: frozenset[str] = frozenset(host for edition in EDITIONS for host in edition.hosts)


def address(url: str) -> Address | None:
    """Take an article's address of either edition apart."""
    for edition in EDITIONS:
        found = edition.address(url)
        if found is not None:
            return found
    return None


def linked_article(base: str, href: str | None) -> Address | None:
    """Return the article of either edition that a link leads to; None for all else."""
    if not href or any(path in href for path in PATHS["never"]):
        return None
    try:
        return address(urljoin(base, href))
    except ValueError:
        return None


def without_prefix(text: str) -> tuple[str, str | None]:
    """Split a standfirst into its text and the newspaper's own prefix ("TGVN. "), None where it has none."""
    found = _PREFIX.match(nfc(text))
    if found is None or (found["tight"] and not nfc(text)[found.end()].isupper()):
        return text, None
    return nfc(text)[found.end() :], found[0].strip()


def ends(text: str) -> bool:
    """Tell whether the markup comes to its end; what is added behind it (counters, comments) is short."""
    return _END.search(text, max(0, len(text) - _TAIL)) is not None or _END.search(text) is not None
