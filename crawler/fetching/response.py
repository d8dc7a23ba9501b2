"""What a response says beside its page: its charset, its headers, and the name of an answer that is no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.fetching.failures import CHALLENGE, MISSING, kind_of_status
from crawler.reading.challenge import challenge_in
from crawler.reading.limits import excess
from crawler.reading.markup import read_page

if TYPE_CHECKING:
    from scrapy.http import Response


def header(response: Response, name: str) -> str | None:
    """Return a header's value as text; None where it is missing or empty."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def charset_of(response: Response) -> str | None:
    """Return the charset that the HTTP header claims."""
    content_type = header(response, "Content-Type") or ""
    _, _, charset = content_type.lower().partition("charset=")
    return charset.split(";")[0].strip(" \"'") or None


def kind_of_answer(response: Response) -> str:
    """Name an answer that is no page by its status, but a bot check as what it is, whatever its status."""
    if header(response, "cf-mitigated") == CHALLENGE:
        return CHALLENGE
    kind = kind_of_status(response.status)
    # A page that is not there may show a form with a bot check in it.
    if kind not in MISSING and excess(response.body) is None:
        decoded, tree = read_page(response.body, charset_of(response))
        if challenge_in(decoded.text, tree) is not None:
            return CHALLENGE
    return kind
