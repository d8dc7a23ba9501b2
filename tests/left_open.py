"""What a test leaves open fails that very test; otherwise it would fail whichever test runs when the garbage is collected, or none."""

from __future__ import annotations

import gc
import sys
import threading
from pathlib import Path

_PROCESS = Path("/proc/self")


def held() -> set[str]:
    """What this process holds at the moment: descriptors (files, sockets, pipes, event loops), child processes and threads."""
    return {*_descriptors(), *_children(), *(f"thread {thread.name}" for thread in threading.enumerate())}


def collect_quietly() -> None:
    """Collect the garbage now, without the warnings about what was not closed: left for later they would come in another test."""
    hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        gc.collect()
    finally:
        sys.unraisablehook = hook


def _descriptors() -> set[str]:
    found = set()
    for entry in list((_PROCESS / "fd").iterdir()):
        try:
            found.add(f"descriptor {entry.name}: {entry.readlink()}")
        except FileNotFoundError:  # the one that listed them
            continue
    return found


def _children() -> set[str]:
    return {f"process {child}" for of_thread in _PROCESS.glob("task/*/children") for child in of_thread.read_text().split()}
