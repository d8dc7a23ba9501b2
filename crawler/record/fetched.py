"""A page as whoever fetched it has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """What any source of pages gives: a live site, a saved file, an archive.

    ``url`` is where the answer came from, ``requested_url`` what was asked for; ``body`` is decompressed; ``charset`` is what the HTTP
    header claims; ``fetched_at`` is ISO 8601 in UTC. ``etag`` and ``last_modified`` are the answer's validators, for the next visit.
    """

    url: str
    body: bytes
    charset: str | None
    status: int
    fetched_at: str
    requested_url: str
    run_id: str
    etag: str | None = None
    last_modified: str | None = None
