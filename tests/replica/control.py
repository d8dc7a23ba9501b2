"""The replica's own host name: how a test in another process lays faults, changes stories and reads the log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.replica.faults import Fault, FaultBook, FaultError
from tests.replica.story import StoryError

if TYPE_CHECKING:
    from tests.replica.catalogue import Catalogue

CONTROL_HOST = "replica.test"


class Entry(NamedTuple):
    """One request as the proxy saw it.

    ``path`` has its query and is empty for a CONNECT. ``status`` is 0 where no answer was sent. ``bytes`` counts the body as sent.
    ``foreign`` marks a host that is none of the sites'.
    """

    time: float
    method: str
    scheme: str
    host: str
    path: str
    status: int
    bytes: int
    fault: str | None
    foreign: bool
    agent: str

    @property
    def url(self) -> str:
        """The address that was asked for."""
        return f"{self.scheme}://{self.host}{self.path}"


class Control:
    """Carries out orders."""

    def __init__(self, catalogue: Catalogue, faults: FaultBook, log: list[Entry]) -> None:
        self._catalogue = catalogue
        self._faults = faults
        self._log = log

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """Carry out one order; give status and JSON."""
        try:
            result = self._carry_out(method, path, json.loads(body) if body else {})
        except (StoryError, FaultError, KeyError, TypeError, ValueError) as error:
            return 400, json.dumps({"kind": type(error).__name__, "error": str(error)}).encode()
        return 200, json.dumps(result).encode()

    def _carry_out(self, method: str, path: str, order: dict[str, Any]) -> object:
        match method, path:
            case "GET", "/log":
                return self._log
            case "DELETE", "/log":
                self._log.clear()
            case "POST", "/faults":
                self._faults.lay(Fault(**order))
            case "DELETE", "/faults":
                self._faults.clear()
            case "POST", "/change":
                self._catalogue.change(order)
            case "DELETE", "/change":
                self._catalogue.restore()
            case _:
                message = f"no such order: {method} {path}"
                raise ValueError(message)
        return {"version": self._catalogue.version}
