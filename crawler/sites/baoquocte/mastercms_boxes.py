"""Boxes inside an article's container that are not the article's, known by what they hold.

The offer of a newsletter, what readers wrote, a film with its caption, a row of controls with their figures, a heading with nothing below
but links to other articles.

A box's name proves nothing there, because editors paste whatever they like; so a look at its beginning decides. The look is bounded:
boxes stand in boxes, and each is looked into.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.sites.baoquocte.mastercms_pictures import MEDIA
from crawler.text.spelling import collapse, visible

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from crawler.sites.baoquocte.mastercms_lines import LineRules

_MOST_NODES = 80
_MOST_LOOKED_AT = 50_000  # nodes of one container: boxes in boxes beyond this are layout, or an attack
_LONGEST_OFFER = 500  # characters; who writes more than this around a field for an address has an article there
_LONGEST_NAMED_OFFER = 300  # the same for one that is known by its name
_LONGEST_FILM_CAPTION = 160
_LONGEST_BUTTON = 40
_LONGEST_FIGURES = 24  # of a player: its speed, its time, its length
_CONTROLS = frozenset(("button", "select", "progress", "meter"))
_SAYS_MORE = "img,h1,h2,h3,h4,h5,h6"
_LETTER = re.compile(r"[^\W\d_]")
_RUNNING = frozenset(("-text", "a", "b", "strong", "i", "em", "u", "span", "font", "small", "cite", "label"))


@dataclass(slots=True)
class Looks:
    """How many nodes the looks at one container's boxes may still take in."""

    left: int = _MOST_LOOKED_AT


class _Look:
    """The lines at the beginning of a box.

    ``whole``: there was no more; ``asks``: a field for an e-mail address is among it; ``links``: addresses of the links with text;
    ``unlinked``: the places of the lines that say something outside of links; ``controls``: there is something to press;
    ``beside``: the text outside of controls.
    """

    def __init__(self, box: LexborNode, looks: Looks) -> None:
        self.lines: list[str] = []
        self.asks = False
        self.whole = False
        self.films = False
        self.controls = False
        self.beside = ""
        self.links: list[str] = []
        self.unlinked: list[int] = []
        self._link: str | None = None
        self._pressed = 0
        self._open: list[str] = []
        self._go_through(box, looks)
        self._end_line()

    def _go_through(self, box: LexborNode, looks: Looks) -> None:
        end, node = box.mem_id, box.first_child
        for _ in range(_MOST_NODES):
            if node is None:
                break
            looks.left -= 1
            self._note(node)
            following = node.first_child if node.tag not in ("script", "style") and node.first_child else node.next
            while following is None and node.parent is not None and node.parent.mem_id != end:
                node = node.parent
                self._leave(node)
                following = node.next
            node = following
        self.whole = node is None

    def _note(self, node: LexborNode) -> None:
        if node.tag == "-text":
            if node.parent is None or node.parent.tag not in ("script", "style"):
                self._say(node.text_content or "")
            return
        if node.tag == "a" and node.first_child is not None:
            self._link = node.attributes.get("href") or ""
        if node.tag not in _RUNNING:
            self._end_line()
        self.films = self.films or node.tag in MEDIA
        self.controls = self.controls or node.tag in _CONTROLS
        self._pressed += node.tag in _CONTROLS and node.first_child is not None
        if node.tag == "input":
            attributes = node.attributes
            self.asks = self.asks or "mail" in f"{attributes.get('type')} {attributes.get('name')} {attributes.get('id')}".lower()

    def _say(self, text: str) -> None:
        if not self._pressed:
            self.beside += text
        self._open.append(text)
        if self._link is not None:
            self.links += [self._link] if visible(text) else []
        elif _LETTER.search(text) and len(self.lines) not in self.unlinked:
            self.unlinked.append(len(self.lines))

    def _leave(self, node: LexborNode) -> None:
        self._pressed -= node.tag in _CONTROLS
        if node.tag == "a":
            self._link = None
        elif node.tag not in _RUNNING:
            self._end_line()

    def _end_line(self) -> None:
        line = collapse("".join(self._open))
        self._open.clear()
        if visible(line):
            self.lines.append(line)


def box_kind(box: LexborNode, rules: LineRules, looks: Looks) -> str | None:
    """Return ``newsletter``, ``control``, ``comments``, ``film`` or ``related`` for a box that is one of these, else None."""
    if box.first_child is None or looks.left <= 0:
        return None
    look = _Look(box, looks)
    if look.whole and (kind := _kind_of_whole(box, look, rules)):
        return kind
    if len(look.lines) > 1 and (rules.heads_comments(look.lines[0]) or (rules.is_counted(look.lines[0]) and _repeats(look.lines))):
        return "comments"
    headed = look.unlinked == [0] and len(look.lines) > 1 and rules.is_heading_of_links(look.lines[0])
    if look.whole and headed and look.links and all(map(rules.article.search, look.links)):
        return "related"
    return None


def _kind_of_whole(box: LexborNode, look: _Look, rules: LineRules) -> str | None:
    if _is_offer(box, look, rules):
        return "newsletter"
    if look.controls and _is_row_of_controls(box, look):
        return "control"
    film = look.films and len(look.lines) == 1 and len(look.lines[0]) <= _LONGEST_FILM_CAPTION and not look.links
    return "film" if film else None


def _is_offer(box: LexborNode, look: _Look, rules: LineRules) -> bool:
    """Tell the offer of a letter by its field for an address, or by the box's name and a link to follow."""
    length = sum(map(len, look.lines))
    if look.asks:
        return length <= _LONGEST_OFFER
    named = rules.offer.search(f"{box.attributes.get('class')} {box.attributes.get('id')}") is not None
    return named and bool(look.links) and length <= _LONGEST_NAMED_OFFER


def _is_row_of_controls(box: LexborNode, look: _Look) -> bool:
    """Tell what one presses, with the few figures beside it, from a text with a button in it."""
    return len(collapse(look.beside)) <= _LONGEST_FIGURES and not look.links and box.css_first(_SAYS_MORE) is None


def _repeats(lines: list[str]) -> bool:
    """Tell whether a short line comes again, as the buttons below each reader's words do."""
    return any(count > 1 for line, count in Counter(lines).items() if len(line) <= _LONGEST_BUTTON)
