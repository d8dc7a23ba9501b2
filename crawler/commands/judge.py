"""``scrapy judge``: is this text about defence diplomacy? For texts and records that are already at hand, one JSON object a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from scrapy.exceptions import UsageError

from crawler.command import ProjectCommand
from crawler.items import Article
from crawler.sites import address
from crawler.topic import judge, judge_teaser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_TEXTS = ("language", "headline", "description", "lead", "slug")
# What stands in for one that is missing, so that a record of the data set is a row.
_ALSO_TEXTS = ("body", "url")
_KNOWN = frozenset({"id", *_TEXTS, *Article.model_fields})


_PIECES = 3  # of a mirror's id


class RowError(ValueError):
    """A line that is no row, in words for a person."""


class Command(ProjectCommand):
    """Judges rows from a file or from standard input; results go to standard output as they are made."""

    name = "judge"
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return the arguments, for the help."""
        return "ROWS.jsonl | -"

    def short_desc(self) -> str:
        """Return a line for the list of commands."""
        return "Judge whether texts are about defence diplomacy"

    def long_desc(self) -> str:
        """Return what ``scrapy judge -h`` says."""
        return (
            "Judge whether texts are about defence diplomacy. ROWS.jsonl holds one JSON object a line with the keys id, language, "
            "headline, description, lead, slug; any but id may be null or absent. A record of the data set is a row too: its body is "
            "taken for the lead, and the slug is read from its url or id. Keys that are neither a row's nor a record's are named once "
            "on standard error. With - the rows come from standard input. "
            "For each row one line goes to standard output: id, verdict (yes, borderline, no), score (0 to 1), "
            "ask (would the page be asked for by headline, description and slug alone), "
            "dealings (their kind, CAMEO code, parties, where they stood, the words), "
            "evidence (the terms that weighed most, their concept, where they stood), parties (ISO codes, UN, NATO, ASEAN, EU). "
            "A record's own verdict, score and dealings come out again; a translation's record has its original's parties. "
            "A line that is no row is named on standard error and the others are judged all the same. "
            "Exit code: 0 all rows judged, 2 a line was no row or the file cannot be read."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Judge the rows. Sets ``exitcode``."""
        if len(args) != 1:
            message = "name one file of rows, or - for standard input: scrapy judge ROWS.jsonl"
            raise UsageError(message, print_help=False)
        if args[0] == "-":
            self._judge(sys.stdin.buffer, "standard input")
            return
        try:
            with Path(args[0]).open("rb") as file:
                self._judge(file, args[0])
        except OSError as error:
            self.cannot(f"cannot read {args[0]}: {error.strerror}")

    def _judge(self, file: BinaryIO, name: str) -> None:
        named: set[str] = set()
        for number, line in _lines(file):
            try:
                row = _row(line)
            except RowError as error:
                self.cannot(f"{name}, line {number}: {error}")
                continue
            for key in row:
                if key not in _KNOWN | named:
                    print(f"scrapy judge: {name}, line {number}: the key {key!r} is not known and not read", file=sys.stderr)
                    named.add(key)
            result = judge_row(row)
            # A lone half of a surrogate pair, which JSON can spell, has no UTF-8: it becomes a question mark.
            sys.stdout.buffer.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            sys.stdout.buffer.flush()


def judge_row(row: dict[str, Any]) -> dict[str, Any]:
    """Judge one row and answer with the row that says so."""
    texts = {name: row.get(name) for name in _TEXTS}
    slug = texts["slug"] or _slug(row)
    whole = judge(texts["language"], texts["headline"], texts["description"], texts["lead"] or row.get("body"), slug)
    teaser = judge_teaser(texts["headline"], texts["description"], slug, texts["language"])
    return {
        "id": row["id"],
        "verdict": whole.verdict,
        "score": whole.score,
        "ask": teaser.ask,
        "dealings": [dealing.as_dict() for dealing in whole.dealings],
        "evidence": [found.as_dict() for found in whole.evidence],
        "parties": whole.parties,
    }


def _slug(row: dict[str, Any]) -> str | None:
    """The Vietnamese slug in a record's address, or in a mirror's id (``site/language/slug``)."""
    at = address(row["url"]) if row.get("url") else None
    if at is not None:
        return at.slug
    pieces = str(row["id"]).split("/")
    return pieces[2] if len(pieces) == _PIECES else None


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines, without the empty ones and without a byte order mark."""
    for number, line in enumerate(file, 1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if text:
            yield number, text


def _row(line: bytes) -> dict[str, Any]:
    """Read a line, or say what is wrong with it."""
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        message = "not UTF-8"
        raise RowError(message) from None
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} at character {error.pos + 1}"
        raise RowError(message) from None
    except RecursionError:
        message = "not a row: nested too deeply"
        raise RowError(message) from None
    if not isinstance(row, dict):
        message = "not a JSON object"
        raise RowError(message)
    if not isinstance(row.get("id"), str | int) or isinstance(row["id"], bool):
        message = "id is missing, or is neither a text nor a number"
        raise RowError(message)
    for name in (*_TEXTS, *_ALSO_TEXTS):
        if not isinstance(row.get(name), str | None):
            message = f"{name} is neither a text nor null"
            raise RowError(message)
    return row
