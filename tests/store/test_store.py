"""Tests crawler.store: schema."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from crawler.store import schema
from crawler.store.records import Records
from crawler.store.store import Store, StoreError, sqlite_path
from tests.builders import stored


def names(store: Store) -> list[str]:
    return list(store.execute(select(schema.stale_files.c.path)).scalars())


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.transaction():
            store.execute(insert(schema.stale_files), {"path": "a"})
            message = "half-way"
            raise LookupError(message)

    with pytest.raises(LookupError):
        half()
    assert names(store) == []


def test_a_committed_transaction_is_seen_after_reopening(store: Store, tmp_path: Path) -> None:
    with store.transaction():
        store.execute(insert(schema.stale_files), {"path": "a"})
    with closing(Store.open(f"sqlite:///{tmp_path}/store.sqlite")) as again:
        assert names(again) == ["a"]


def test_looking_something_up_between_transactions_takes_no_lock(store: Store, tmp_path: Path) -> None:
    assert names(store) == []
    with closing(sqlite3.connect(tmp_path / "store.sqlite", timeout=0)) as other, other:
        other.execute("INSERT INTO stale_files VALUES ('b')")
    assert names(store) == ["b"]


def test_a_long_answer_can_be_read_while_the_store_is_written(store: Store) -> None:
    with store.transaction():
        store.execute(insert(schema.stale_files), [{"path": f"{number:04}"} for number in range(500)])
    seen = []
    for row in store.stream(select(schema.stale_files.c.path).order_by(schema.stale_files.c.path), batch=50):
        seen.append(row.path)
        if len(seen) == 100:
            with store.transaction():
                store.execute(insert(schema.stale_files), {"path": "9999"})
    assert seen == [f"{number:04}" for number in range(500)]


def test_a_killed_process_leaves_the_last_committed_transaction(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    code = f"""
import os, signal
from sqlalchemy import insert
from crawler.store import schema
from crawler.store.store import Store
store = Store.open({url!r})
with store.transaction():
    store.execute(insert(schema.stale_files), {{"path": "whole"}})
with store.transaction():
    store.execute(insert(schema.stale_files), {{"path": "half"}})
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == -9
    with closing(Store.open(url)) as store:
        assert names(store) == ["whole"]


def test_a_store_of_another_schema_version_is_refused(store: Store, tmp_path: Path) -> None:
    with store.transaction():
        store.execute(update(schema.meta).values(value="999"))
    with pytest.raises(StoreError, match="schema version 999"):
        Store.open(f"sqlite:///{tmp_path}/store.sqlite")


def take_record_version_away(store: Store) -> None:
    """Make the articles' table as version 3 had it."""
    store.connection.exec_driver_sql("DROP INDEX articles_record_version")
    store.connection.exec_driver_sql("ALTER TABLE articles DROP COLUMN record_version")


def shape(store: Store) -> dict[str, set[tuple[object, ...]]]:
    """Of each table its columns and indexes, as SQLite names them."""
    told: dict[str, set[tuple[object, ...]]] = {}
    for table in schema.metadata.tables:
        columns = store.connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
        indexes = store.connection.exec_driver_sql(f"PRAGMA index_list({table})").all()
        told[table] = {(row[1], row[2], row[3]) for row in columns} | {(row[1],) for row in indexes}
    store.connection.commit()
    return told


def test_a_store_whose_records_had_no_version_becomes_like_a_new_one(store: Store, tmp_path: Path) -> None:
    records = Records(store)
    with store.transaction():
        records.keep(stored(record=b"{}"), 1)
        take_record_version_away(store)
        store.execute(update(schema.meta).values(value="3"))
    with closing(Store.open(f"sqlite:///{tmp_path}/store.sqlite")) as old, closing(Store.open(f"sqlite:///{tmp_path}/new.sqlite")) as new:
        assert shape(old) == shape(new)
        assert [row.record_version for row in old.execute(select(schema.articles))] == [1]
        assert Records(old).count_outdated() == 1
        assert old.execute(select(schema.meta.c.value)).scalars().all() == [str(schema.VERSION)]


def test_a_store_of_the_version_before_is_brought_up_to_this_one(store: Store, tmp_path: Path) -> None:
    """The tables as version 2 made them: without the columns and tables that came with version 3."""
    with store.transaction():
        for table in ("look_ups", "yields", "lists", "pages"):
            store.connection.exec_driver_sql(f"DROP TABLE {table}")
        take_record_version_away(store)
        store.connection.exec_driver_sql(
            "CREATE TABLE lists (url VARCHAR PRIMARY KEY, site VARCHAR NOT NULL, completed_at INTEGER, completed_since VARCHAR, "
            "completed_topic VARCHAR, failures INTEGER NOT NULL, reason VARCHAR, due_at INTEGER NOT NULL)"
        )
        columns = ", ".join(f"{column.name} VARCHAR" for column in schema.pages.c if column.name not in {"key", "names_all"})
        store.connection.exec_driver_sql(f"CREATE TABLE pages (key VARCHAR PRIMARY KEY, {columns})")
        store.connection.exec_driver_sql("INSERT INTO lists VALUES ('u', 's', 5, NULL, 'defence', 0, NULL, 0)")
        for values in (("a", "waiting", "absent"), ("b", "waiting", "http-503")):
            store.connection.exec_driver_sql("INSERT INTO pages (key, state, reason) VALUES (?, ?, ?)", values)
        store.execute(update(schema.meta).values(value="2"))
    with closing(Store.open(f"sqlite:///{tmp_path}/store.sqlite")) as again:
        row = again.execute(select(schema.lists)).one()
        assert (row.url, row.completed_at, row.day, row.reaches) == ("u", 5, None, None)
        rows = again.execute(select(schema.pages.c.key, schema.pages.c.state, schema.pages.c.names_all).order_by(schema.pages.c.key)).all()
        assert [tuple(row) for row in rows] == [("a", "absent", False), ("b", "waiting", False)]
        assert again.execute(select(schema.look_ups)).all() == []
        assert again.execute(select(schema.meta.c.value)).scalars().all() == [str(schema.VERSION)]


@pytest.mark.parametrize("url", ["nonsense", "", "martian://host/base", "sqlite:////proc/none/store.sqlite"])
def test_an_address_that_cannot_be_opened_is_one_line(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    file.write_text("notes of a person, for which there is no copy\n" * 40)
    before = file.read_bytes()
    with pytest.raises(StoreError, match="cannot be"):
        Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_full_disk_is_a_store_error_and_loses_only_its_transaction(store: Store) -> None:
    with store.transaction():
        store.execute(insert(schema.stale_files), {"path": "safe"})
    pages = store.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    store.connection.commit()
    store.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    store.connection.commit()

    def fill() -> None:
        with store.transaction():
            for number in range(2000):
                store.execute(insert(schema.stale_files), {"path": f"{number:0500}"})

    with pytest.raises(StoreError, match="full"):
        fill()
    assert names(store) == ["safe"]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////a/b.sqlite", Path("/a/b.sqlite")),
        ("sqlite:///b.sqlite", Path("b.sqlite")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://host/base", None),
    ],
)
def test_only_a_sqlite_file_has_a_path(url: str, path: Path | None) -> None:
    assert sqlite_path(url) == path
