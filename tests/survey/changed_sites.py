"""The replica of both sites with differences: each is a switch that rewrites what the replica answers, so that its pages stay the same else.

``python -m tests.survey.changed_sites`` serves it, as the replica's proxy does; the switches that are on stand in ``CHANGES``.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.replica import proxy, world
from tests.replica.baoquocte import EDITIONS
from tests.replica.messages import Request, Response
from tests.replica.replica import Replica
from tests.replica.vietnam_vn import HOSTS as MIRRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VARIABLE = "CHANGES"
PAPER, MIRROR = frozenset(EDITIONS), frozenset(MIRRORS)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference on some hosts.

    ``words`` are replaced in every document (regular expressions), ``moved`` names paths that stand elsewhere now (old: new, both as they are
    asked for), ``status`` what an answer's status becomes on a path. ``guess`` is the one that has to fail, ``said`` what has to stand in
    what was found instead.
    """

    guess: str
    said: str
    hosts: frozenset[str]
    words: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    status: tuple[tuple[int, int], ...] = ()

    def path(self, path: str) -> str | None:
        """Return where the replica has what is asked for; None for what has moved away."""
        for old, new in self.moved:
            if re.match(new, path):
                return re.sub(new, old.replace("\\", ""), path, count=1)
            if re.match(old, path):
                return None
        return path

    def answer(self, path: str, response: Response) -> Response:
        """Change an answer."""
        if response.content_type.startswith("image/"):
            return response
        body = response.body.decode()
        for pattern, new in self.words:
            body = re.sub(pattern, new, body)
        for old, new in self.moved:
            body = re.sub(old, new.replace("\\", ""), body)
        # A page that says that there is nothing has no headline of an article for search engines.
        empty = "noindex" in body or "<title>404" in body
        status = dict(self.status).get(response.status, response.status) if empty else response.status
        return replace(response, parts=(body.encode(),), status=status)


class ChangedWorld(world.World):
    """The replica's world, with the switches that are on."""

    changes: tuple[Change, ...] = ()

    def answer(self, request: Request) -> Response:
        """Ask the replica for what stands at the address now, and change its answer."""
        path: str | None = request.path
        mine = [change for change in self.changes if request.host in change.hosts]
        for change in mine:
            path = change.path(path) if path is not None else None
        response = super().answer(replace(request, path=path if path is not None else "/no/such/address/here.html"))
        for change in mine:
            response = change.answer(request.path, response)
        return response


def rename(guess: str, old: str, new: str, hosts: frozenset[str] = PAPER) -> Change:
    """Give a class or an id another name."""
    return Change(guess, new, hosts, words=((rf"(?<![\w-]){re.escape(old)}(?![\w-])", new),))


CHANGES: Mapping[str, Change] = {
    "image host": Change(
        "images.hosts",
        "img.baoquocte.vn",
        PAPER,
        words=((r"cdn\.baoquocte\.vn", "img.baoquocte.vn"), (r"https://baoquocte\.vn/stores/news", "https://img.baoquocte.vn/stores/news")),
    ),
    "list box": rename("listing.teasers", "bx-listing", "news-list"),
    "headline": rename("generation[0].headline", "article-detail-title", "detail-headline"),
    "date form": Change(
        "dates are shown day first, with hours and minutes",
        "2026",
        PAPER,
        words=((r"(\d\d:\d\d) \| (\d\d)/(\d\d)/(\d{4})", r"\4/\3/\2 \1"),),
    ),
    "feeds moved": Change("paths.feed", "/feeds/", PAPER, moved=(("/rss_feed/", "/feeds/"),)),
    "body": Change("generation[0].body", "__CMS_TEXT_1", PAPER, words=((r"__MB_MASTERCMS_EL_3", "__CMS_TEXT_1"),)),
    "breadcrumb": rename("generation[0].section", "breadcrumb", "you-are-here"),
    "tags": rename("generation[0].keywords", "tag-link", "keyword-item"),
    "picture table": rename("body.classes.MASTERCMS_TPL_TABLE", "MASTERCMS_TPL_TABLE", "CMS_PHOTO"),
    "box in the text": rename("body.classes._MB_EMBEDNEWS", "_MB_EMBEDNEWS", "inline-news-box"),
    "stamp": Change("images.stamps", "ver", PAPER, words=((r"\?rt=", "?ver="),)),
    "search forbidden": Change(
        "paths.search", "never ask", PAPER, words=((r"Disallow: /tag/", "Disallow: /tag/\nDisallow: /search_enginer.html"),)
    ),
    "day's sitemap": Change(
        "lists.day",
        "/sitemap/posts-",
        MIRROR,
        words=((r"/sitemap/sitemap-post/(\d{4})-(\d\d)-(\d\d)\.xml", r"/sitemap/posts-\1\2\3.xml"),),
    ),
    "counter": Change(
        "labels.comment", "Wortmeldungen", MIRROR, words=((r"(?:Kommentar|コメント|댓글|Comment) \(0\)", "Wortmeldungen (0)"),)
    ),
    "new language": Change(
        "languages_seen",
        '"sw"',
        MIRROR,
        words=((r'<li([^>]*)><a href="([^"]*)/?de" lang="de">de</a></li>', r'\g<0><li\1><a href="\2/sw" lang="sw">sw</a></li>'),),
    ),
    "hard 404": Change("missing.status", "404", MIRROR, status=((200, 404),)),
    "teaser's link": rename("markup.teasers", "v-link-title", "post-title-link", MIRROR),
    "Korean feed moved": Change("seeds_by_language[0].url", "", MIRROR, moved=(("/ko/sitemap.rss", "/ko/rss.xml"),)),
    "canonical host": Change("canonical_host", '"vietnam.vn"', MIRROR, words=((r'(rel="canonical" href="https://)www\.', r"\1"),)),
    "source label": Change("labels.source", "Ursprung", MIRROR, words=((r"<p>(?:Quelle|Nguồn|出典|출처|Source) ?:", "<p>Ursprung:"),)),
}


class ChangedReplica(Replica):
    """The replica with some of the switches on."""

    proxy = "tests.survey.changed_sites"

    def with_changes(self, *names: str) -> ChangedReplica:
        """Turn switches on, before it starts."""
        self.extra = {VARIABLE: "|".join(names)}
        return self


def main(changes: Mapping[str, Change] = CHANGES, keys: Callable[[str], list[str]] = lambda text: text.split("|")) -> None:
    """Serve the changed replica."""
    ChangedWorld.changes = tuple(changes[name] for name in keys(os.environ[VARIABLE]) if name)
    proxy.world.World = ChangedWorld  # type: ignore[misc]
    proxy.main()


if __name__ == "__main__":
    main()
