"""Opening the store, and its one connection.

Every change is a transaction; a process that dies leaves the last committed one. All of a run's work goes through one connection in
one thread, so no statement waits for another.
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import create_engine, event, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, InternalError, NoSuchModuleError, OperationalError, SQLAlchemyError

from crawler.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, CursorResult, Engine, Executable, Row


class StoreError(Exception):
    """The store cannot be opened, read or written. The message is one line for a person."""


_BUSY_SECONDS = 10
_READING = "AUTOCOMMIT"
# Failures of the machine or of another process; a row that breaks a rule of the schema is a mistake of ours and of one page only.
_OUT_OF_OUR_HANDS = (OperationalError, InternalError, sqlite3.OperationalError)


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite address, or None where the store is another database or in memory."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        message = f"STORE_URL is not a database address: {url!r}"
        raise StoreError(message) from error
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def _tune_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Transactions are opened by SQLAlchemy's "begin" event below, not by the driver's guess.
    connection.isolation_level = None
    with ExitStack() as opened:
        opened.callback(connection.close)  # a file that is no database fails here, before SQLAlchemy knows the connection
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
            cursor.execute("PRAGMA journal_mode=WAL")
            # A killed process loses nothing with NORMAL; a power cut may lose the last pages, which are then asked for again.
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA wal_autocheckpoint=2000")
        opened.pop_all()


def _begin_sqlite(connection: Connection) -> None:
    # A reader takes no lock. A writer takes it at once, so that it never fails half-way for another's.
    if connection.get_execution_options().get("isolation_level") != _READING:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Store:
    """An open store. ``execute`` runs inside the surrounding ``transaction``; without one it can only read."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lost: str | None = None
        with ExitStack() as opened:
            opened.callback(engine.dispose)
            self.connection = opened.enter_context(engine.connect())
            self._reader = opened.enter_context(engine.connect()).execution_options(isolation_level=_READING)
            self._opened = opened.pop_all()

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the store at a SQLAlchemy address and create its tables where they are missing.

        Raises StoreError where the address is wrong, the file is locked or no database, or its schema is of another version.
        """
        path = sqlite_path(url)
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(url)
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", _tune_sqlite)
                event.listen(engine, "begin", _begin_sqlite)
            with ExitStack() as opened:
                store = cls(engine)
                opened.callback(store.close)
                store._prepare()
                opened.pop_all()
        except (SQLAlchemyError, OSError, sqlite3.Error, NoSuchModuleError, ImportError) as error:
            message = f"the store {url} cannot be opened: {_plain(error)}"
            raise StoreError(message) from error
        return store

    def _prepare(self) -> None:
        """Create missing tables, and bring a store of an older version up to this one: all or nothing."""
        with self.transaction():
            schema.metadata.create_all(self.connection)
            row = self.execute(select(schema.meta.c.value).where(schema.meta.c.name == "schema_version")).first()
            if row is None:
                self.execute(insert(schema.meta), {"name": "schema_version", "value": str(schema.VERSION)})
            elif row.value != str(schema.VERSION):
                self._migrate(row.value)

    def _migrate(self, found: str) -> None:
        version = int(found) if found.isdecimal() else 0
        if not 0 < version < schema.VERSION:
            message = f"the store has schema version {found}, this crawler writes version {schema.VERSION}"
            raise StoreError(message)
        for older in range(version, schema.VERSION):
            for statement in schema.MIGRATIONS[older]:
                self.execute(statement)
        self.execute(update(schema.meta).where(schema.meta.c.name == "schema_version").values(value=str(schema.VERSION)))

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing. Raises StoreError where the store cannot be written (disk full, locked by another process)."""
        if self._lost is not None:
            # What stopped one write (a full disk, another's lock) would hold up each of the others for as long again.
            raise StoreError(self._lost)
        try:
            with self.connection.begin():
                yield self.connection
        except _OUT_OF_OUR_HANDS as error:
            self._lost = f"the store cannot be written: {_plain(error)}"
            raise StoreError(self._lost) from error

    def execute(self, statement: Executable, parameters: dict[str, Any] | list[dict[str, Any]] | None = None) -> CursorResult[Any]:
        """Run one statement. Raises StoreError."""
        connection = self.connection if self.connection.in_transaction() else self._reader
        try:
            return connection.execute(statement, parameters)
        except _OUT_OF_OUR_HANDS as error:
            self._lost = f"the store cannot be used: {_plain(error)}"
            raise StoreError(self._lost) from error

    def stream(self, statement: Executable, batch: int) -> Iterator[Row[Any]]:
        """Yield the rows of a long answer ``batch`` at a time, on a connection of its own."""
        with self.engine.connect().execution_options(isolation_level=_READING, yield_per=batch) as connection:
            yield from connection.execute(statement)

    def close(self) -> None:
        """Give the file back; with SQLite this also folds the write-ahead log in."""
        self._opened.close()


def _plain(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {cause}".splitlines()[0]
