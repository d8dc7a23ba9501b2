"""The words by which a page's furniture is known, made ready for fast questions: those of any page (``labels.toml``) and a site's own."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ahocorasick_rs import AhoCorasick

from crawler.reading.any_layout.dateline import Units
from crawler.text.comparing import letters_only
from crawler.text.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Class names remembered with what they hint at: more than any design has, few enough to forget all of them at once.
_MOST_NAMES = 20_000
_SURE_NAME = 12
_LONGEST_IMPRINT = 220
_NO_FURNITURE = ("caption", "credit", "quote", "hidden")
_NEVER = re.compile(r"(?!)")

LABELS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("labels.toml").read_text("utf-8"))
UNITS = Units.of(LABELS["labels"])


_NEWSPAPER = re.compile(rf"^{any_of(LABELS['names']['newspaper'])}\s+", re.IGNORECASE)


def paper(name: str) -> str:
    """A newspaper's name for comparing: without the word for newspaper in front."""
    return letters_only(_NEWSPAPER.sub("", unicodedata.normalize("NFC", name).casefold().strip()))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of any page and of one site, as sets and patterns. Labels stand as `letters_only` gives them.

    ``ours`` is the newspaper that the site republishes. ``title_affix`` is what the site puts before or behind its titles;
    ``stamps`` are the parameters of an image's address that do not say which picture it is; ``list_day`` finds the day in the address of a
    day's list; ``origin_letters`` are letters that the originals' language alone has.
    """

    source: frozenset[str]
    comment: frozenset[str]
    related: frozenset[str]
    tags: frozenset[str]
    not_source: frozenset[str]
    share: frozenset[str]
    advertisement: frozenset[str]
    platform: frozenset[str]
    own_hosts: frozenset[str]
    units: Units
    site_lines: tuple[str, ...]
    title_affix: re.Pattern[str]
    legal: AhoCorasick
    rights: re.Pattern[str]
    licence: re.Pattern[str]
    imprint: tuple[str, ...]
    imprint_labels: frozenset[str]
    not_found: re.Pattern[str]
    social: re.Pattern[str]
    no_paper: re.Pattern[str]
    office: re.Pattern[str]
    our_words: re.Pattern[str]
    papers: re.Pattern[str]
    houses: re.Pattern[str]
    ours: str
    ours_hosts: frozenset[str]
    ours_names: frozenset[str]
    foreign: dict[str, str]
    origin_language: str
    origin_letters: re.Pattern[str]
    stamps: tuple[str, ...]
    list_day: re.Pattern[str] | None
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
        if self.legal.find_matches_as_indexes(low):
            return True
        return ("©" in low or "(c)" in low or "copyright" in low) and self.rights.search(low) is not None

    def is_licence(self, line: str) -> bool:
        """Tell whether a line holds the number of a licence to publish, or begins as the platform's imprint does."""
        if len(line) > _LONGEST_IMPRINT:
            return False
        return self.licence.search(line) is not None or unicodedata.normalize("NFC", line).startswith(self.imprint)

    def is_imprint_label(self, line: str) -> bool:
        """Tell whether a line begins with the label of an imprint and a colon."""
        label, colon, _ = line.partition(next((sign for sign in ":：៖" if sign in line), ":"))
        return bool(colon) and len(line) <= _LONGEST_IMPRINT and letters_only(label) in self.imprint_labels

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


