"""What a perfect reader gets out of the replica, computed from the stories alone.

A record has the contract's stable fields. Where the page does not decide a field, the record lacks it: compare what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.replica import mirror
from tests.replica.addresses import HANOI, picture_url
from tests.replica.article_head import own_layout
from tests.replica.damage import image_url
from tests.replica.furniture import NAMES
from tests.replica.languages import words
from tests.replica.sections import breadcrumb
from tests.replica.story import Paragraph, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.replica.story import Block, Original, Story, Translation


def records(stories: Iterable[Story]) -> list[dict[str, Any]]:
    """Give the records of all stories on the subject, original first. Other newspapers' stories give none: their pages are not ours."""
    result = []
    for story in stories:
        if story.label == "no" or story.original is None:
            continue
        result.append(_original_record(story, story.original))
        result += [_translation_record(story, story.original, translation) for translation in story.translations.values()]
    return result


def story_id(original: Original) -> str:
    """Give the key that an original shares with its translations."""
    return f"{original.host}/{original.number}"


def _text(blocks: Sequence[Block]) -> str:
    return "\n\n".join(block.plain for block in blocks if isinstance(block, Paragraph))


def _shared(story: Story, original: Original) -> dict[str, Any]:
    return {"story_id": story_id(original), "label": story.label, "parties": list(story.parties), "key": story.key}


def _original_record(story: Story, original: Original) -> dict[str, Any]:
    return {
        **_shared(story, original),
        "id": story_id(original),
        "url": original.url,
        "site": original.host,
        "language": original.edition,
        "translation_of": None,
        "headline": original.headline,
        "description": original.description,
        "body": _text(original.blocks),
        "date_published": _original_date(story, original),
        "date_source": "visible" if own_layout(story) else "json-ld",
        "authors": list(original.authors),
        "agency": original.agency,
        "publisher": NAMES[original.edition],
        "section": [name for _, name in breadcrumb(original.edition, original.sections)],
        "keywords": list(original.tags),
        "images": [
            {"url": picture_url(original, block), "caption": block.caption, "credit": block.credit}
            for block in original.blocks
            if isinstance(block, Picture)
        ],
    }


def _original_date(story: Story, original: Original) -> str:
    """Give the date as the original's page shows it: to the minute where there is no linked data."""
    published = original.published.astimezone(HANOI)
    return (published.replace(second=0) if own_layout(story) else published).isoformat()


def _translation_record(story: Story, original: Original, translation: Translation) -> dict[str, Any]:
    record = {
        **_shared(story, original),
        "id": f"vietnam.vn/{translation.segment}/{story.mirror_slug}",
        "url": mirror.url(translation.segment, story.mirror_slug),
        "site": "vietnam.vn",
        "language": words(translation.segment).tag,
        "translation_of": {"url": original.url, "id": story_id(original)},
        "headline": translation.headline,
        "description": translation.description,
        "body": _text(translation.blocks),
        "publisher": NAMES["vi"],
        "section": [],
        "keywords": [],
        "images": [
            {"url": image_url(story, translation, block), "caption": block.caption, "credit": block.credit}
            for block in translation.blocks
            if isinstance(block, Picture)
        ],
    }
    record |= _translation_date(story, original, translation)
    # A sign-off on the mirror names people and agency in words of the translation; a prefix names a newspaper.
    if not translation.damage & {"signoff", "prefix"}:
        record |= {"authors": [], "agency": None}
    return record


def _translation_date(story: Story, original: Original, translation: Translation) -> dict[str, Any]:
    if translation.published:
        source = "json-ld" if mirror.has_linked_data(story, translation) else "visible"
        return {"date_published": translation.published.isoformat(), "date_source": source}
    return {"date_published": _original_date(story, original), "date_source": "original"}
