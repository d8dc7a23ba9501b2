"""What a run found on each site, counted: the figures that expectations are held against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Self

from crawler.fetching.failures import HOST_REFUSES, MISSING, OFF_LIST, ROBOTS, retry_policy
from crawler.fetching.retry_policy import PASSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.page import Listing
    from crawler.record.figures import PageFigures

# What a site answers rightly, or was not asked: it says nothing about how well its pages can be read.
_RIGHT = MISSING | {"http-451", "foreign-source", "no-source", OFF_LIST, ROBOTS, HOST_REFUSES, "robots-unreachable"}
# Found after the reader had made an article of the page, so that the page is counted there too.
_AFTER_READING = frozenset({"empty-body", "invalid-record", "pipeline-error"})
# What is wrong with one page and may stay so: it counts when it is found, not each time the page is tried again.
_ITS_OWN = frozenset({"empty", "truncated", "short-body", "bad-encoding", "redirect-loop"})


@dataclass(slots=True)
class SiteStatistics:
    """One site's figures, which can be added up.

    ``pages`` are those that a reader made an article of, ``unchanged`` those that the site said had not changed; ``filled`` and ``rules``
    are by field; ``unknown`` counts pages with markup in their body that no rule knows; ``teasers`` are those met for the first time.
    ``markup_lists`` are pages of lists that are no feeds; they showed ``shown`` articles of the site, with the fields in ``shown_filled``;
    feeds and sitemaps showed ``fed``.
    """

    pages: int = 0
    unchanged: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    rules: dict[str, Counter[str]] = field(default_factory=dict)
    unknown: int = 0
    fallback: int = 0
    body_chars: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    teasers: int = 0
    lists: int = 0
    lists_failed: Counter[str] = field(default_factory=Counter)
    markup_lists: int = 0
    shown: int = 0
    shown_filled: Counter[str] = field(default_factory=Counter)
    fed: int = 0

    @property
    def read(self) -> int:
        """Pages that became a record, or are known to say what their record says."""
        return self.pages + self.unchanged - sum(self.unreadable[kind] for kind in _AFTER_READING)

    @property
    def answered(self) -> int:
        """Pages that were read or ought to have been."""
        return self.read + self.unreadable.total()

    def page(self, figures: PageFigures) -> None:
        """Count a page that a reader made an article of."""
        self.pages += 1
        self.fallback += figures.fallback
        self.unknown += figures.unknown
        self.languages[figures.language] += 1
        self.body_chars += figures.body_chars
        self.filled.update(figures.filled)
        for name, rule in figures.rules.items():
            self.rules.setdefault(name, Counter())[rule] += 1

    def failure(self, kind: str, *, again: bool) -> None:
        """Count a page that could not be read; ``again`` says that it failed in an earlier run too."""
        its_own = kind in _ITS_OWN or retry_policy(kind) is not PASSING
        if kind not in _RIGHT and not (again and its_own):
            self.unreadable[kind] += 1

    def listing(self, listing: Listing, site: str, *, feed: bool) -> None:
        """Count what a page of one of the site's lists shows, or a feed or sitemap."""
        own = [teaser for teaser in listing.teasers if teaser.address.site == site]
        if feed:
            self.fed += len(own)
            return
        self.markup_lists += 1
        self.shown += len(own)
        for name in ("headline", "description", "date"):
            self.shown_filled[name] += sum(getattr(teaser, name) is not None for teaser in own)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as the store keeps them with the run."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """Take figures from the store; what an older version did not count is 0."""
        statistics = cls()
        for each in fields(cls):
            if each.name in kept:
                value = kept[each.name]
                if each.name == "rules":
                    value = {name: Counter(rules) for name, rules in value.items()}
                elif isinstance(getattr(statistics, each.name), Counter):
                    value = Counter(value)
                setattr(statistics, each.name, value)
        return statistics

    def __add__(self, other: Self) -> Self:
        total = type(self)()
        for each in fields(self):
            mine, others = getattr(self, each.name), getattr(other, each.name)
            if each.name == "rules":
                added: Any = {name: mine.get(name, Counter()) + others.get(name, Counter()) for name in {**mine, **others}}
            else:
                added = mine + others
            setattr(total, each.name, added)
        return total


def _plain(value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    return {name: _plain(inner) for name, inner in value.items()} if isinstance(value, dict) else value
