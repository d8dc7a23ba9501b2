"""The sections of both editions and how the menus name them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("sections.toml")
# The corner that robots.txt closes; the menus link into it all the same.
FORBIDDEN_SECTION = "thong-tin-doanh-nghiep"
# These answer past their end with their last page again; the others with an empty one.
REPEATING_SECTIONS = frozenset({"the-gioi", "ngoai-giao", "politics", "tin-moi"})
# These still show the list of the G2 layout.
OLD_LIST_SECTIONS = frozenset({"the-gioi/ho-so", "the-gioi/doc-bao-nuoc-ngoai"})
NEWEST = "tin-moi"


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def menu(edition: str) -> dict[str, str]:
    """All sections of an edition's menu: path to name."""
    return dict(_table()[edition])


def section_paths(sections: tuple[str, ...]) -> list[str]:
    """Give the list paths an article stands on, from the top section to its leaf."""
    return ["/".join(sections[: depth + 1]) for depth in range(len(sections))]


def section_name(edition: str, path: str) -> str:
    """Name a section as the breadcrumb shows it; one outside the table by its slug's words."""
    return _table()[edition].get(path) or path.rpartition("/")[2].replace("-", " ").capitalize()


def breadcrumb(edition: str, sections: tuple[str, ...]) -> list[tuple[str, str]]:
    """Give path and name of each section an article stands in, from the top to its leaf."""
    return [(path, section_name(edition, path)) for path in section_paths(sections)]
