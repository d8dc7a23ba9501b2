"""Lifts who wrote an article from its first and last words: prefixes, agency sign-offs, bylines.

A prefix stands before the first sentence ("(NLDO) –", "TTXVN -", "TGVN. "), a sign-off after the last ("(theo Kyodo)",
"Name (nach Reuters)"), a byline on a line of its own. "Theo TTXVN, …" that opens a sentence is text. Agencies go to `Page.agency` in one
spelling, people to `Page.authors`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from crawler.page import Removed
from crawler.text import agencies
from crawler.text.comparing import letters_only
from crawler.text.names import is_person, looks_like_name
from crawler.text.spelling import slugify
from crawler.text.words import any_word, as_listed, words

if TYPE_CHECKING:
    from crawler.page import Image, Page

_HOUSES = words("bylines", "houses")
_PAPERS = _HOUSES | words("bylines", "papers")
_COMPILED = words("bylines", "compiled")
_FAMILY_NAMES = words("bylines", "family_names")
_ACCORDING = rf"(?:{any_word('bylines', 'taken_from')}|{any_word('bylines', 'according')})"
_ACCORDING_AFTER = any_word("bylines", "according_after")

# A hyphen needs a space on one side: "(EU)-Staaten" is a word.
_DASH = r"(?: [-–—―ー]{1,2} ?|[-–—―ー]{1,2} |[–—―] ?| ?: )"
_BRACKETED_PREFIX = re.compile(
    rf"(?P<place>[^\W\d_][^()（）.!?:\"“«–—]{{1,30}}? ?)?[(（] ?(?P<name>[^()（）]{{2,40}}?) ?[)）]{_DASH}(?=\S)"
)
_BARE_PREFIX = re.compile(
    rf"(?:(?P<house>{any_word('bylines', 'houses')})(?:\. | ?[–—―]{{1,2}} ?| - )|(?P<agency>{agencies.NAME})(?: ?[–—―]{{1,2}} ?| - ))(?=\S)"
)
_ACRONYM = re.compile(r"[A-ZĐА-ЯΑ-Ω][A-ZĐА-ЯІЇЄҐΑ-Ω&+]{1,7}")
_LONGEST_MARK = 14
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org)", re.IGNORECASE)
_PLACE_WORDS = 3

_OPEN, _CLOSE = "[(\\[（［【]", "[)\\]）］】]"
_LAST_BRACKET = re.compile(rf" ?{_OPEN} ?(?P<inside>[^()\[\]（）［］【】]{{2,80}}?) ?{_CLOSE} ?[.。]?$")
# After the word a colon or a space; nothing in scripts without spaces, and after the Arabic "l-" and the Hebrew "l".
_NAMED = re.compile(rf"{_ACCORDING}(?: ?[:：] ?| |(?<=[לلـ\u3400-\u9fff\u0e00-\u0eff]))(?P<name>.{{2,60}})", re.IGNORECASE)
_NAMED_AFTER = re.compile(rf"(?P<name>.{{2,60}}?) ?{_ACCORDING_AFTER}", re.IGNORECASE)
# Thai, Lao, Khmer and Burmese end a sentence without a mark.
_SENTENCE_END = re.compile(r"[.!?…。！？।։؟۔\"”»’)\]）\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]$")
_LONGEST_LINE = 90
_LONGEST_BYLINE = 60

_BY = re.compile(rf"{any_word('bylines', 'by')}(?P<mark> ?[:：/／] ?| )(?P<name>.{{2,50}})")
_PLACE_BEHIND = re.compile(r"\s*(?:[(（][^()（）]{2,40}[)）]|[,،、] ?[^\W\d_][^,،、.!?:;…]{1,30})")
_NAME_ENDS = ".!?。！？…:;,"
_VIETNAMESE_NAME_WORDS = 4
_BETWEEN_NAMES = re.compile(r"\s*[/;,|]\s*")
_BRACKETS = frozenset("([（［【)]）］】")
_LONGEST_BRACKET = 90  # with the spaces and the stop around it


def _last_bracket(line: str) -> re.Match[str] | None:
    """Find the bracket that ends a line; what stands before the longest that there can be is not looked at."""
    return _LAST_BRACKET.search(line, max(0, len(line) - _LONGEST_BRACKET))


class _Signoff:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: Counter[str] = Counter()

    def remove(self, kind: str, text: str) -> None:
        self.page.removed.append(Removed(kind, text.strip()))
        self.counts[kind] += 1

    def name_agency(self, agency: str) -> None:
        if not self.page.agency:
            self.page.agency = agency
            self.page.rules["agency"] = "sign-off or prefix"

    def name_author(self, name: str) -> None:
        if agency := agencies.spelling(name):
            self.name_agency(agency)
        elif is_person(name) and letters_only(name) not in {letters_only(author) for author in self.page.authors}:
            self.page.authors.append(name)

    def known_names(self) -> None:
        """Hold what the reader took for names against what a name is, and give an agency its one spelling."""
        if self.page.agency:
            self.page.agency = agencies.spelling(self.page.agency) or self.page.agency
        authors, self.page.authors = self.page.authors, []
        for author in authors:
            parts = [author] if is_person(author) else [part.strip() for part in _BETWEEN_NAMES.split(author)]
            for part in parts:
                self.name_author(part)
            if not is_person(author):
                self.remove("byline", author)

    # --- the beginning ------------------------------------------------------------------------------------------------------------

    def prefixes(self) -> None:
        """Take the prefix from the description and from the first paragraph, and bylines that stand before it."""
        if self.page.description:
            self.page.description = self.without_prefix(self.page.description)
        places = [place for place, block in enumerate(self.page.body) if isinstance(block, str)]
        while places:
            line = self.without_prefix(str(self.page.body[places[0]]))
            self.page.body[places[0]] = line
            if len(places) == 1 or not self.is_byline(line, at_end=False):
                return
            del self.page.body[places[0]]
            places = [place - 1 for place in places[1:]]

    def without_prefix(self, text: str) -> str:
        while end := self.prefix_end(text):
            self.remove("prefix", text[:end])
            text = text[end:]
        return text

    def prefix_end(self, text: str) -> int:
        """Where the prefix ends; 0 where there is none. A place before the bracket only counts with a known agency in it."""
        if (match := _BRACKETED_PREFIX.match(text)) and self.is_prefix(match["name"], match["place"]):
            return match.end()
        if not (match := _BARE_PREFIX.match(text)):
            return 0
        if match["agency"] and (agency := agencies.spelling(match["agency"])):
            self.name_agency(agency)
        return match.end()

    def is_prefix(self, name: str, place: str | None) -> bool:
        if agency := agencies.spelling(name):
            if place and not looks_like_name(place, most=_PLACE_WORDS):
                return False
            self.name_agency(agency)
            return True
        if place:
            return False
        # A script without capitals has no acronyms: there one word between bracket and dash is a mark.
        one_word = name.lower() == name.upper() and " " not in name and len(name) <= _LONGEST_MARK and name[0].isalpha()
        return bool(one_word or as_listed(name) in _HOUSES or _ACRONYM.fullmatch(name) or _DOMAIN.fullmatch(name))

    # --- the end ------------------------------------------------------------------------------------------------------------------

    def last(self) -> int | None:
        """Find the last paragraph; None where it is the only one."""
        places = [place for place, block in enumerate(self.page.body) if isinstance(block, str)]
        return places[-1] if len(places) > 1 else None

    def endings(self) -> None:
        """Take sign-offs and bylines from the end, as long as there are any; they are noted in page order."""
        noted = len(self.page.removed)
        while (place := self.last()) is not None:
            line = str(self.page.body[place])
            if len(line) <= _LONGEST_LINE and (self.is_signoff_line(line) or self.is_byline(line, at_end=True)):
                del self.page.body[place]
                continue
            kept = self.without_last_bracket(line)
            if kept == line:
                break
            self.page.body[place] = kept
        self.page.removed[noted:] = reversed(self.page.removed[noted:])

    def is_signoff_line(self, line: str) -> bool:
        """Know a whole line: an agency with or without "according to", "compiled", or a name and one of these in brackets."""
        if agency := self.agency_named(line.rstrip("."), strange=False):
            self.name_agency(agency)
        elif as_listed(line.strip("()（）[]. ")) in _COMPILED:
            pass
        elif not (match := _last_bracket(line)):
            return False
        else:
            before, inside = line[: match.start()].strip(), match["inside"]
            agency = self.agency_named(inside, strange=True)
            if not (agency or as_listed(inside) in _COMPILED) or not (before == "" or looks_like_name(before, least=2)):
                return False
            if agency:
                self.name_agency(agency)
            if before:
                self.name_author(before)
        self.remove("signoff", line)
        return True

    def without_last_bracket(self, line: str) -> str:
        """Take a sign-off in brackets after the last sentence."""
        if line.rstrip(".。")[-1:] not in _BRACKETS or not (match := _last_bracket(line)):
            return line
        kept, inside = line[: match.start()].rstrip(), match["inside"]
        agency = self.agency_named(inside, strange=True)
        if not (agency or as_listed(inside) in _COMPILED) or not _SENTENCE_END.search(kept[-1:]):
            return line
        if agency:
            self.name_agency(agency)
        self.remove("signoff", match.group())
        return kept

    @staticmethod
    def agency_named(text: str, *, strange: bool) -> str | None:
        """Give the agency that a text names and nothing else. ``strange``: also one that no list has, after "according to"."""
        if agency := agencies.spelling(text):
            return agency
        for pattern in (_NAMED, _NAMED_AFTER):
            if not (match := pattern.fullmatch(text.strip())):
                continue
            name = match["name"].strip()
            if agency := agencies.spelling(name):
                return agency
            if as_listed(name) in _PAPERS:
                return name
            if strange and (named := agencies.listed(name)):
                return named
        return None

    # --- bylines ------------------------------------------------------------------------------------------------------------------

    def is_byline(self, line: str, *, at_end: bool) -> bool:
        """Know a line of its own with an author's name: of the page, after "By", or Vietnamese by its family name at the very end."""
        if len(line) > _LONGEST_BYLINE:
            return False
        name = None
        if letters_only(line) in {letters_only(author) for author in self.page.authors}:
            name = line
        elif at_end and (author := self.author_with_place(line)):
            name = author
        elif match := _BY.fullmatch(line):
            if line[-1] not in _NAME_ENDS and looks_like_name(match["name"], cased=match["mark"] == " "):
                name = match["name"]
        elif at_end and self.is_vietnamese_name(line):
            name = line
        if name is None:
            return False
        self.name_author(name)
        self.remove("byline", line)
        return True

    def author_with_place(self, line: str) -> str | None:
        """Name the page's author whose name a line begins with, if a place or a role in brackets or behind a comma is all that follows."""
        author = next((author for author in self.page.authors if line.startswith(author)), None)
        return author if author is not None and _PLACE_BEHIND.fullmatch(line, len(author)) else None

    def is_vietnamese_name(self, line: str) -> bool:
        """Know two to four words that begin with a family name; without any accent three at least, for "Le Monde" is none."""
        parts = line.split()
        least = 3 if line.isascii() else 2
        return least <= len(parts) <= _VIETNAMESE_NAME_WORDS and slugify(parts[0]) in _FAMILY_NAMES and looks_like_name(line)


def lift_bylines(page: Page) -> dict[str, int]:
    """Lift prefixes, sign-offs and bylines; the counts are by kind of piece."""
    signoff = _Signoff(page)
    signoff.known_names()
    before: list[str | Image] = []
    while page.body != before:  # an author whom the end names may stand at the beginning too
        before = list(page.body)
        signoff.prefixes()
        signoff.endings()
    return dict(signoff.counts)
