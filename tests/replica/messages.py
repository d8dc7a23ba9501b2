"""Requests and answers, as the sites see them."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

HTML = "text/html; charset=utf-8"
# Stand in a page's parts where the time of page generation belongs; filled in when the page is sent.
CLOCK_PAGEGEN = "\x02pagegen\x02"
CLOCK_STAMP = "\x02stamp\x02"
CLOCK_EPOCH = "\x02epoch\x02"
CLOCK_SHOWN = {"vi": "\x02vi\x02", "en": "\x02en\x02"}
_DAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


class Static(bytes):
    """A piece that many pages share; the server compresses it once."""

    __slots__ = ()


class Told(bytes):
    """A piece that tells the article itself: what a page loses when its article is taken down."""

    __slots__ = ()


class Retold(Told):
    """A script that repeats the article."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` is the raw target with its query; header names are lower case."""

    method: str
    scheme: str
    host: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer; the body is the parts joined."""

    status: int = 200
    parts: tuple[bytes, ...] = ()
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(self.parts)


def page(*parts: str | bytes, status: int = 200, etag: str | None = None) -> Response:
    """Make an HTML answer from pieces of text and static pieces."""
    return Response(status, encoded(parts), etag=etag)


def encoded(parts: tuple[str | bytes, ...]) -> tuple[bytes, ...]:
    """Encode the pieces that are text."""
    return tuple(part if isinstance(part, bytes) else part.encode() for part in parts)


def document(text: str, content_type: str, etag: str | None = None) -> Response:
    """Make an answer that is no HTML page."""
    return Response(200, (text.encode(),), content_type, etag=etag)


def redirect(url: str, status: int = 301) -> Response:
    """Send the client to another address."""
    body = f"<html><head><title>{status} Moved</title></head><body><center><h1>{status} Moved</h1></center></body></html>"
    return Response(status, (body.encode(),), headers=(("Location", url),))


def clocked(response: Response, now: datetime) -> Response:
    """Fill in the time of page generation."""
    values = {CLOCK_PAGEGEN: f"{now:%d-%m-%Y %H:%M:%S}", CLOCK_STAMP: f"{now:%Y%m%d%H%M}", CLOCK_EPOCH: str(int(now.timestamp()))}
    values |= {marker: f"{_DAYS[edition][now.weekday()]} {now:%d/%m/%Y %H:%M}" for edition, marker in CLOCK_SHOWN.items()}
    return replace(response, parts=tuple(_filled(part, values) for part in response.parts))


def _filled(part: bytes, values: dict[str, str]) -> bytes:
    """Replace the markers in one part, which keeps its kind."""
    if isinstance(part, Static) or b"\x02" not in part:
        return part
    kind = type(part)
    for marker, value in values.items():
        part = part.replace(marker.encode(), value.encode())
    return kind(part)


def escape(text: str) -> str:
    """Escape text for HTML, double quotes too, apostrophes not (as the sites do)."""
    return html.escape(text, quote=False).replace('"', "&quot;")


def slugify(text: str) -> str:
    """Make a slug as the sites do: ASCII letters and digits joined by hyphens, Vietnamese letters without their marks."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
