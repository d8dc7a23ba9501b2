"""Each module has a test file of its name, or stands in a test file's docstring, in a paragraph that begins with "Tests crawler"."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sorted((ROOT / "crawler").rglob("*.py"))}
# "Tests crawler.text: lines, names; crawler.page." names three modules.
_NAMED = re.compile(r"crawler((?:\.\w+)*)(?::\s+(\w+(?:,\s+\w+)*)|\.(\w+))")


def named_in(text: str) -> set[str]:
    """The modules that a test file's text says it tests."""
    paragraphs = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")
    return {
        f"crawler{room}.{module}"
        for paragraph in paragraphs
        if paragraph.startswith("Tests crawler")
        for room, several, one in _NAMED.findall(paragraph)
        for module in (re.split(r",\s+", several) if several else [one])
    }


NAMED = {path.relative_to(ROOT): named_in(path.read_text("utf-8")) for path in sorted(TESTS.rglob("test_*.py"))}


def has_nothing_to_test(path: Path) -> bool:
    """Whether a module only says what its room is for, or hands on what others define."""
    tree = ast.parse(path.read_text("utf-8"))
    return all(
        isinstance(node, (ast.Import, ast.ImportFrom, ast.If))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Assign) and all(isinstance(name, ast.Name) and name.id.startswith("__") for name in node.targets))
        for node in tree.body
    )


def test_each_module_is_tested_by_a_file_of_its_name_or_named_by_one() -> None:
    named = set().union(*NAMED.values())
    lost = []
    for module, path in MODULES.items():
        # A package's own code is tested by a file of the package's name.
        place = path.relative_to(ROOT / "crawler") if path.stem != "__init__" else path.parent.relative_to(ROOT / "crawler")
        of_its_name = TESTS / place.parent / f"test_{place.stem}.py"
        if not (of_its_name.exists() or module.removesuffix(".__init__") in named or has_nothing_to_test(path)):
            lost.append(module)
    assert lost == []


@pytest.mark.parametrize("path", [path for path, named in NAMED.items() if named], ids=str)
def test_the_modules_that_a_test_names_exist(path: Path) -> None:
    packages = {module.removesuffix(".__init__") for module in MODULES}
    assert sorted(NAMED[path] - packages) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"""Tests crawler.page."""', {"crawler.page"}),
        ('"""About lists.\n\nTests crawler.text: lines,\nnames; crawler.reading.any_layout: body; crawler.page.\n"""', None),
        ('"""About crawler.page."""', set()),
        ('"""About.\n\nIt tests crawler.page.\n"""', set()),
        ("# Tests crawler.page.\n", set()),
    ],
)
def test_what_a_docstring_names(text: str, expected: set[str] | None) -> None:
    three_rooms = {"crawler.text.lines", "crawler.text.names", "crawler.reading.any_layout.body", "crawler.page"}
    assert named_in(text) == (three_rooms if expected is None else expected)
