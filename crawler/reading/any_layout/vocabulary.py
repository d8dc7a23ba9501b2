"""The words by which a mirror's furniture is known, read from its TOML and made ready for fast questions."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.text.dateline import Units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_NOT_LETTERS = re.compile(r"[\W_]+")
# Class names remembered with what they hint at: more than any design has, few enough to forget all of them at once.
_MOST_NAMES = 20_000
_SURE_NAME = 12
# "12/GP-TTĐT": the number stays what it is in every language.
_LICENCE = re.compile(r"\d\s*/\s*GP-[^\W\d]")
_LONGEST_IMPRINT = 220
_NO_FURNITURE = ("caption", "credit", "quote", "hidden")
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)\W{0,3}(?:20\d\d|copyright|vietnam)")
_PAPER = re.compile(r"^(?:báo điện tử|báo|tạp chí|bao)\s+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Letters and digits only, composed and in one case: for asking whether two labels or titles are the same."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFC", text).casefold())


def paper(name: str) -> str:
    """A newspaper's name for comparing: without the word for newspaper in front."""
    return fold(_PAPER.sub("", unicodedata.normalize("NFC", name).casefold().strip()))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a mirror's TOML says, as sets and patterns. Labels are folded."""

    data: dict[str, Any]
    source: frozenset[str]
    comment: frozenset[str]
    related: frozenset[str]
    tags: frozenset[str]
    not_source: frozenset[str]
    share: frozenset[str]
    advertisement: frozenset[str]
    platform: frozenset[str]
    units: Units
    site_lines: tuple[str, ...]
    legal: tuple[str, ...]
    imprint: tuple[str, ...]
    imprint_labels: frozenset[str]
    not_found: re.Pattern[str]
    social: re.Pattern[str]
    no_paper: re.Pattern[str]
    office: re.Pattern[str]
    credit: re.Pattern[str]
    our_words: re.Pattern[str]
    papers: re.Pattern[str]
    houses: re.Pattern[str]
    ours: str
    ours_hosts: frozenset[str]
    ours_names: frozenset[str]
    foreign: dict[str, str]
    captions: frozenset[str]
    credits: frozenset[str]
    quotes: frozenset[str]
    hidden: frozenset[str]
    hints: dict[str, str]
    seen_names: dict[str, str | None] = field(default_factory=dict)

    def publisher(self, name: str) -> str | None:
        """The newspaper in its one spelling, if its name is known."""
        key = paper(name)
        return self.ours if key in self.ours_names else self.foreign.get(key)

    def paper_in(self, line: str) -> str | None:
        """The name of a newspaper that a line holds, as it stands there."""
        found = self.papers.search(unicodedata.normalize("NFC", line))
        return found[0] if found else None

    def is_legal(self, line: str) -> bool:
        """Tell whether a line is one of law: a copyright mark with its year, or the words of a footer."""
        low = line.casefold()
        if any(words in low for words in self.legal):
            return True
        return ("©" in low or "(c)" in low or "copyright" in low) and _RIGHTS.search(low) is not None

    def is_licence(self, line: str) -> bool:
        """Tell whether a line holds the number of a licence to publish, or begins as the platform's imprint does."""
        if len(line) > _LONGEST_IMPRINT:
            return False
        return _LICENCE.search(line) is not None or unicodedata.normalize("NFC", line).startswith(self.imprint)

    def is_imprint_label(self, line: str) -> bool:
        """Tell whether a line begins with the label of an imprint and a colon."""
        label, colon, _ = line.partition(next((sign for sign in ":：៖" if sign in line), ":"))
        return bool(colon) and len(line) <= _LONGEST_IMPRINT and fold(label) in self.imprint_labels

    def hint(self, names: str) -> str | None:
        """Return what a block's class and id words hint at, if anything: whole words first, then their parts."""
        known = self.seen_names
        if names not in known:
            if len(known) >= _MOST_NAMES:
                known.clear()
            low = names.lower()
            parts = (*low.split(), *low.replace("-", " ").replace("_", " ").split())
            known[names] = next((self.hints[part] for part in parts if part in self.hints), None)
        return known[names]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def load(path: Path) -> Vocabulary:
    """Read a mirror's TOML."""
    data = tomllib.loads(path.read_text("utf-8"))
    labels, publisher, text = data["labels"], data["publisher"], data["text"]
    foreign = {paper(name): canonical for canonical, names in publisher["foreign"].items() for name in (canonical, *names)}
    source = frozenset(map(fold, labels["source"]))
    links, social = data["links"], _any_of(data["links"]["social"])
    names = (*publisher["ours_names"], *publisher["ours_hosts"])
    # Inside a line only names that can mean nothing else: many a newspaper is called like its province or its section.
    papers = [name for name in (publisher["ours"], *names) if len(name) >= _SURE_NAME or name.startswith("Báo ")]
    papers += [name for canonical, others in publisher["foreign"].items() for name in (canonical, *others) if name.startswith("Báo ")]
    credits_ = _any_of([*labels["credit"], *labels["source"]])
    return Vocabulary(
        data=data,
        source=source,
        comment=frozenset(map(fold, labels["comment"])),
        related=frozenset(map(fold, labels["related"])),
        tags=frozenset(map(fold, labels["tags"])),
        not_source=frozenset(map(fold, (*labels["tags"], *labels["related"], *labels["credit"], *labels["imprint"]))) - source,
        share=frozenset(map(fold, labels["share"])),
        advertisement=frozenset(map(fold, labels["advertisement"])),
        platform=frozenset(map(fold, data["site"]["names"])),
        units=Units.of(labels["views"], labels["reading"], labels["minutes"]),
        site_lines=tuple(line.casefold() for line in data["site"]["lines"]),
        legal=tuple(words.casefold() for words in text["legal"]),
        imprint=tuple(text["imprint"]),
        imprint_labels=frozenset(map(fold, labels["imprint"])),
        not_found=re.compile(_any_of(text["not_found"]), re.IGNORECASE),
        social=re.compile(rf"^(?:https?:)?//(?:[\w-]+\.)*(?:{social})(?:[/?#]|$)|{_any_of(links['share_paths'])}", re.IGNORECASE),
        no_paper=re.compile(
            rf"^//(?:[\w-]+\.)*(?:{_any_of(links['no_papers'])})(?:[/?#]|$)|(?:{_any_of(links['maps'])})"
            rf"|\.(?:{_any_of(links['documents'])})(?:[?#]|$)",
            re.IGNORECASE,
        ),
        office=re.compile(rf"[./](?:{_any_of(links['offices'])})$", re.IGNORECASE),
        credit=re.compile(
            rf"(?:^|(?<=[\s(（\[.。]))(?:{credits_})\s*[:：៖=＝]\s*(?P<credit>[^()（）\[\]]{{2,80}}?)[)）\].。\s|]*$", re.IGNORECASE
        ),
        our_words=re.compile(_any_of(name for name in names if re.search(r"[.& ]", name)), re.IGNORECASE),
        papers=re.compile(rf"(?<!\w)(?:{_any_of(papers)})", re.IGNORECASE),
        houses=re.compile(_any_of(papers), re.IGNORECASE),
        ours=publisher["ours"],
        ours_hosts=frozenset(publisher["ours_hosts"]),
        ours_names=frozenset(map(paper, (publisher["ours"], *publisher["ours_names"]))),
        foreign=foreign,
        captions=frozenset(data["hints"]["caption"]),
        credits=frozenset(data["hints"]["credit"]),
        quotes=frozenset(data["hints"]["quote"]),
        hidden=frozenset(data["hints"]["hidden"]),
        hints={name: kind for kind, names in data["hints"].items() if kind not in _NO_FURNITURE for name in names},
    )
