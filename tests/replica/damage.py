"""How a mirror's page spoils the text of an article: clean blocks go in, the lines of the page's body come out."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tests.replica.languages import words
from tests.replica.story import Picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.replica.story import Story, Translation

_CJK = re.compile(r"(?<=[\u3041-\u30ff\u4e00-\u9fff])(?=[\u3041-\u30ff\u4e00-\u9fff])")
_STOPS = re.compile(r"(?<=\w)(?=[,.](\s|$))")
_OPEN = re.compile(r"(?<=\()(?=\w)")
_WORD_END = re.compile(r"(?<=\w\w) (?=\w)")
_ENTITIES = {
    '"': "&quot;",
    "'": "&#39;",
    "“": "&ldquo;",
    "”": "&rdquo;",
    "’": "&rsquo;",
    "«": "&laquo;",
    "»": "&raquo;",
    "&": "&amp;",
    "é": "&eacute;",
    "ü": "&uuml;",
}
_FULLWIDTH = str.maketrans("[]12", "\uff3b\uff3d\uff11\uff12")
_WRONG_COUNTERS = ("Kommentar (0)", "コメント (0)", "Comment (0)", "댓글 (0)")
_PREFIX = "(NLDO) – "
_LOOSE_FILE = "W-1HAI_3481.jpg"
# A page's first picture has the plain form in half of all stories.
_CELL_FORMS = ("both", "lone", "empty image", "letter", "plain", "plain", "plain", "plain")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line or image of a page's body.

    A cell's text is shown with a trailing `` |``; ``written`` cells hold that mark as text. A ``table`` has the image in one cell
    and the caption in the next. A ``heading`` stands between the paragraphs.
    """

    kind: Literal["text", "cell", "image", "figure", "table", "related", "share"]
    text: str = ""
    url: str = ""
    written: bool = False
    heading: bool = False


def stable(text: str) -> int:
    """Hash a text the same way in every process."""
    return zlib.crc32(text.encode())


def image_url(story: Story, translation: Translation, picture: Picture) -> str:
    """Give an image's address on the mirror; its date is that of the import, not of the article."""
    if translation.markup == "wordpress":
        return f"https://cdn.vietnam.vn/wp-content/uploads/2024/{10 + stable(story.key) % 3}/{picture.file}"
    name, _, kind = picture.file.rpartition(".")
    return f"https://vstatic.vietnam.vn/vietnam/resource/IMAGE/2025/1/{1 + stable(story.key) % 28}/{stable(name):08x}{stable(story.key):08x}.{kind}"


def counter(translation: Translation) -> str:
    """Give the comment counter, in the page's language or a wrong one; empty where the page has none."""
    own = words(translation.segment).counter
    if "counter_wrong_language" in translation.damage:
        return next(text for text in _WRONG_COUNTERS if text != own)
    return own if "counter" in translation.damage else ""


def source_line(story: Story, translation: Translation) -> str:
    """Give the label of the source line; empty where the page has none. A page has one unless ``no_source`` says otherwise."""
    return "" if "no_source" in translation.damage or not story.source_url else words(translation.segment).source


def has_slots(translation: Translation) -> bool:
    """Whether ad slots stand on the page; then the standfirst is the body's first line."""
    return any(name.startswith("ad_slot") for name in translation.damage)


def slots(translation: Translation) -> tuple[str, str]:
    """Give both ad slots as this page spells them: the second shows the odd form, the first too where there is no plain one."""
    word = words(translation.segment).ad
    odd: list[Callable[[int], str]] = []
    if "ad_slot_no_underscore" in translation.damage:
        odd.append(lambda number: f"[{word}{number}]")
    if "ad_slot_spaced" in translation.damage:
        odd.append(lambda number: f"[ {word} _ {number} ]")
    if "ad_slot_fullwidth" in translation.damage:
        odd.append(lambda number: f"[{word}_{number}]".translate(_FULLWIDTH))

    def plain(number: int) -> str:
        return f"[{word}_{number}]"

    first = plain if "ad_slots" in translation.damage or not odd else odd[-1]
    second = odd[0] if odd else plain
    return first(1), second(2)


def pieces(story: Story, translation: Translation) -> list[Piece]:
    """Give the lines of the page's body in order, from the standfirst to the second ad slot."""
    damage = translation.damage
    lines: list[Piece] = []
    if "placeholder" in damage:
        lines.append(Piece("text", f"[{words(translation.segment).sapo}]"))
    body = _body(story, translation)
    if "prefix" in damage:
        body = _prefixed(body)
    if has_slots(translation):
        first, second = slots(translation)
        lead = spoil(translation, translation.description, 0)
        opening = [Piece("text", f"{lead} {first}")]
        if "standfirst_twice" in damage:
            opening.append(Piece("text", lead))
        lines += [*opening, *body]
        lines += [Piece("text", f"{_sign_off(story, translation)}")] if "signoff" in damage else []
        lines.append(Piece("text", second))
        return lines
    if "standfirst_twice" in damage:
        lines.append(Piece("text", spoil(translation, translation.description, 0)))
    lines += body
    if "signoff" in damage:
        lines.append(Piece("text", _sign_off(story, translation)))
    return lines


def _prefixed(body: list[Piece]) -> list[Piece]:
    """Put the agency's mark before the first paragraph of text."""
    place = next(number for number, piece in enumerate(body) if piece.kind == "text" or piece.written)
    return [*body[:place], replace(body[place], text=_PREFIX + body[place].text), *body[place + 1 :]]


