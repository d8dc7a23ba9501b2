"""Every folder beside this file is a case: an input, and what must be read from it. README.md says the form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.commands.inspect_page import inspect_page
from crawler.commands.judge import judge_row
from crawler.record.fetched import Fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for path in HERE.glob("*/case.json"))
# Later than every date in the cases that is not meant to lie in the future.
READ_AT = "2026-11-27T04:00:00+00:00"
_JUDGED = ("verdict", "ask", "parties")

Json = dict[str, Any]


# ---- what is asserted of a page ------------------------------------------------------------------------------------------------


class Inspection:
    """A case's file, read as if it had come from the case's address."""

    def __init__(self, folder: Path, case: Json, file: str) -> None:
        self.folder, self.case = folder, case
        body = (folder / file).read_bytes()
        url = case["url"]
        found = inspect_page(Fetched(url, body, case["charset"], 200, READ_AT, url, "a-run"))
        self.answer = found.as_json()
        self.record: Json = self.answer["record"] or {}
        self.body: list[str] = [part for part in self.record.get("body", "").split("\n\n") if part]

    @property
    def kind(self) -> str:
        return f"page is {self.answer['page']!r} ({self.answer['reason']})"

    def page(self, wanted: str) -> str | None:
        return None if self.answer["page"] == wanted else self.kind

    def page_not(self, unwanted: str) -> str | None:
        return None if self.answer["page"] != unwanted else f"{self.kind}, headline {self.record.get('headline')!r}"

    def field(self, wanted: Json) -> str | None:
        if not self.record:
            return f"no record: {self.kind}"
        [verb] = wanted.keys() - {"field"}
        value, argument = self.record[wanted["field"]], wanted[verb]
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        holds = {"equals": value == argument, "starts": text.startswith(str(argument)), "has": str(argument) in text}
        holds["lacks"] = not holds["has"]
        return None if holds[verb] else f"{wanted['field']} is {value!r}"

    def paragraphs(self, wanted: list[str]) -> str | None:
        if self.record and self.body == wanted:
            return None
        missing = [part for part in wanted if part not in self.body]
        extra = [part for part in self.body if part not in wanted]
        if not self.record:
            return f"no record: {self.kind}"
        return f"missing {missing}, too many {extra}" if missing or extra else f"another order: {self.body}"

    def body_has(self, text: str) -> str | None:
        return None if any(text in part for part in self.body) else f"body is {self.body}; {self.kind}"

    def body_lacks(self, text: str) -> str | None:
        return None if text not in "\n\n".join(self.body) else f"body is {self.body}"

    def removed_has(self, wanted: Json) -> str | None:
        removed = self.record.get("removed", [])
        found = any(wanted.get("kind", piece["kind"]) == piece["kind"] and wanted.get("text", "") in piece["text"] for piece in removed)
        return None if found else f"removed is {removed}"

    def images(self, wanted: list[Json]) -> str | None:
        images = self.record.get("images", [])
        pairs = zip(wanted, images, strict=False)
        same = len(wanted) == len(images) and all(wish.items() <= image.items() for wish, image in pairs)
        return None if same else f"images are {images}"

    def image_url_has(self, text: str) -> str | None:
        addresses = [image["url"] for image in self.record.get("images", [])]
        return None if any(text in (address or "") for address in addresses) else f"addresses are {addresses}"

    def stable_hash_with(self, file: str) -> str | None:
        other = Inspection(self.folder, self.case, file)
        hashes = [page.record["provenance"]["content_hash"] if page.record else page.kind for page in (self, other)]
        return None if self.record and hashes[0] == hashes[1] else f"hashes are {hashes}"

    def teasers(self, number: int) -> str | None:
        listed = self.answer.get("teasers", ())
        return None if self.answer["page"] == "listing" and len(listed) == number else f"{self.kind}, teasers {listed}"

    def teaser_keys(self, wanted: list[str]) -> str | None:
        keys = [teaser["id"] for teaser in self.answer.get("teasers", ())]
        return None if keys == wanted else f"{self.kind}, teasers {keys}"

    def teaser_dates(self, wanted: Mapping[str, str | None]) -> str | None:
        dates = {teaser["id"]: teaser["date"] for teaser in self.answer.get("teasers", ())}
        wrong = [key for key, start in wanted.items() if key not in dates or not _begins(dates[key], start)]
        return f"{self.kind}, dates {dates}" if wrong else None

    def checks(self) -> dict[str, Callable[[Any], str | None]]:
        named = ("page", "page_not", "body_has", "body_lacks", "removed_has", "images", "image_url_has", "stable_hash_with")
        lists = ("teasers", "teaser_keys", "teaser_dates")
        return {"body": self.paragraphs, **{name: getattr(self, name) for name in (*named, *lists)}}


def _begins(date: str | None, start: str | None) -> bool:
    return date is None if start is None else date is not None and date.startswith(start)


# ---- what is asserted of judged rows -------------------------------------------------------------------------------------------


class Judgement:
    """A case's rows, judged."""

    def __init__(self, folder: Path, file: str) -> None:
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        self.rows: dict[str, Json] = {row["id"]: judge_row(row) for row in map(json.loads, filter(str.strip, lines))}

    def same_as(self, wanted: Mapping[str, str]) -> str | None:
        sides = {name: [self.rows[name][side] for side in _JUDGED] for pair in wanted.items() for name in pair}
        wrong = [f"{one} {sides[one]}, {two} {sides[two]}" for one, two in wanted.items() if sides[one] != sides[two]]
        return "; ".join(wrong) or None

    def valued(self, side: str, wanted: Mapping[str, Any]) -> str | None:
        wrong = [f"{name} {self.rows[name][side]!r}" for name, value in wanted.items() if self.rows[name][side] != value]
        return "; ".join(wrong) or None

    def checks(self) -> dict[str, Callable[[Any], str | None]]:
        return {
            "same_as": self.same_as,
            "verdict": lambda wanted: self.valued("verdict", wanted),
            "ask": lambda wanted: self.valued("ask", wanted),
            "parties": lambda wanted: self.valued("parties", wanted),
        }


# ---- the cases -----------------------------------------------------------------------------------------------------------------


def got_instead(read: Inspection | Judgement, wanted: Json) -> str | None:
    """Say what there is where an assertion does not hold. An assertion that nothing knows is an error, never one that holds."""
    if "any" in wanted:
        ways = [[instead for part in way if (instead := got_instead(read, part)) is not None] for way in wanted["any"]]
        return None if [] in ways else " / ".join("; ".join(way) for way in ways)
    if "field" in wanted and isinstance(read, Inspection):
        return read.field(wanted)
    [(name, argument)] = wanted.items()
    return read.checks()[name](argument)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    assert case["command"] in {"inspect", "judge"}
    assert case["expect"], "a case that asserts nothing"
    read = Judgement(folder, case["file"]) if case["command"] == "judge" else Inspection(folder, case, case["file"])
    wrong = [(want, got) for want in case["expect"] if (got := got_instead(read, want)) is not None]
    if wrong:
        said = "\n".join(f"  wanted {json.dumps(want, ensure_ascii=False)}\n  got    {got}" for want, got in wrong)
        pytest.fail(f"{folder.name}: {case['kind']}\n  {case['why']}\n{said}", pytrace=False)


def test_every_folder_is_a_case() -> None:
    folders = {path for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(FOLDERS)
    assert len(FOLDERS) > 1
