"""The translated mirrors of vietnam.vn. All that is known of them stands in vietnam_vn.toml."""

from __future__ import annotations

from pathlib import Path

from crawler.sites.mirror import TranslatedMirror

SITE = TranslatedMirror(Path(__file__).with_name("vietnam_vn.toml"))
