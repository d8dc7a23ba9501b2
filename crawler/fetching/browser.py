"""Lists that only JavaScript fills, read through a real browser: scrapy-playwright, started only when a first such list is asked for."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies_environment

from playwright._impl._driver import compute_driver_executable
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from playwright.async_api import async_playwright
from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.fetching.allow_list import refusal
from crawler.fetching.failures import one_line
from crawler.sites import ALLOWED_HOSTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import Page
    from playwright.async_api import Request as BrowserRequest
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MAX_ROUNDS = 40
# For more entries to appear, after a click and after scrolling.
_PATIENCE_MS = 4000
_SCROLL_PATIENCE_MS = 1500
_START_SECONDS = 60  # on a busy machine with a slow disk; else it takes one
_SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The browser's own errands (updates, accounts, field trials) are requests to hosts that nobody asked for.
_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run")
_NOT_NEEDED = frozenset({"image", "media", "font", "stylesheet"})
_WORDS: tuple[str, ...] = tuple(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["load_more"]["words"])

# Clicks whatever asks for more entries and is visible, else scrolls to the end; says whether it clicked.
_MORE = """
(words) => {
  const visible = (e) => e.offsetParent !== null && !e.disabled;
  const text = (e) => (e.innerText || e.value || '').trim().toLowerCase();
  const stays = (e) => { const href = e.getAttribute('href'); return !href || href.startsWith('#') || href.startsWith('javascript:'); };
  const asks = (e) => text(e).length < 40 && words.some((w) => text(e).includes(w));
  const named = 'button[class*=more i], button[id*=more i], a[class*=load-more i], a[class*=loadmore i]';
  const buttons = [...document.querySelectorAll('button, a, [role=button], input[type=button]')].filter((e) => visible(e) && stays(e));
  const more = buttons.find(asks) || buttons.find((e) => e.matches(named));
  if (more) more.click(); else window.scrollTo(0, document.body.scrollHeight);
  return !!more;
}
"""
_LINKS = "() => document.querySelectorAll('a[href]').length"
_GROWN = "(before) => document.querySelectorAll('a[href]').length > before"


async def load_all(page: Page, delay: float) -> None:
    """Ask a page for more entries until it has none to give, or a fixed number of rounds is over; ``delay`` seconds between rounds."""
    for _ in range(_MAX_ROUNDS):
        before = await page.evaluate(_LINKS)
        clicked = await page.evaluate(_MORE, list(_WORDS))
        try:
            await page.wait_for_function(_GROWN, arg=before, timeout=_PATIENCE_MS if clicked else _SCROLL_PATIENCE_MS)
        except PlaywrightTimeoutError:
            return
        await asyncio.sleep(delay)


def in_browser(delay: float) -> dict[str, Any]:
    """Return a request's meta that reads its page in the browser, with everything that "load more" brings."""
    return {"playwright": True, "playwright_page_methods": [PageMethod(load_all, delay)]}


def launch_options() -> dict[str, Any]:
    """Return how to start the browser here: the system's Chromium where there is one, else Playwright's own; the environment's proxy."""
    options: dict[str, Any] = {"headless": True, "args": list(_QUIET)}
    executable = next((path for name in _SYSTEM_BROWSERS if (path := shutil.which(name))), None)
    if executable is not None:
        options["executable_path"] = executable
    if os.geteuid() == 0:
        options["args"].append("--no-sandbox")  # Chromium refuses to sandbox root
    pac = base64.b64encode(proxy_script(getproxies_environment()).encode()).decode()
    options["args"].append(f"--proxy-pac-url=data:application/x-ns-proxy-autoconfig;base64,{pac}")
    return options


async def why_no_browser(options: Mapping[str, Any]) -> str | None:
    """Start a browser as ``options`` say and end it again; return in one line why none can be started, None where it can."""
    driver, _ = compute_driver_executable()
    try:
        ran = await asyncio.to_thread(subprocess.run, [driver, "--version"], capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            return _reason(ran.stderr) or f"{driver} ends with {ran.returncode}"
        async with asyncio.timeout(_START_SECONDS), async_playwright() as playwright:
            browser = await playwright.chromium.launch(**options)
            await browser.close()
    except TimeoutError:
        return f"it did not start within {_START_SECONDS} seconds"
    except Exception as error:  # noqa: BLE001  (the driver's end is a bare Exception, and whatever it is, there is no browser)
        return _reason(str(error)) or type(error).__name__
    return None


def _reason(said: str) -> str:
    """Return the line that tells most: the first one of the browser itself, else the first of all."""
    lines = [line for line in map(one_line, said.splitlines()) if line]
    own = [line.partition("[err]")[2].strip() for line in lines if "[err]" in line]
    return next(iter([*own, *lines]), "")


def proxy_script(proxies: Mapping[str, str]) -> str:
    """Return a proxy script for the environment's proxies (``https``, ``http``, ``no``) that leads to the sites and to no other host.

    The browser's own errands are requests that no page makes and no hook sees; they are sent to a port where nobody listens.
    """
    proxy = proxies.get("https") or proxies.get("http")
    way = "DIRECT"
    if proxy:
        server = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host = f"[{server.hostname}]" if server.hostname and ":" in server.hostname else server.hostname
        way = f"PROXY {host}:{server.port or 80}"
    around = [name.strip().lstrip(".") for name in proxies.get("no", "").split(",") if name.strip()]
    return (
        f"var sites = {json.dumps(sorted(ALLOWED_HOSTS))}, around = {json.dumps(around)};"
        "function FindProxyForURL(url, host) {"
        " if (sites.indexOf(host) < 0) return 'PROXY 127.0.0.1:9';"
        " for (var i = 0; i < around.length; i++)"
        "  if (around[i] === '*' || host === around[i] || dnsDomainIs(host, '.' + around[i])) return 'DIRECT';"
        f" return '{way}'; }}"
    )


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # it has no types
    """Plain requests go Scrapy's way; those that ask for the browser start it first. The browser keeps to the allow-list and robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        # The client would ask again by itself and at once when a connection that it kept is closed; Scrapy's retry keeps the delay.
        self._pool.retryAutomatically = False
        self.config.launch_options = {**launch_options(), **self.config.launch_options}
        self.abort_request = self.refuses
        self._starting = asyncio.Lock()
        self._started = False

    async def _launch(self) -> None:
        """Do nothing when the engine starts: most runs of most sites need no browser."""

    async def download_request(self, request: Request) -> Response:
        """Download a request, in the browser where its meta says so."""
        if request.meta.get("playwright"):
            async with self._starting:
                if not self._started:
                    await super()._launch()
                    self._started = True
        response: Response = await super().download_request(request)
        return response

    async def refuses(self, request: BrowserRequest) -> bool:
        """Say whether a request of the browser's is held back: pictures and styles, strange hosts, what robots.txt forbids."""
        if request.resource_type in _NOT_NEEDED or refusal(request.url) is not None:
            return True
        robots = self.crawler.get_downloader_middleware(RobotsTxtMiddleware)
        if robots is None:
            return False
        try:
            parser = await robots.robot_parser(Request(request.url))
        except IgnoreRequest:
            return True  # a robots.txt that cannot be had forbids everything
        return parser is not None and not parser.allowed(request.url, self.crawler.settings["USER_AGENT"])
