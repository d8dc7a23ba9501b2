"""Runs a Scrapy command for scrapyd, in place of its own runner (``runner`` in scrapyd.conf).

scrapyd's own puts the zipped egg on the path, where data files that stand beside their modules are no files, and it hands its own notes
(``-a _job=…``, ``-a _version=…``) to the spider, which refuses arguments that it does not know. This one unpacks the egg for as long as the
command runs and keeps the notes back. It needs no pkg_resources, which newer setuptools no longer have.
"""

# ruff: noqa: INP001  (scrapyd starts it by its name, from its own directory)

from __future__ import annotations

import configparser
import os
import sys
import tempfile
import zipfile
from pathlib import Path

from scrapyd import Config
from scrapyd.utils import initialize_component


def without_notes(arguments: list[str]) -> list[str]:
    """Return a command line without the spider arguments that scrapyd adds for itself."""
    kept: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word != "-a":
            kept.append(word)
        elif not (value := next(rest, "")).startswith("_"):
            kept += [word, value]
    return kept


def unpack(project: str, version: str | None, folder: Path) -> None:
    """Unpack the project's egg, the newest one where no version is named. Ends the process where there is none."""
    storage = initialize_component(Config(), "eggstorage", "scrapyd.eggstorage.FilesystemEggStorage")
    _, egg = storage.get(project, version)
    if egg is None:
        sys.exit(f"scrapyd has no egg of project {project!r}{f', version {version!r}' if version else ''}")
    with egg, zipfile.ZipFile(egg) as packed:
        packed.extractall(folder)


def settings_module(folder: Path) -> str:
    """Return the settings that an unpacked egg names. Ends the process where it names none."""
    entry_points = configparser.ConfigParser()
    entry_points.read(folder / "EGG-INFO" / "entry_points.txt", encoding="utf-8")
    found = entry_points.get("scrapy", "settings", fallback=None)
    if found is None:
        sys.exit("the egg names no settings: its entry points need [scrapy] settings = …")
    return found


def main() -> None:
    """Unpack, then be ``scrapy``. The exit code is the command's."""
    with tempfile.TemporaryDirectory(prefix="scrapyd-egg-", ignore_cleanup_errors=True) as unpacked:
        folder = Path(unpacked)
        unpack(os.environ["SCRAPY_PROJECT"], os.environ.get("SCRAPYD_EGG_VERSION"), folder)
        os.environ["SCRAPY_SETTINGS_MODULE"] = settings_module(folder)
        sys.path.insert(0, str(folder))
        sys.argv[1:] = without_notes(sys.argv[1:])
        from scrapy.cmdline import execute  # noqa: PLC0415  (it reads the environment)

        execute()


if __name__ == "__main__":
    main()
