"""What the project's commands share: settings that are there, and one clear line with exit code 2 where a command cannot do its job.

It stands outside `crawler.commands`, because Scrapy takes every command class in there for a command of its own.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

CANNOT = 2


class ProjectCommand(ScrapyCommand):
    """A command of this project."""

    requires_project = True
    name = ""  # as typed by the user

    def project_settings(self) -> BaseSettings:
        """Return the settings that Scrapy sets before it runs a command."""
        if self.settings is None:
            message = "the command was not set up by Scrapy"
            raise RuntimeError(message)
        return self.settings

    def cannot(self, message: str) -> None:
        """Say in one line why the command cannot do its job; the exit code becomes 2."""
        first = (message.splitlines() or [""])[0]
        print(f"scrapy {self.name}: {first}", file=sys.stderr)  # noqa: T201  (what a command says)
        self.exitcode = CANNOT
