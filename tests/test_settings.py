from __future__ import annotations

import inspect
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import scrapy_playwright
from scrapy.commands import ScrapyCommand
from scrapy.settings import default_settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.misc import load_object, walk_modules_iter

from crawler import settings
from tests.builders import settings_of

NAMES = [name for name in vars(settings) if name.isupper()]
OWN = [name for name in NAMES if not hasattr(default_settings, name) and not name.startswith("PLAYWRIGHT_")]
PROJECT = Path(settings.__file__).parent
SOURCE = Path(settings.__file__).read_text(encoding="utf-8")


def read_with(monkeypatch: pytest.MonkeyPatch, **environment: str | None) -> dict[str, Any]:
    """The settings as read under an environment."""
    for name, value in environment.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return runpy.run_path(settings.__file__)


def test_every_setting_of_the_projects_own_is_read_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PROJECT.rglob("*.py") if path.name != "settings.py")
    assert {"OUTPUT_DIR", "STORE_URL", "CONTACT", "BACK_OFF_FIRST", "BACK_OFF_MAX", "PROGRESS_INTERVAL"} <= set(OWN)
    assert [name for name in OWN if f'"{name}"' not in code and f"settings import {name}\n" not in code] == []


def test_every_playwright_setting_is_one_of_its() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(scrapy_playwright.__file__).parent.glob("*.py"))
    assert [name for name in NAMES if name.startswith("PLAYWRIGHT_") and f'"{name}"' not in code] == []


def test_every_setting_that_is_scrapys_default_says_so() -> None:
    for name in NAMES:
        if hasattr(default_settings, name) and getattr(settings, name) == getattr(default_settings, name):
            (line,) = re.findall(rf"^{name} = .*", SOURCE, re.MULTILINE)
            assert "the default" in line, line


@pytest.mark.parametrize("name", ["DOWNLOADER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS", "DOWNLOAD_HANDLERS"])
def test_every_component_can_be_loaded(name: str) -> None:
    table: dict[str, Any] = getattr(settings, name)
    paths = [value for value in table.values() if isinstance(value, str)] or [path for path, order in table.items() if order is not None]
    assert paths
    for path in paths:
        assert inspect.isclass(load_object(path))
    for path in table:
        if "." in path:
            load_object(path)


def test_the_pipelines_stand_in_the_houses_order() -> None:
    ordered = sorted(settings.ITEM_PIPELINES, key=lambda path: settings.ITEM_PIPELINES[path])
    assert [path.split(".")[2] for path in ordered] == ["make_record", "keep"]


def test_no_request_passes_the_allow_list_by() -> None:
    orders = {path.rpartition(".")[2]: order for path, order in settings.DOWNLOADER_MIDDLEWARES.items()}
    own = orders.pop("AllowListMiddleware")
    enabled = [order for order in (*orders.values(), *default_settings.DOWNLOADER_MIDDLEWARES_BASE.values()) if order is not None]
    assert own is not None
    assert own < min(enabled)


def test_robots_txt_is_obeyed_by_one_middleware_before_any_waiting() -> None:
    middlewares = {**default_settings.DOWNLOADER_MIDDLEWARES_BASE, **settings.DOWNLOADER_MIDDLEWARES}
    enabled = [path for path, order in middlewares.items() if order is not None and "robots" in path]
    assert len(enabled) == 1
    assert settings.ROBOTSTXT_OBEY is True


def test_the_sites_are_asked_politely() -> None:
    assert settings.DOWNLOAD_DELAY >= 1
    assert settings.CONCURRENT_REQUESTS_PER_DOMAIN == 1
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES is True


def test_no_port_is_opened() -> None:
    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False


def test_the_users_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = read_with(monkeypatch, OUTPUT_DIR="/srv/out", STORE_URL="postgresql://host/base", CONTACT="a@example.org")
    assert (given["OUTPUT_DIR"], given["STORE_URL"], given["CONTACT"]) == ("/srv/out", "postgresql://host/base", "a@example.org")
    usual = read_with(monkeypatch, OUTPUT_DIR=None, STORE_URL=None, CONTACT=None)
    assert (usual["OUTPUT_DIR"], usual["STORE_URL"], usual["CONTACT"]) == ("output", "sqlite:///{OUTPUT_DIR}/store.sqlite", "")


def test_the_spider_and_the_commands_are_found(tmp_path: Path) -> None:
    assert SpiderLoader.from_settings(settings_of(tmp_path)).list() == ["defence"]
    for name in ("crawl", "inspect", "export"):
        (module,) = [module for module in walk_modules_iter(settings.COMMANDS_MODULE) if module.__name__.endswith(f".{name}")]
        assert issubclass(module.Command, ScrapyCommand)
