"""The replica as a test or a command uses it: starts the proxy's process, says how to reach it, changes what it serves."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import tomllib
from contextlib import ExitStack, suppress
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import trustme

from tests.replica import truth
from tests.replica.catalogue import Catalogue
from tests.replica.control import CONTROL_HOST, Entry
from tests.replica.faults import FaultError
from tests.replica.stories import STORIES, StoryError, load_story, story_from_mapping
from tests.replica.world import HOSTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.replica.story import Story

_ROOT = Path(__file__).resolve().parents[2]
_ORDER_SECONDS = 300
_LAST_SECONDS = 60
_ERRORS: dict[str, type[ValueError]] = {"StoryError": StoryError, "FaultError": FaultError}


class Replica:
    """Both sites on loopback, for as long as the ``with`` block lasts.

    ``stories`` is a folder of story files, or a choice of files and tables of the same form; ``bulk`` adds as many articles
    made from word lists. ``clock`` fixes the time of page generation, which else is the real one.
    """

    proxy = "tests.replica.proxy"  # the module that serves, …
    extra: Mapping[str, str] = MappingProxyType({})  # … and what its environment has beside this process's

    def __init__(
        self,
        stories: Path | Iterable[Path | Mapping[str, Any]] = STORIES,
        bulk: int = 0,
        *,
        clock: str | None = None,
        gzip: bool = True,
        port: int = 0,
    ) -> None:
        chosen = sorted(stories.glob("*.toml")) if isinstance(stories, Path) else list(stories)
        self._tables = [_table(story) for story in chosen]
        self._bulk = bulk
        self._order = {"bulk": bulk, "clock": clock, "gzip": gzip, "port": port}
        self._changes: list[dict[str, Any]] = []
        self._running = ExitStack()
        self._folder: Path | None = None
        self._home: Path | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the proxy's process and wait until it listens; raises StoryError when a story is wrong."""
        self._catalogue(0)
        with ExitStack() as running:
            self._folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="replica-", ignore_cleanup_errors=True)))
            self.port = self._started(running)
            self._running = running.pop_all()

    def _started(self, running: ExitStack) -> int:
        """Start the proxy's process, which ends with the stack; give its port once it listens there."""
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.certificate))
        server = self.certificate.with_name("server.pem")
        authority.issue_cert(*sorted(HOSTS)).private_key_and_cert_chain_pem.write_to_path(str(server))
        process = subprocess.Popen(
            [sys.executable, "-m", self.proxy],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=_ROOT,
            start_new_session=True,
            env={**os.environ, **self.extra},
        )
        running.callback(_end, process)
        assert process.stdin
        assert process.stdout
        with suppress(BrokenPipeError):  # it has ended; so has its output
            process.stdin.write(json.dumps({**self._order, "stories": self._tables, "certificate": str(server)}, default=str) + "\n")
            process.stdin.flush()
        first = process.stdout.readline()
        if not first:
            message = "the proxy's process ended before it listened"
            raise RuntimeError(message)
        port: int = json.loads(first)["port"]
        return port

    def stop(self) -> None:
        """End the proxy's process and take its files away."""
        self._running.close()
        self._folder = self._home = None

    @property
    def proxy_url(self) -> str:
        """The proxy's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> Path:
        """File of the test authority's certificate."""
        if self._folder is None:
            message = "the replica is not running"
            raise RuntimeError(message)
        return self._folder / "authority.pem"

    def tls(self) -> ssl.SSLContext:
        """Give a context that trusts the test authority and nobody else."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def environ(self) -> dict[str, str]:
        """Give an environment in which every client asks the replica."""
        environ = dict(os.environ)
        for name in ("http_proxy", "https_proxy"):
            environ[name] = environ[name.upper()] = self.proxy_url
        environ["no_proxy"] = environ["NO_PROXY"] = ""
        environ["SSL_CERT_FILE"] = str(self.certificate)
        home = self._browser_home()
        if home:
            # The browsers that Playwright installed are found through the real home.
            browsers = Path.home() / ".cache" / "ms-playwright"
            if browsers.is_dir():
                environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(browsers))
            environ["HOME"] = str(home)
        return environ

    def _browser_home(self) -> Path | None:
        """Make a home whose certificate store trusts the authority, for Chromium; None where the tool for it is missing."""
        tool = shutil.which("certutil")
        if self._home is None and tool and self._folder:
            store = self._folder / "home" / ".pki" / "nssdb"
            store.mkdir(parents=True)
            database = f"sql:{store}"
            subprocess.run([tool, "-N", "-d", database, "--empty-password"], check=True, capture_output=True)
            trust = [tool, "-A", "-d", database, "-n", "replica", "-t", "C,,", "-i", str(self.certificate)]
            subprocess.run(trust, check=True, capture_output=True)
            self._home = self._folder / "home"
        return self._home

    @property
    def log(self) -> list[Entry]:
        """All requests so far, the refused ones too, in the order of their answers."""
        return [Entry(*row) for row in self._ask("GET", "/log")]

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self._ask("DELETE", "/log")

    def truth(self) -> list[dict[str, Any]]:
        """Give the expected records as the stories stand now."""
        return truth.records(self._catalogue(self._bulk).subject_and_files())

    def stories(self) -> list[Story]:
        """Give the stories as they stand now: those of files, and those of the bulk that are on the subject."""
        return list(self._catalogue(self._bulk).subject_and_files())

    def _catalogue(self, bulk: int) -> Catalogue:
        catalogue = Catalogue([story_from_mapping(table, str(table.get("key"))) for table in self._tables], bulk)
        for change in self._changes:
            catalogue.change(change)
        return catalogue

    def fault(self, host: str, path: str, kind: str, times: int | None = None, **params: str | float) -> None:
        """Lay a fault on all addresses that host and path (globs) fit; ``faults.py`` names kinds and parameters."""
        self._ask("POST", "/faults", {"host": host, "path": path, "kind": kind, "times": times, "params": params})

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._ask("DELETE", "/faults")

    def edit(self, key: str, language: str | None = None, **fields: str) -> None:
        """Change headline, description or body of a story's original, or of its translation into a language."""
        self._change({"do": "edit", "key": key, "language": language, "fields": fields})

    def rename(self, key: str, slug: str) -> None:
        """Give an original another slug; its old address then redirects, and the mirror keeps the old slug."""
        self._change({"do": "rename", "key": key, "slug": slug})

    def add(self, story: Path | Mapping[str, Any]) -> None:
        """Publish another story."""
        self._change({"do": "add", "story": json.loads(json.dumps(_table(story), default=str))})

    def remove(self, key: str) -> None:
        """Take a story and all its translations away: their addresses answer 404."""
        self._change({"do": "remove", "key": key})

    def render_anew(self, clock: str) -> None:
        """Render all pages anew at another time, ISO 8601: same stories, other ETags, other query on every picture of the paper."""
        self._change({"do": "render", "clock": clock})

    def redesign(self, site: str, names: Mapping[str, str]) -> None:
        """Rename classes and ids on all pages of ``baoquocte.vn`` (both editions) or ``vietnam.vn``; no names undoes it."""
        self._change({"do": "redesign", "site": site, "names": dict(names)})

    def restore(self) -> None:
        """Undo all changes."""
        self._ask("DELETE", "/change")
        self._changes.clear()

    def _change(self, order: dict[str, Any]) -> None:
        self._ask("POST", "/change", order)
        self._changes.append(order)

    def _ask(self, method: str, path: str, order: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_ORDER_SECONDS)
        try:
            connection.request(method, f"http://{CONTROL_HOST}{path}", None if order is None else json.dumps(order))
            with connection.getresponse() as response:
                answer = json.load(response)
        finally:
            connection.close()
        if response.status != HTTPStatus.OK:
            raise _ERRORS.get(answer["kind"], ValueError)(answer["error"])
        return answer


def _end(process: subprocess.Popen[str]) -> None:
    """End the proxy's process, which ends by itself once its input is closed."""
    try:
        with suppress(BrokenPipeError):
            process.communicate(timeout=_LAST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _table(story: Path | Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(story, Path):
        return dict(story)
    load_story(story)
    return tomllib.loads(story.read_text(encoding="utf-8"))
