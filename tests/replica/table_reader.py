"""Takes the fields of one TOML table apart."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from tests.replica.story import StoryError

if TYPE_CHECKING:
    from collections.abc import Mapping


class TableReader:
    """Takes the fields of one TOML table by name and type, and complains by file and field; what is left over is an error."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._table = dict(table)
        self._where = where

    def error(self, name: str, problem: str) -> StoryError:
        """Make the error that names file and field."""
        return StoryError(f"{self._where}: {name}: {problem}")

    def _take(self, name: str, kind: type, default: object) -> object:
        value = self._table.pop(name, default)
        if value is ...:
            raise self.error(name, "is missing")
        if value is not None and not isinstance(value, kind):
            raise self.error(name, f"must be {kind.__name__}, is {type(value).__name__}")
        return value

    def text(self, name: str, default: object = ...) -> str:
        value = unicodedata.normalize("NFC", cast("str", self._take(name, str, default))).strip()
        if not value and default is ...:
            raise self.error(name, "is empty")
        return value

    def number(self, name: str) -> int:
        return cast("int", self._take(name, int, ...))

    def flag(self, name: str) -> bool:
        return cast("bool", self._take(name, bool, default=False))

    def texts(self, name: str, default: object = ()) -> tuple[str, ...]:
        values = self._table.pop(name, default)
        if values is ...:
            raise self.error(name, "is missing")
        if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
            raise self.error(name, "must be a list of texts")
        return tuple(unicodedata.normalize("NFC", value) for value in values)

    def moment(self, name: str) -> datetime | None:
        value = self._table.pop(name, None)
        if value is None:
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError as error:
            raise self.error(name, f"is no date and time: {value!r}") from error
        if moment.tzinfo is None:
            raise self.error(name, "has no offset")
        return moment

    def day(self, name: str) -> date | None:
        value = self._table.pop(name, None)
        try:
            return None if value is None else date.fromisoformat(str(value)[:10])
        except ValueError as error:
            raise self.error(name, f"is no date: {value!r}") from error

    def choice(self, name: str, choices: tuple[str, ...], default: object = ...) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise self.error(name, f"must be one of {', '.join(choices)}, is {value!r}")
        return value

    def table(self, name: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self._take(name, dict, {}))

    def finish(self) -> None:
        if self._table:
            raise self.error(", ".join(sorted(self._table)), "unknown field")
