"""The replica of both sites with differences, each a switch that rewrites what the replica answers; all else of its pages stays the same.

``python -m tests.survey.changed_sites`` serves it as the replica's proxy does, with the switches on that the variable ``CHANGES`` names.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.replica import proxy, world
from tests.replica.baoquocte import EDITIONS
from tests.replica.replica import Replica
from tests.replica.vietnam_vn import HOSTS as MIRRORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.replica.messages import Request, Response

VARIABLE = "CHANGES"
PAPER, MIRROR = frozenset(EDITIONS), frozenset(MIRRORS)
_NOWHERE = "/no/such/address/here.html"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference on some hosts.

    ``words`` are replaced in every document (regular expressions), ``moved`` names paths that stand elsewhere now, old and new, in links
    too; ``missing`` is what an address answers at which nothing stands. ``guess`` is the one that has to fail, ``said`` stands in what is
    found instead.
    """

    guess: str
    said: str
    hosts: frozenset[str]
    words: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    missing: int | None = None

    def path(self, path: str) -> str:
        """Return where the replica has what is asked for; what has moved away is nowhere."""
        for old, new in self.moved:
            if path.startswith(new):
                return path.replace(new, old, 1)
            if path.startswith(old):
                return _NOWHERE
        return path

    def answer(self, response: Response) -> Response:
        """Change an answer."""
        if response.content_type.startswith("image/"):
            return response
        body = response.body.decode()
        for pattern, new in self.words:
            body = re.sub(pattern, new, body)
        for old, new in self.moved:
            body = body.replace(old, new)
        empty = "noindex" in body or "<title>404" in body
        status = self.missing if self.missing is not None and empty else response.status
        return replace(response, parts=(body.encode(),), status=status)


class ChangedWorld(world.World):
    """The replica's world, with the switches that are on."""

    changes: tuple[Change, ...] = ()

    def answer(self, request: Request) -> Response:
        """Ask the replica for what stands at the address now, and change its answer."""
        mine = [change for change in self.changes if request.host in change.hosts]
        path = request.path
        for change in mine:
            path = change.path(path)
        response = super().answer(replace(request, path=path))
        for change in mine:
            response = change.answer(response)
        return response


def rename(guess: str, old: str, new: str, hosts: frozenset[str] = PAPER) -> Change:
    """Give a class or an id another name."""
    return Change(guess, new, hosts, words=((rf"(?<![\w-]){re.escape(old)}(?![\w-])", new),))


# A picture's host, a teaser's link … what the names say has changed.
CHANGES: Mapping[str, Change] = {
    "image host": Change(
        "images.hosts", "img.baoquocte.vn", PAPER, words=((r"https://(?:cdn\.)?baoquocte\.vn/stores/news", "https://img.baoquocte.vn/stores/news"),)
    ),
    "list": rename("listing.teasers", "bx-listing", "news-list"),
    "headline": rename("generation[0].headline", "article-detail-title", "detail-headline"),
    "date form": Change(
        "dates are shown in a form that is read: day first, with or without a time", "2026/", PAPER,
        words=((r"(\d\d:\d\d) \| (\d\d)/(\d\d)/(\d{4})", r"\4/\3/\2 \1"),),
    ),
    "feeds": Change("paths.feed", "/feeds/", PAPER, moved=(("/rss_feed/", "/feeds/"),)),
    "body": Change("generation[0].body", "__CMS_TEXT_1", PAPER, words=(("__MB_MASTERCMS_EL_3", "__CMS_TEXT_1"),)),
    "breadcrumb": rename("generation[0].section", "breadcrumb", "you-are-here"),
    "tags": rename("generation[0].keywords", "tag-link", "keyword-item"),
    "picture table": rename("body.classes.MASTERCMS_TPL_TABLE", "MASTERCMS_TPL_TABLE", "CMS_PHOTO"),
    "box in the text": rename("body.classes._MB_EMBEDNEWS", "_MB_EMBEDNEWS", "inline-news-box"),
    "stamp": Change("images.stamps", "ver", PAPER, words=((r"\?rt=", "?ver="),)),
    "search": Change("paths.search", "never ask", PAPER, words=(("Disallow: /tag/", "Disallow: /tag/\nDisallow: /search_enginer.html"),)),
    "day's sitemap": Change(
        "lists.day", "/sitemap/posts-", MIRROR, words=((r"/sitemap/sitemap-post/(\d{4})-(\d\d)-(\d\d)\.xml", r"/sitemap/posts-\1\2\3.xml"),)
    ),
    "counter": Change(
        "labels.comment", "Wortmeldungen", MIRROR, words=((r"(?:Kommentar|コメント|댓글|Comment) \(0\)", "Wortmeldungen (0)"),)
    ),
    "new language": Change(
        "languages_seen", '"sw"', MIRROR,
        words=((r'<li([^>]*)><a href="([^"]*)/de" lang="de">de</a></li>', r'\g<0><li\1><a href="\2/sw" lang="sw">sw</a></li>'),),
    ),
    "missing pages": Change("missing.status", "404", MIRROR, missing=404),
    "teaser's link": rename("markup.teasers", "v-link-title", "post-title-link", MIRROR),
    "Korean feed": Change("seeds_by_language[0].url", "no page names", MIRROR, moved=(("/ko/sitemap.rss", "/ko/rss.xml"),)),
    "canonical host": Change("canonical_host", '"vietnam.vn"', MIRROR, words=((r'(rel="canonical" href="https://)www\.', r"\1"),)),
    "source label": Change("labels.source", "Ursprung", MIRROR, words=((r"<p>[^<:]{2,20}: ?(?=<a rel)", "<p>Ursprung: "),)),
}  # fmt: skip


class ChangedReplica(Replica):
    """The replica with some of the switches on; see Replica for the arguments."""

    proxy = "tests.survey.changed_sites"

    def switch_on(self, *names: str) -> ChangedReplica:
        """Turn switches on, before it starts."""
        self.extra = {VARIABLE: "|".join(names)}
        return self


def main() -> None:
    """Serve the changed replica."""
    ChangedWorld.changes = tuple(CHANGES[name] for name in os.environ[VARIABLE].split("|"))
    world.World = ChangedWorld  # type: ignore[misc]  # what the proxy makes its world of
    proxy.main()


if __name__ == "__main__":
    main()