def vocabulary_of(site: Mapping[str, Any]) -> Vocabulary:
    """Put what is true of any page together with a site's own data, as its TOML has it."""
    labels, text, links, hints = LABELS["labels"], LABELS["text"], LABELS["links"], LABELS["hints"]
    publisher, platform = site["publisher"], site["site"]
    imprint = site.get("imprint", {})
    foreign = {paper(name): canonical for canonical, names in publisher.get("foreign", {}).items() for name in (canonical, *names)}
    source = frozenset(map(letters_only, labels["source"]))
    social = any_of(links["social"])
    names = (*publisher["ours_names"], *publisher["ours_hosts"])
    papers = _papers(publisher["ours"], names, publisher.get("foreign", {}))
    return Vocabulary(
        source=source,
        comment=frozenset(map(letters_only, labels["comment"])),
        related=frozenset(map(letters_only, labels["related"])),
        tags=frozenset(map(letters_only, labels["tags"])),
        not_source=frozenset(map(letters_only, (*labels["tags"], *labels["related"], *labels["credit"], *labels["imprint"]))) - source,
        share=frozenset(map(letters_only, labels["share"])),
        advertisement=frozenset(map(letters_only, labels["advertisement"])),
        platform=frozenset(map(letters_only, (*platform["names"], *LABELS["names"]["accounts"]))),
        own_hosts=frozenset(map(letters_only, site["hosts"])),
        units=UNITS,
        site_lines=tuple(line.casefold() for line in platform["lines"]),
        title_affix=_title_affix(site["hosts"], platform["lines"]),
        legal=AhoCorasick([words.casefold() for words in text["legal"]]),
        rights=re.compile(rf"(?:©|\(c\)|copyright)\W{{0,3}}(?:20\d\d|copyright|{any_of(map(str.casefold, platform['names']))})"),
        licence=re.compile(imprint["licence"]) if "licence" in imprint else _NEVER,
        imprint=tuple(imprint.get("beginnings", ())),
        imprint_labels=frozenset(map(letters_only, labels["imprint"])),
        not_found=re.compile(any_of(text["not_found"]), re.IGNORECASE),
        social=re.compile(rf"^(?:https?:)?//(?:[\w-]+\.)*{social}(?:[/?#]|$)|{any_of(links['share_paths'])}", re.IGNORECASE),
        no_paper=re.compile(
            rf"^//(?:[\w-]+\.)*{any_of(links['no_papers'])}(?:[/?#]|$)|{any_of(links['maps'])}"
            rf"|\.{any_of(links['documents'])}(?:[?#]|$)",
            re.IGNORECASE,
        ),
        office=re.compile(rf"[./]{any_of(links['offices'])}$", re.IGNORECASE),
        our_words=re.compile(any_of(name for name in names if re.search(r"[.& ]", name)), re.IGNORECASE),
        papers=re.compile(rf"(?<!\w){papers}", re.IGNORECASE),
        houses=re.compile(papers, re.IGNORECASE),
        ours=publisher["ours"],
        ours_hosts=frozenset(publisher["ours_hosts"]),
        ours_names=frozenset(map(paper, (publisher["ours"], *publisher["ours_names"]))),
        foreign=foreign,
        origin_language=site["origin_language"],
        origin_letters=_letters_of(site["origin_language"]),
        stamps=tuple(site.get("images", {}).get("stamps", ())),
        list_day=re.compile(site["lists"]["day"]) if "lists" in site else None,
        captions=frozenset(hints["caption"]),
        credits=frozenset(hints["credit"]),
        quotes=frozenset(hints["quote"]),
        hidden=frozenset(hints["hidden"]),
        hints={name: kind for kind, names in hints.items() if kind not in _NO_FURNITURE for name in names},
    )


def _title_affix(hosts: Iterable[str], lines: Iterable[str]) -> re.Pattern[str]:
    """The site's host or slogan at the one or the other end of a title, with the sign that parts it from the title."""
    host, slogan = any_of(hosts), any_of(lines)
    return re.compile(
        rf"\s*[-–—|·»:]\s*(?:{host}\b.*|{slogan})$|^(?:{host}|{slogan})\s*[-–—|·»:]\s*", re.IGNORECASE
    )


def _papers(ours: str, names: Iterable[str], foreign: Mapping[str, Iterable[str]]) -> str:
    """The pattern of newspapers' names that can mean nothing else inside a line: many are called like their province or their section."""
    sure = [name for name in (ours, *names) if len(name) >= _SURE_NAME or _NEWSPAPER.match(name)]
    sure += [name for canonical, others in foreign.items() for name in (canonical, *others) if _NEWSPAPER.match(name)]
    return any_of(sure)


def _letters_of(language: str) -> re.Pattern[str]:
    letters = LABELS["own_letters"].get(language)
    return re.compile(f"[{letters}]", re.IGNORECASE) if letters else _NEVER
