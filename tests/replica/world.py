"""All hosts of the replica: finds the site that answers."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.replica import vietnam_vn
from tests.replica.baoquocte import EDITIONS, Paper
from tests.replica.messages import HTML, Request, Response, redirect
from tests.replica.vietnam_vn import Mirror

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.replica.catalogue import Catalogue

IMAGE_HOSTS = frozenset({"cdn.baoquocte.vn", "cdn.vietnam.vn", "vstatic.vietnam.vn"})
HOSTS = frozenset({*EDITIONS, *vietnam_vn.HOSTS, *IMAGE_HOSTS})
_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_IMAGE_ENDS = (".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp")
_CACHE_SIZE = 2000


class World:
    """Answers requests for the sites' hosts; pages are made once and kept until something changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._paper = Paper(catalogue)
        self._mirror = Mirror(catalogue)
        self._made: dict[tuple[str, str], Response] = {}
        self._version = catalogue.version

    def answer(self, request: Request) -> Response:
        """Answer a request; plain http is sent to https."""
        if request.scheme == "http":
            return redirect(f"https://{request.host}{request.path}")
        if self._version != self._catalogue.version:
            self._made.clear()
            self._version = self._catalogue.version
        site = "vietnam.vn" if request.host in vietnam_vn.HOSTS else request.host
        key = (site, request.path)
        response = self._made.get(key)
        if response is None:
            response = self._redesigned(site, self._answer(site, request))
            if len(self._made) >= _CACHE_SIZE:
                self._made.clear()
            self._made[key] = response
        return response

    def _answer(self, site: str, request: Request) -> Response:
        if request.path.partition("?")[0].endswith(_IMAGE_ENDS) or site in IMAGE_HOSTS:
            return Response(200, (_GIF,), "image/gif")
        if site == "vietnam.vn":
            return self._mirror.answer(request.path)
        return self._paper.answer(site, request.path)

    def _redesigned(self, site: str, response: Response) -> Response:
        names = self._catalogue.layout("vietnam.vn" if site == "vietnam.vn" else "baoquocte.vn")
        if not names or response.content_type != HTML:
            return response
        parts = tuple(_renamed(part, names) for part in response.parts)
        return replace(response, parts=parts)


def _renamed(part: bytes, names: Mapping[str, str]) -> bytes:
    """Replace the names in one part, which keeps its kind."""
    kind = type(part)
    for old, new in names.items():
        part = part.replace(old.encode(), new.encode())
    return kind(part)
