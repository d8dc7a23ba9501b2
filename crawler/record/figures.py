"""What a reader found on a page, in figures: what expectations are held against, taken before anything is cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from crawler.page import Page

FIELDS = ("headline", "description", "body", "date_published", "authors", "publisher", "section", "keywords", "source_url", "images")
_UNREADABLE = "\ufffd"  # stands in a text where bytes could not be read


@dataclass(frozen=True, slots=True)
class PageFigures:
    """A page as its reader left it.

    ``filled`` names the `FIELDS` that were found, ``rules`` the rule that read each; ``unknown`` says that the body has markup that no rule
    knows; ``unreadable`` counts the bytes, or runs of bytes, that are no text.
    """

    language: str
    filled: frozenset[str]
    rules: dict[str, str]
    unknown: bool
    fallback: bool
    body_chars: int
    unreadable: int

    @classmethod
    def of(cls, page: Page) -> Self:
        """Take a page's figures."""
        paragraphs = page.paragraphs()
        values = {"body": paragraphs, "images": page.images()}
        return cls(
            language=page.address.language,
            filled=frozenset(name for name in FIELDS if (values[name] if name in values else getattr(page, name))),
            rules={name: rule for name, rule in page.rules.items() if name in FIELDS},
            unknown="unknown" in page.rules,
            fallback=page.fallback,
            body_chars=sum(map(len, paragraphs)),
            unreadable=sum(text.count(_UNREADABLE) for text in (page.headline, page.description or "", *paragraphs)),
        )
