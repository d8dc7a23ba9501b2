"""What a run admits: the days, sites and languages that its arguments and its history ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Row

    from crawler.items import OriginalFacts
    from crawler.run.arguments import Arguments


@dataclass(frozen=True, slots=True)
class Scope:
    """A run's scope. ``since`` is the first day of its window in Vietnam time, from the arguments or from the last complete run."""

    arguments: Arguments
    since: date | None

    @property
    def any_topic(self) -> bool:
        """Whether articles of every subject are wanted."""
        return self.arguments.topic == "all"

    def in_window(self, published: str | None) -> bool:
        """Say whether an ISO date lies in the run's window; an unknown date does."""
        if published is None:
            return True
        day = date.fromisoformat(published[:10])
        if self.since is not None and day < self.since:
            return False
        return self.arguments.until is None or day <= self.arguments.until

    def may_have_news(self, changed: str | None) -> bool:
        """Say whether a list that last changed on an ISO date may name articles of the window; an unknown date may."""
        return changed is None or self.since is None or date.fromisoformat(changed[:10]) >= self.since

    def admits(self, site: str, language: str, date_published: str | None) -> bool:
        """Say whether a record is admitted; a translation's date is its original's."""
        return site in self.arguments.sites and self.arguments.wants_language(language) and self.in_window(date_published)

    def admits_stored(self, stored: Row[Any], original: OriginalFacts | None) -> bool:
        """Say whether an article that the store holds is admitted."""
        return self.admits(stored.site, stored.language, original.date_published if original is not None else stored.date_published)
