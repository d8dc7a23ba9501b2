"""Pages with status 200 that are not the article which their address names: a wall, a notice, a page that is not there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.replica import furniture, mirror, mirror_next
from tests.replica.imprint import Notice, notice
from tests.replica.messages import Response, Retold, Told, escape, page

if TYPE_CHECKING:
    from tests.replica.messages import Request

_EDITIONS = {host: edition for edition, host in furniture.HOSTS.items()}
_HEADLINE = re.compile(r"<h1\b[^>]*>\s*(.*?)\s*</h1>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta (?:name|property)="(?:og:|twitter:)?description" content="[^"]*" ?/?>\n?')
_LINKED_DATA = re.compile(r'<script type="application/ld\+json">.*?</script>\n?', re.DOTALL)


def _segment(request: Request) -> str:
    """Give the language that the address is in."""
    return _EDITIONS.get(request.host) or mirror.segment_of(request.path.partition("?")[0])[0]


def consent(request: Request, right: Response, *, headline: str) -> Response:
    """Ask for agreement instead of showing an article: on a page of its own, or with headline "kept" in the article's."""
    segment = _segment(request)
    own = notice(segment)
    form = f'<form method="post" action="/ajax/consent"><button type="submit">{own.agree}</button></form>'
    if headline == "kept":
        return _without_article(right, f'<div role="dialog" aria-modal="true"><h2>{own.consent}</h2><p>{own.consent}.</p>{form}</div>\n')
    if request.host not in _EDITIONS:
        return mirror_next.consent(segment)
    return _of_paper(
        segment, own.consent, f'<div class="consent-wall" role="dialog"><h1>{own.consent}</h1><p>{own.consent}.</p>{form}</div>\n'
    )


def soft_404(request: Request) -> Response:
    """Say with status 200 that there is no such page."""
    segment = _segment(request)
    if request.host not in _EDITIONS:
        return mirror_next.missing(segment, [], 200)
    own = notice(segment)
    body = f'<div class="__MASTERCMS_CONTENT"><div id="articleBody"><p>{own.text}</p></div></div>'
    return _of_paper(segment, own.missing, f'<div class="article-detail"><h1 class="article-detail-title">{own.missing}</h1>{body}</div>\n')


def _of_paper(edition: str, title: str, middle: str) -> Response:
    return page(
        f'<!-- Content Management System: MasterCMS -->\n<!DOCTYPE html>\n<html lang="{edition}"><head><meta charset="utf-8"><title>{title}</title>\n',
        furniture.styles(),
        "</head>\n<body>\n",
        *furniture.header(edition),
        middle,
        furniture.footer(edition),
        "</body>\n</html>\n",
    )


def removed(request: Request, right: Response, *, headline: str) -> Response:
    """Take the article out of its page and say so in its place; a page that tells no article stays as it is.

    ``headline`` "kept" leaves headline and metadata, "lost" puts the notice there too.
    """
    own = notice(_segment(request))
    made = _without_article(right, f"<p>{own.removed}</p>\n")
    return made if made is right or headline == "kept" else _nameless(made, own)


def _without_article(right: Response, instead: str) -> Response:
    """Put something in the place of the article's body, and nothing in that of standfirst and scripts."""
    pieces = [part for part in right.parts if isinstance(part, Told) and not isinstance(part, Retold)]
    if not pieces:
        return right
    body = max(pieces, key=len)
    told = instead.encode()
    parts = tuple(told if part is body else b"" if isinstance(part, Told) else part for part in right.parts)
    return replace(right, parts=parts, etag=None)


def _nameless(response: Response, own: Notice) -> Response:
    """Take the headline and what else tells the article out of heading and metadata."""
    text = response.body.decode()
    found = _HEADLINE.search(text)
    text = _LINKED_DATA.sub("", _DESCRIPTION.sub("", text))
    if found:
        text = text.replace(found[1], escape(own.removed))
    return replace(response, parts=(text.encode(),))
