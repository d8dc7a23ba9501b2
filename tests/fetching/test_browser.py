"""The browser's parts that need no browser."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from crawler.fetching import browser
from crawler.fetching.browser import BrowserHandler, in_browser, launch_options, load_all, proxy_script
from crawler.sites import ALLOWED_HOSTS

if TYPE_CHECKING:
    from collections.abc import Iterable

SITE = "www.vietnam.vn"


class FakePage:
    """A list page that brings so many entries a round, then none."""

    def __init__(self, rounds: Iterable[int]) -> None:
        self.rounds = iter(rounds)
        self.links = 10
        self.asked = 0

    async def evaluate(self, script: str, words: list[str] | None = None) -> int | bool:
        if words is None:
            return self.links
        assert "click" in script
        self.asked += 1
        self.links += next(self.rounds, 0)
        return True

    async def wait_for_function(self, _script: str, *, arg: int, timeout: float) -> None:  # noqa: ASYNC109  (Playwright's name)
        assert timeout > 0
        if self.links <= arg:
            message = "nothing came"
            raise PlaywrightTimeoutError(message)


def load(page: FakePage, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(browser.asyncio, "sleep", sleep)  # type: ignore[attr-defined]
    asyncio.run(load_all(cast("Any", page), 1.5))
    return slept


def test_more_is_asked_for_until_nothing_comes_and_politely(monkeypatch: pytest.MonkeyPatch) -> None:
    page = FakePage([12, 12, 3])
    assert load(page, monkeypatch) == [1.5, 1.5, 1.5]
    assert (page.links, page.asked) == (37, 4)


def test_a_page_without_end_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    page = FakePage(iter(lambda: 5, None))
    load(page, monkeypatch)
    assert 10 < page.asked < 200


def test_only_a_request_that_says_so_goes_to_the_browser() -> None:
    meta = in_browser(1.0)
    assert meta["playwright"] is True
    (method,) = meta["playwright_page_methods"]
    assert (method.method, method.args) == (load_all, (1.0,))


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine without proxies, browsers or a superuser."""
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    return monkeypatch


def test_the_systems_chromium_is_used_where_there_is_one(bare: pytest.MonkeyPatch) -> None:
    assert "executable_path" not in launch_options()
    bare.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name == "chromium-browser" else None)
    options = launch_options()
    assert (options["executable_path"], options["headless"]) == ("/usr/bin/chromium-browser", True)


def test_the_sandbox_is_given_up_for_the_superuser_only(bare: pytest.MonkeyPatch) -> None:
    assert "--no-sandbox" not in launch_options()["args"]
    bare.setattr("os.geteuid", lambda: 0)
    assert "--no-sandbox" in launch_options()["args"]


def test_the_environments_proxy_is_the_browsers(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("https_proxy", "http://proxy.example.org:3128")
    (script,) = [argument for argument in launch_options()["args"] if argument.startswith("--proxy-pac-url=")]
    text = base64.b64decode(script.partition("base64,")[2]).decode()
    assert "PROXY proxy.example.org:3128" in text
    assert all(host in text for host in ALLOWED_HOSTS)


def ways(proxies: dict[str, str], *hosts: str) -> list[str]:
    """Where the proxy script leads for each host."""
    code = (
        f"{proxy_script(proxies)}\nfunction dnsDomainIs(host, domain) {{ return host.endsWith(domain); }}\n"
        f"console.log(JSON.stringify({json.dumps(hosts)}.map((host) => FindProxyForURL('https://' + host + '/', host))));"
    )
    ran = subprocess.run(["node", "-e", code], check=True, capture_output=True, text=True)
    found: list[str] = json.loads(ran.stdout)
    return found


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node to run the proxy script with")
def test_the_browser_reaches_the_sites_and_no_other_host() -> None:
    nowhere = "PROXY 127.0.0.1:9"
    strange = ("example.org", "evil.vietnam.vn", "localhost", "update.example.org")
    assert ways({}, SITE, *strange) == ["DIRECT", *[nowhere] * 4]
    assert ways({"https": "http://p.example.org:3128"}, SITE, *strange) == ["PROXY p.example.org:3128", *[nowhere] * 4]
    assert ways({"http": "p.example.org:3128", "no": "baoquocte.vn"}, SITE, "baoquocte.vn", "en.baoquocte.vn") == [
        "PROXY p.example.org:3128", "DIRECT", "DIRECT",
    ]  # fmt: skip
    assert ways({"https": "http://p.example.org:3128", "no": "*"}, SITE, "example.org") == ["DIRECT", nowhere]


class FakeRobots:
    def __init__(self, forbidden: str) -> None:
        self.forbidden = forbidden

    async def robot_parser(self, _request: object) -> FakeRobots:
        return self

    def allowed(self, url: str, _agent: str) -> bool:
        return self.forbidden not in url


def refuses(url: str, kind: str = "document", robots: FakeRobots | None = None) -> bool:
    crawler = SimpleNamespace(get_downloader_middleware=lambda _: robots, settings={"USER_AGENT": "a"})
    handler = cast("Any", SimpleNamespace(crawler=crawler))
    return asyncio.run(BrowserHandler.refuses(handler, cast("Any", SimpleNamespace(url=url, resource_type=kind))))


def test_the_browser_loads_what_a_list_needs_from_the_sites_alone() -> None:
    assert not refuses(f"https://{SITE}/tin-moi")
    assert not refuses(f"https://{SITE}/app.js", "script")
    assert not refuses(f"https://{SITE}/api/list", "fetch")
    assert refuses("https://cdn.example.org/app.js", "script")
    assert refuses(f"https://evil.{SITE}/app.js", "script")
    assert refuses(f"https://{SITE}:8443/app.js", "script")


@pytest.mark.parametrize("kind", ["image", "media", "font", "stylesheet"])
def test_the_browser_loads_no_pictures_and_styles(kind: str) -> None:
    assert refuses(f"https://{SITE}/a", kind)


def test_the_browser_obeys_robots_txt() -> None:
    robots = FakeRobots("/api/")
    assert refuses(f"https://{SITE}/api/list", "fetch", robots)
    assert not refuses(f"https://{SITE}/tin-moi", "document", robots)
