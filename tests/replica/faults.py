"""Faults that a test can lay on addresses: what goes wrong, where, and how often.

A fault either makes another answer of the right one (``spoiled``) or goes wrong on the wire (``WIRE``: the proxy does that).

``status``, ``challenge``, ``blocked``     the site refuses; ``blocked`` with 403, for ``seconds`` from the first request on
``burst``                                  it refuses with 403 for ``seconds`` after so many ``requests`` (those ``within`` the last seconds,
                                           where that is given), then counts anew
``redirect_loop``, ``redirect_to``         it leads elsewhere
``consent``, ``removed``, ``soft_404``     it answers 200 with a page that is not the article; ``headline`` "kept" or "lost"
                                           says of the first two whether the article's headline and metadata are there still
``charset`` and the others                 the bytes are not what they say they are
``instead``                                any document that the test brings along, as text or as bytes in base64
"""

from __future__ import annotations

import base64
import math
import time
import zlib
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.replica import walls
from tests.replica.messages import HTML, Request, Response, redirect

if TYPE_CHECKING:
    from collections.abc import Callable

# stall: headers and half the body, then silence for ``seconds``. short_body: ``missing`` bytes less than announced.
# big_body: ``size`` bytes. reset: RST. refuse: closed without a byte. delay: the right answer after ``seconds``.
WIRE = frozenset({"reset", "stall", "short_body", "big_body", "refuse", "delay"})
BIG_BODY = 50 * 1024 * 1024
_BLOCK_SECONDS = 900.0
BOMB_SIZE = 512 * 1024 * 1024
_BOMB_PIECE = 8 * 1024 * 1024
_CHALLENGE = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta http-equiv="refresh" content="390">'
    '<meta name="robots" content="noindex,nofollow"></head><body class="no-js"><div class="main-wrapper" role="main"><div class="main-content">'
    '<h1>{host}</h1><noscript><div class="h2"><span id="challenge-error-text">Enable JavaScript and cookies to continue</span></div></noscript></div></div>'
    "<script>(function(){{window._cf_chl_opt={{cvId:'3',cZone:'{host}',cType:'managed'}};var a=document.createElement('script');"
    "a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1';document.head.appendChild(a);}}());</script></body></html>\n"
)
_STATUS_TEXTS = {
    403: "Forbidden",
    404: "Not Found",
    410: "Gone",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class FaultError(ValueError):
    """A fault of an unknown kind, or with parameters that the kind does not have."""


@dataclass(slots=True)
class Fault:
    """``path`` is a glob over the path with its query; ``times`` counts down, None is for ever."""

    host: str
    path: str
    kind: str
    times: int | None = None
    params: dict[str, Any] = field(default_factory=dict)
    until: float | None = field(default=None, init=False)
    seen: list[float] = field(default_factory=list, init=False)

    def fits(self, host: str, path: str) -> bool:
        """Whether the fault strikes a request for this address."""
        over = self.times == 0 or (self.kind == "blocked" and self.until is not None and time.monotonic() >= self.until)
        return not over and fnmatchcase(host, self.host) and fnmatchcase(path, self.path)

    def is_too_much(self) -> bool:
        """Count a request that the fault fits; say whether it falls into the time for which a burst closes the host."""
        now = time.monotonic()
        if self.until is not None:
            if now < self.until:
                return True
            self.until = None
        within = float(self.params.get("within", math.inf))
        self.seen = [*(moment for moment in self.seen if now - moment < within), now]
        if len(self.seen) <= int(self.params["requests"]):
            return False
        self.until, self.seen = now + float(self.params.get("seconds", _BLOCK_SECONDS)), []
        return True


def _status(fault: Fault, _request: Request, _right: Response) -> Response:
    status = int(fault.params.get("status", 503))
    headers = (("Retry-After", str(fault.params["retry_after"])),) if "retry_after" in fault.params else ()
    text = f"{status} {_STATUS_TEXTS.get(status, 'Error')}"
    return Response(status, (f"<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>\n".encode(),), HTML, headers)


def _blocked(_fault: Fault, _request: Request, _right: Response) -> Response:
    """Refuse as the mirror did for a quarter of an hour: no word of when to come again."""
    text = "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html>\n"
    return Response(403, (text.encode(),))


def _consent(fault: Fault, request: Request, right: Response) -> Response:
    return walls.consent(request, right, headline=str(fault.params.get("headline", "lost")))


def _removed(fault: Fault, request: Request, right: Response) -> Response:
    return walls.removed(request, right, headline=str(fault.params.get("headline", "kept")))


def _soft_404(_fault: Fault, request: Request, _right: Response) -> Response:
    return walls.soft_404(request)


def _challenge(fault: Fault, request: Request, _right: Response) -> Response:
    body = _CHALLENGE.format(host=request.host).encode()
    return Response(int(fault.params.get("status", 403)), (body,), HTML, (("cf-mitigated", "challenge"), ("Cache-Control", "no-store")))


def _redirect_loop(_fault: Fault, request: Request, _right: Response) -> Response:
    return redirect(f"{request.scheme}://{request.host}{request.path}", 302)


def _redirect_to(fault: Fault, _request: Request, _right: Response) -> Response:
    return redirect(str(fault.params["url"]), int(fault.params.get("status", 302)))


def _charset(fault: Fault, _request: Request, right: Response) -> Response:
    kind = right.content_type.partition(";")[0]
    return replace(right, content_type=f"{kind}; charset={fault.params.get('charset', 'iso-8859-1')}")


def _invalid_utf8(fault: Fault, _request: Request, right: Response) -> Response:
    """Put bytes that are no UTF-8 before the end of every paragraph and title, or before another end."""
    body = right.body
    ends = (fault.params["end"].encode(),) if "end" in fault.params else (b"</p>", b"</title>")
    for end in ends:
        body = body.replace(end, b"\xff\xc3\x28" + end)
    return replace(right, parts=(body,))


def _empty(_fault: Fault, _request: Request, right: Response) -> Response:
    return replace(right, parts=(), etag=None)


def _truncate(fault: Fault, _request: Request, right: Response) -> Response:
    """Stop the markup after a part of the body; headers and length are consistent."""
    body = right.body
    return replace(right, parts=(body[: int(len(body) * float(fault.params.get("keep", 0.5)))],), etag=None)


def _html_for_rss(_fault: Fault, request: Request, _right: Response) -> Response:
    body = f'<!doctype html><html><head><title>{request.host}</title></head><body><div class="wrapper"><p>Bảo trì hệ thống</p></div></body></html>\n'
    return Response(200, (body.encode(),), HTML)


def _broken_xml(_fault: Fault, _request: Request, right: Response) -> Response:
    """Leave an ampersand bare and cut the document in the middle."""
    body = right.body
    half = body[: len(body) * 2 // 3]
    return replace(right, parts=(half.replace(b"<title>", b"<title>A & B <", 1),))


def _gzip_bomb(fault: Fault, _request: Request, _right: Response) -> Response:
    return Response(200, (_bomb(int(fault.params.get("size", BOMB_SIZE))),), HTML, (("Content-Encoding", "gzip"),))


@cache
def _bomb(size: int) -> bytes:
    """Make a small gzip body that unpacks to a large one."""
    blank = b" " * _BOMB_PIECE
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(blank) + packer.flush(zlib.Z_FULL_FLUSH)
    count = max(1, size // _BOMB_PIECE)
    checksum = 0
    for _ in range(count):
        checksum = zlib.crc32(blank, checksum)
    tail = b"\x03\x00" + checksum.to_bytes(4, "little") + (count * _BOMB_PIECE & 0xFFFFFFFF).to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + piece * count + tail


def _instead(fault: Fault, _request: Request, _right: Response) -> Response:
    body = base64.b64decode(fault.params["base64"]) if "base64" in fault.params else str(fault.params.get("text", "")).encode()
    return Response(200, (body,), str(fault.params.get("content_type", "application/octet-stream")))


_ANSWERS: dict[str, Callable[[Fault, Request, Response], Response]] = {
    "status": _status,
    "challenge": _challenge,
    "blocked": _blocked,
    "burst": _blocked,
    "consent": _consent,
    "removed": _removed,
    "soft_404": _soft_404,
    "redirect_loop": _redirect_loop,
    "redirect_to": _redirect_to,
    "charset": _charset,
    "invalid_utf8": _invalid_utf8,
    "empty": _empty,
    "truncate": _truncate,
    "html_for_rss": _html_for_rss,
    "broken_xml": _broken_xml,
    "gzip_bomb": _gzip_bomb,
    "instead": _instead,
}
KINDS = frozenset(_ANSWERS) | WIRE
_PARAMS = {
    "status": {"status", "retry_after"},
    "challenge": {"status"},
    "blocked": {"seconds"},
    "burst": {"requests", "seconds", "within"},
    "consent": {"headline"},
    "removed": {"headline"},
    "redirect_to": {"url", "status"},
    "charset": {"charset"},
    "invalid_utf8": {"end"},
    "truncate": {"keep"},
    "gzip_bomb": {"size"},
    "instead": {"text", "base64", "content_type"},
    "stall": {"seconds"},
    "delay": {"seconds"},
    "short_body": {"missing"},
    "big_body": {"size"},
}

_NEEDED = {"redirect_to": "url", "burst": "requests"}


def spoiled(fault: Fault, request: Request, right: Response) -> Response:
    """Make the wrong answer of the right one."""
    return _ANSWERS[fault.kind](fault, request, right)


class FaultBook:
    """All faults that are laid, in the order of laying; the first that fits strikes."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def lay(self, fault: Fault) -> None:
        """Add a fault; raises FaultError on one that makes no sense."""
        if fault.kind not in KINDS:
            message = f"unknown kind of fault {fault.kind!r}; known: {', '.join(sorted(KINDS))}"
            raise FaultError(message)
        if strange := set(fault.params) - _PARAMS.get(fault.kind, set()):
            message = f"{fault.kind} has no parameter {', '.join(sorted(strange))}"
            raise FaultError(message)
        for kind, needed in _NEEDED.items():
            if fault.kind == kind and needed not in fault.params:
                message = f"{kind} needs the parameter {needed}"
                raise FaultError(message)
        if fault.params.get("headline", "kept") not in {"kept", "lost"}:
            message = f"headline must be kept or lost, is {fault.params['headline']!r}"
            raise FaultError(message)
        self._faults.append(fault)

    def clear(self) -> None:
        """Take all faults away."""
        self._faults.clear()

    def strike(self, host: str, path: str) -> Fault | None:
        """Find the fault for a request and count it."""
        for fault in self._faults:
            if fault.fits(host, path) and (fault.kind != "burst" or fault.is_too_much()):
                return _counted(fault)
        return None

    def refuses(self, host: str) -> Fault | None:
        """Find a fault that refuses every connection to a host, and count it."""
        for fault in self._faults:
            if fault.kind == "refuse" and fault.path in {"*", "/*"} and fault.fits(host, "/"):
                return _counted(fault)
        return None


def _counted(fault: Fault) -> Fault:
    if fault.times is not None:
        fault.times -= 1
    if fault.kind == "blocked" and fault.until is None:
        fault.until = time.monotonic() + float(fault.params.get("seconds", _BLOCK_SECONDS))
    return fault
