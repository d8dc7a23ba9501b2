"""One story across its pages: a record joined with what its original says, and whether it is for the data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.items import OriginalFacts

KEPT_VERDICTS = frozenset({"yes", "borderline"})


def joined(record: dict[str, Any], original: OriginalFacts | None) -> dict[str, Any]:
    """Return the record with story, original, date and parties filled in from its original. The given record stays as it is."""
    if original is None:
        return record
    parties = {} if original.parties is None else {"parties": list(original.parties)}
    date = {}
    if record["date_published"] is None and original.date_published is not None:
        date = {
            "date_published": original.date_published,
            "date_modified": record["date_modified"] or original.date_modified,
            "date_source": "original",
        }
    return {**record, "story_id": original.id, "translation_of": {"url": original.url, "id": original.id}, **date, **parties}


def is_published(verdict: str, original: OriginalFacts | None, *, wanted: bool, any_topic: bool) -> bool:
    """A story is judged by its original; a translation's own verdict decides only where the original has none."""
    if not wanted:
        return False
    if any_topic:
        return True
    decisive = original.verdict if original is not None and original.verdict is not None else verdict
    return decisive in KEPT_VERDICTS
