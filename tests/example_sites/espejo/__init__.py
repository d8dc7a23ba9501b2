"""espejo.example: a made-up site that republishes Puerto y Mar in other languages."""

from __future__ import annotations

from pathlib import Path

from crawler.sites.mirror import TranslatedMirror

SITE = TranslatedMirror(Path(__file__).with_name("espejo.toml"))
