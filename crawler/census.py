"""What a run found on each site, counted: the figures that expectations are held against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.sites.site import FailureKind

if TYPE_CHECKING:
    from crawler.sites.site import Page

FIELDS = ("headline", "description", "body", "date_published", "authors", "publisher", "section", "keywords", "source_url", "images")
# Answers that were a page, but not one that the reader could make an article of. Those a site answers rightly (a mirror page of another
# newspaper) are none of them.
UNREADABLE = frozenset(
    kind.value
    for kind in FailureKind
    if kind not in {FailureKind.FOREIGN_SOURCE, FailureKind.NO_SOURCE, FailureKind.NOT_FEED, FailureKind.BAD_XML}
) | {"empty-body", "invalid-record", "reader-error", "pipeline-error"}


@dataclass(slots=True)
class SiteCensus:
    """One site's figures. ``filled`` and ``rules`` are by field; ``teasers`` are those met for the first time."""

    pages: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Counter[str]] = field(default_factory=dict)
    fallback: int = 0
    body_chars: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    teasers: int = 0
    lists: int = 0
    lists_failed: Counter[str] = field(default_factory=Counter)

    def page(self, page: Page) -> None:
        """Count a page as its reader left it."""
        self.pages += 1
        self.fallback += page.fallback
        self.languages[page.address.language] += 1
        paragraphs = page.paragraphs()
        self.body_chars += sum(map(len, paragraphs))
        values = {"body": paragraphs, "images": page.images()}
        for name in FIELDS:
            if values.get(name) or getattr(page, name, None):
                self.filled[name] += 1
        for name, rule in page.rules.items():
            if name in FIELDS:
                self.rules.setdefault(name, Counter())[rule] += 1

    def as_json(self) -> dict[str, Any]:
        """Return the figures as the store keeps them with the run."""
        return {
            "pages": self.pages,
            "unreadable": dict(self.unreadable),
            "filled": dict(self.filled),
            "rules": {name: dict(rules) for name, rules in self.rules.items()},
            "fallback": self.fallback,
            "body_chars": self.body_chars,
            "languages": dict(self.languages),
            "teasers": self.teasers,
            "lists": self.lists,
            "lists_failed": dict(self.lists_failed),
        }
