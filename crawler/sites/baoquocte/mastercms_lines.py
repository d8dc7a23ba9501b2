"""Lines of an article's container that are not its text, known by what they say and where their links lead.

A line is a list of pieces, so that a link, and bold or right-aligned print, is still known when the line is whole. What only leads to
another article ("Xem thêm: …"), a row of buttons, a film's caption is the reader's way on, not the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.page import Removed
from crawler.text.spelling import collapse, nfc, visible
from crawler.text.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BREAK = "\0"  # never comes out of a parsed page: the parser drops or replaces it
_LETTERS = re.compile(r"[^\W_]")
_SENTENCE_ENDS = tuple('.!?…。！？:;”"')
_LONGEST_LABEL = 60
_LONGEST_COUNTED = 40
_COUNTED = re.compile(r"(?P<label>[^\W\d_][^\d()\[\].!?:：]{0,39}?)\s*[(\[]\s*\d{1,5}\s*[)\]]\s*:?")


class Piece(NamedTuple):
    """A run of text: the link that it is in, and whether it is set in bold or italics, or to the right."""

    text: str
    link: str | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class LineRules:
    """The words and addresses by which such lines are known."""

    see_also: re.Pattern[str]
    labels: frozenset[str]
    share: re.Pattern[str]
    share_labels: frozenset[str]
    comments: frozenset[str]
    article: re.Pattern[str]
    film: re.Pattern[str]
    offer: re.Pattern[str]

    @classmethod
    def of(cls, data: dict[str, Any]) -> LineRules:
        """Make the rules from the ``lines`` table of a site's data."""
        polite, labels = any_of(data["polite"]), any_of(data["see_also"])
        label = rf"(?:(?:{polite})\s+)*(?:{labels})"
        marks = r"[>»›→▶►•*+☞👉🔴(\[\s-]*"
        return cls(
            see_also=re.compile(
                rf"(?:^|(?<=[.!?…”\"»)])\s*)(?:(?P<mark>[>»›→▶►☞👉]){marks})?(?P<label>{marks}{label}\s*[:：]?{marks})?\s*$", re.IGNORECASE
            ),
            labels=plain_labels(data["see_also"]),
            share=re.compile(data["share"], re.IGNORECASE),
            share_labels=plain_labels(data["share_labels"]),
            comments=plain_labels(data["comments"]),
            article=re.compile(data["article"]),
            offer=re.compile(rf"(?<![a-z])(?:{'|'.join(data['offer'])})(?![a-z])", re.IGNORECASE),
            film=re.compile(rf"^\W{{0,3}}(?:{any_of(data['film'])})\s*[:：]", re.IGNORECASE),
        )

    def sort(self, line: Sequence[Piece], *, heading: bool) -> tuple[list[Piece], list[Removed]]:
        """Part a line, without breaks, into what is text and what is not."""
        if not any(piece.link for piece in line):
            text = collapse("".join(piece.text for piece in line))
            return ([], [Removed("related", text)]) if self.is_label(text) else (list(line), [])
        start = len(line)
        while start and (line[start - 1].link or not _LETTERS.search(line[start - 1].text)):
            start -= 1
        before, linked = "".join(piece.text for piece in line[:start]), line[start:]
        if not visible(before) or plain_label(before) in self.share_labels:
            kind = self._whole(linked, heading=heading)
            return ([], [Removed(kind, said(line))]) if kind else (list(line), [])
        lead = self.see_also.search(before.rstrip())
        if lead is None or not (lead["label"] or lead["mark"]):
            return list(line), []
        kept = before[: lead.start()].rstrip()
        return ([Piece(kept)] if visible(kept) else []), [Removed("related", collapse(before[len(kept) :] + said(linked)))]

    def _whole(self, linked: Iterable[Piece], *, heading: bool) -> str | None:
        """Say what a line is that has no words but links'."""
        links = [piece for piece in linked if piece.link and visible(piece.text)]
        if all(self.share.search(piece.link or "") for piece in links):
            return "share_row"
        text = said(linked)
        first = self.see_also.match(re.split(r"(?<=[:：>»›→▶►])\s*(?=[^\s>»›→▶►])", text, maxsplit=1)[0])
        if first is not None and (first["label"] or first["mark"]):
            return "related"
        if self.is_label(text):
            return "related"
        ends = links[-1].text.rstrip().endswith(_SENTENCE_ENDS)
        return "related" if not heading and not ends and all(self.article.search(piece.link or "") for piece in links) else None

    def is_label(self, text: str) -> bool:
        """Tell whether a line says nothing but that other articles follow."""
        return len(text) <= _LONGEST_LABEL and plain_label(text) in self.labels

    def heads_comments(self, text: str) -> bool:
        """Tell whether a line stands over what readers wrote."""
        counted = _COUNTED.fullmatch(text)
        return plain_label(counted["label"] if counted else text) in self.comments if len(text) <= _LONGEST_LABEL else False

    @staticmethod
    def is_heading_of_links(text: str) -> bool:
        """Tell whether a line may stand over links to other articles: short, and no sentence."""
        return len(text) <= _LONGEST_LABEL and not text.endswith((".", "!", "?", "…"))

    @staticmethod
    def is_counted(text: str) -> bool:
        """Tell whether a line is a label and a number in brackets: ``Comments (2)``."""
        return len(text) <= _LONGEST_COUNTED and _COUNTED.fullmatch(text) is not None


def lines_of(pieces: Iterable[Piece]) -> Iterable[list[list[Piece]]]:
    """Part pieces into paragraphs, at two breaks with nothing visible between, and each into its lines."""
    paragraph: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text != BREAK:
            paragraph[-1].append(piece)
        elif any(visible(inner.text) for inner in paragraph[-1]):
            paragraph.append([])
        elif len(paragraph) > 1:
            yield paragraph[:-1]
            paragraph = [[]]
    yield paragraph


def said(pieces: Iterable[Piece]) -> str:
    """Return the text of pieces on one line."""
    return collapse("".join(piece.text for piece in pieces))


def plain_label(text: str) -> str:
    """Make labels equal that differ in case, composition, spaces and the marks around them."""
    return " ".join(nfc(text).casefold().split()).strip(" :：.…>»-–—|*•\u00a0")


def plain_labels(words: Iterable[str]) -> frozenset[str]:
    """Fold a list of labels."""
    return frozenset(map(plain_label, words))

