from __future__ import annotations

import json
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError

from crawler.commands.export import Command
from tests.builders import ON_SUBJECT, age, begin, crawler_of, mirror_page, original_page, settings_of, take

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.run.run import Run


def export(root: Path) -> int:
    made = Command()
    made.settings = settings_of(root)
    made.run([], Namespace())
    return made.exitcode


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.json*") if path.name != "manifest.json"}


def filled(root: Path) -> Run:
    with closing(begin(root)) as run:
        crawler = crawler_of(run)
        for page in (original_page(), mirror_page("de"), original_page(286048, "khong-ngay-thang", date_published=None)):
            take(crawler, page)
        run.finish(complete=True, broken=[], summary={})
    return run


def test_the_files_are_written_again_from_the_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = filled(tmp_path)
    before = files(tmp_path)
    assert sorted(before) == ["article.schema.json", "articles/2024-09.jsonl", "articles/undated.jsonl", f"runs/{run.id}.jsonl"]
    for path in before:
        (tmp_path / path).unlink()
    (tmp_path / "manifest.json").unlink()
    assert export(tmp_path) == 0
    assert files(tmp_path) == before
    assert (tmp_path / "manifest.json").exists()
    size = len(before["articles/2024-09.jsonl"])
    assert f"articles/2024-09.jsonl  2 lines  {size} bytes" in capsys.readouterr().out.splitlines()


def test_exporting_twice_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path)
    before = files(tmp_path)
    assert export(tmp_path) == 0
    assert export(tmp_path) == 0
    assert files(tmp_path) == before


def test_a_store_at_work_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(begin(tmp_path)) as run:
        assert export(tmp_path) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("scrapy export: another run works on this store")
    assert run.id in line


def test_a_store_that_cannot_be_read_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "store.sqlite").write_text("no database at all, only a sentence\n" * 100)
    assert export(tmp_path) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_an_older_crawler_stored_is_judged_again_and_listed_in_a_file_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Within a second ids sort by chance: here the run's stands behind the export's.
    by_chance = iter(("ffff", "0000", "aaaa"))
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: next(by_chance))
    with closing(begin(tmp_path)) as run:
        take(crawler_of(run), original_page(headline=ON_SUBJECT))
        run.finish(complete=True, broken=[], summary={})
        age(run.store)
    before = files(tmp_path)
    assert export(tmp_path) == 0
    after = files(tmp_path)
    (fresh,) = set(after) - set(before)
    assert fresh.startswith("runs/2")
    assert after[fresh] == after["articles/2024-09.jsonl"]
    assert json.loads(after[fresh])["schema_version"] == 2
    assert after[f"runs/{run.id}.jsonl"] == before[f"runs/{run.id}.jsonl"]
    assert json.loads((tmp_path / "manifest.json").read_text())["run_id"] in fresh
    said = capsys.readouterr()
    assert "1 stored records of an earlier version are judged again" in said.err
    assert fresh in said.out
    assert export(tmp_path) == 0
    assert files(tmp_path) == after
    assert capsys.readouterr().err == ""


def test_it_takes_no_arguments() -> None:
    with pytest.raises(UsageError, match="OUTPUT_DIR"):
        Command().run(["output"], Namespace())


def test_without_a_store_there_is_nothing_to_export_and_nothing_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(tmp_path / "empty") == 2
    assert "there is no store" in capsys.readouterr().err
    assert not (tmp_path / "empty").exists()
