"""The tables whose guesses are surveyed."""

from __future__ import annotations

from pathlib import Path

from crawler import sites, text
from crawler.reading import any_layout
from crawler.survey.guesses import table

_SITES = Path(sites.__file__).parent
PAPER = table(_SITES / "baoquocte" / "baoquocte.toml")
MIRROR = table(_SITES / "vietnam_vn" / "vietnam_vn.toml")
# Words of pages in any language, the mirror's too.
LABELS = table(Path(any_layout.__file__).with_name("labels.toml"))
SLOTS = table(Path(text.__file__).with_name("slots.toml"))
CAPTIONS = table(Path(text.__file__).with_name("captions.toml"))
ALL = (PAPER, MIRROR, LABELS, SLOTS, CAPTIONS)