def _sign_off(story: Story, translation: Translation) -> str:
    original = story.original
    name = (original.authors if original and original.authors else ("Minh Anh",))[0]
    agency = (original.agency if original else None) or "Reuters"
    return f"{name} ({words(translation.segment).theo.format(agency)})"


def _body(story: Story, translation: Translation) -> list[Piece]:
    damage = translation.damage
    lines: list[Piece] = []
    paragraphs = images = 0
    for block in translation.blocks:
        if isinstance(block, Picture):
            lines += _picture(story, translation, block, images)
            images += 1
            continue
        paragraphs += 1
        text = spoil(translation, block.plain, paragraphs)
        piece = Piece("cell" if "photo_story" in damage else "text", text, heading=block.heading)
        lines.append(piece)
        if paragraphs == 1 and "vi_title" in damage:
            lines.append(Piece("text", story.original.headline if story.original else story.mirror_slug.replace("-", " ").capitalize()))
        if paragraphs == 2 and "paragraph_doubled" in damage:
            lines.append(piece)
        if paragraphs == 2 and "related_box" in damage:
            lines.append(Piece("related"))
        if paragraphs == 1 and "share_row" in damage:
            lines.append(Piece("share"))
    if paragraphs == 1 and "paragraph_doubled" in damage:
        lines.append(next(line for line in lines if line.kind in {"text", "cell"}))
    if paragraphs == 1 and "related_box" in damage:
        lines.append(Piece("related"))
    if images == 0:
        lines[1:1] = _without_picture(story, damage)
    return lines


def _without_picture(story: Story, damage: frozenset[str]) -> list[Piece]:
    """Give what is left over of images that were lost on the way."""
    lines = []
    if "filename" in damage:
        lines.append(Piece("text", _LOOSE_FILE))
    if "alt_leftover" in damage:
        lines.append(Piece("text", _alt(story, 0)))
    if "caption_cells" in damage:
        lines.append(Piece("text", "|"))
    return lines


def _alt(story: Story, images: int) -> str:
    title = story.original.headline if story.original else story.mirror_slug.replace("-", " ").capitalize()
    return f"{title} - Ảnh {images + 1}."


def _picture(story: Story, translation: Translation, picture: Picture, images: int) -> list[Piece]:
    damage = translation.damage
    url = image_url(story, translation, picture)
    lines: list[Piece] = []
    if "filename" in damage and images == 0:
        lines.append(Piece("text", picture.file))
    captions = _caption(story, translation, picture, images)
    if captions and captions[0].kind in {"figure", "table"}:
        lines += [replace(captions[0], url=url), *captions[1:]]
    else:
        lines += [Piece("image", url=url), *captions]
    if captions and "caption_doubled" in damage:
        last = captions[-1]
        again: Piece = replace(last, kind="text") if last.kind == "figure" else replace(last, kind="cell") if last.kind == "table" else last
        lines.append(again)
    if "alt_leftover" in damage:
        lines.append(Piece("text", _alt(story, images)))
    return lines


def _caption(story: Story, translation: Translation, picture: Picture, images: int) -> list[Piece]:
    own = words(translation.segment)
    caption = spoil(translation, picture.caption, 3 + images) if picture.caption else ""
    plain = "caption_plain" in translation.damage
    credit = (f"{own.photo} {picture.credit}" if plain else f"({own.credit} {picture.credit})") if picture.credit else ""
    text = " ".join(part for part in (caption, credit) if part)
    if not text:
        return []
    if plain:
        return [Piece("text", text)]
    if translation.damage & {"caption_cells", "photo_story"}:
        return _cells(story, translation, text, images)
    return [Piece("figure", text)]


def _cells(story: Story, translation: Translation, text: str, images: int) -> list[Piece]:
    """Give a caption as what a table's cell became; some pages have the cell itself, some its mark as text."""
    place = stable(f"cells {story.key}") // 3
    written = translation.markup != "wordpress" or place % 3 == 0
    cell = Piece("cell", text, written=written)
    forms = {
        "both": [Piece("text", f"| {text} |")],
        "lone": [Piece("text", "|"), cell] if written else [Piece("table", text)],
        "empty image": [Piece("text", "![]() |"), cell],
        "letter": [cell, Piece("cell", "A", written=written)],
    }
    return forms.get(_CELL_FORMS[(place + images) % len(_CELL_FORMS)], [cell])


def spoil(translation: Translation, text: str, place: int) -> str:
    """Spoil one line's spelling by the damages that touch single characters; ``place`` is the line's number."""
    damage = translation.damage
    if "entities" in damage:
        text = _with_entities(text)
    if "spacing" in damage:
        text = _OPEN.sub(" ", _STOPS.sub(" ", text))
        text = _CJK.sub(lambda match: " " if match.start() % 9 == 4 + place % 3 else "", text)
    if "nbsp" in damage:
        text = text.replace(" ", "\u00a0", 2 + place % 3)
    if "zero_width" in damage:
        text = _WORD_END.sub(" \u200b", text, count=3) if " " in text else f"{text[:2]}\u200b{text[2:]}"
    if "nfd" in damage:
        text = unicodedata.normalize("NFD", text)
    return text


def _with_entities(text: str) -> str:
    """Write some characters as entities that a reader sees as such; a text without any gets its first space written so."""
    spoiled = "".join(_ENTITIES.get(letter, letter) for letter in text)
    return spoiled if spoiled != text else text.replace(" ", "&nbsp;", 1)
