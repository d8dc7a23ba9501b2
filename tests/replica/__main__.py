"""``python -m tests.replica [--stories N] [--run COMMAND ...]``: both sites on loopback, for people and for ``make demo``."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from pathlib import Path

from tests.replica.replica import Replica
from tests.replica.stories import STORIES, StoryError
from tests.replica.world import HOSTS

_HOW = """\
Both sites are served at {proxy} until you press Ctrl-C. Point a crawler at them:

  export http_proxy={proxy} https_proxy={proxy} no_proxy=
  export SSL_CERT_FILE={certificate}
  export HOME={home}    # for Chromium only: its certificate store is in there

Hosts: {hosts}
"""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.replica", description="Serve both sites on loopback.")
    parser.add_argument("--stories", type=int, default=0, metavar="N", help="add N articles made from word lists")
    parser.add_argument("--folder", type=Path, default=STORIES, metavar="DIR", help="take the story files of DIR")
    parser.add_argument("--port", type=int, default=0, help="listen on this port instead of a free one")
    parser.add_argument("--clock", metavar="TIME", help="show this ISO 8601 time as that of page generation")
    parser.add_argument("--run", nargs=argparse.REMAINDER, metavar="CMD", help="run CMD with the environment set and return its exit code")
    return parser.parse_args()


def main() -> int:
    """Serve, or run a command against the replica; gives the exit code."""
    arguments = _arguments()
    try:
        with Replica(arguments.folder, arguments.stories, clock=arguments.clock, port=arguments.port) as replica:
            if arguments.run:
                signal.signal(signal.SIGTERM, _end)
                code = subprocess.run(arguments.run, env=replica.environ(), check=False).returncode
                # A command that a signal ended is reported as shells do.
                return code if code >= 0 else 128 - code
            return _serve(replica)
    except StoryError as error:
        sys.stderr.write(f"replica: {error}\n")
        return 2


def _end(number: int, _frame: object) -> None:
    """End this process, and with it the command that it runs."""
    sys.exit(128 + number)


def _serve(replica: Replica) -> int:
    stops = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    environ = replica.environ()
    home = environ["HOME"]
    sys.stdout.write(_HOW.format(proxy=replica.proxy_url, certificate=environ["SSL_CERT_FILE"], home=home, hosts=" ".join(sorted(HOSTS))))
    sys.stdout.flush()
    signal.sigwait(stops)
    return 0


if __name__ == "__main__":
    sys.exit(main())
