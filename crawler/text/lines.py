"""Lines that were never an article's text, known by shape: alt texts, file names, image markup, counters, source and follow lines."""

from __future__ import annotations

import re

from crawler.text.spelling import slugify
from crawler.text.words import any_word, as_listed, words

_DUMMY_ALT = words("leftovers", "dummy_alt")
_FOLLOW_WORDS = words("leftovers", "follow_words")
_FOLLOWED = words("leftovers", "followed")

_LONGEST_NAME = 90
_LONGEST_DUMMY = 40
_LONGEST_ALT = 300
_LONGEST_FOLLOW = 110

_IMAGE_FILE = re.compile(
    r"(?:[^\s.!?。,;:]+ ){0,3}[^\s/!?。,;:]{1,80} ?\.(?:jpe?g|png|gif|webp|bmp|avif|heic|tiff?|svg)(?: ?\(\d+\))?", re.IGNORECASE
)
_IMAGE_ENDS = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|avif|heic|tiff?|svg)(?: ?\(\d+\))?$", re.IGNORECASE)
_ALT_LINE = re.compile(rf".* ?[-–—] ?{any_word('leftovers', 'photo_words')} ?\d{{1,3}} ?[.。]?", re.IGNORECASE)
_MARKDOWN_IMAGE = re.compile(r"!\[[^\]\n]*\] ?\([^()\s]*\)")
_COUNTER = re.compile(r"[^\W\d_][^\d()（）\[\].!?:：]{0,29}? ?[(（\[] ?\d{1,5} ?[)）\]] ?\.?")
_COUNTER_ENDS = (")", "）", "]")
_LABELLED = re.compile(r"^\W{0,3}(?P<label>\w[^:：៖<>/]{0,38}?)\s*[:：︰៖]\s*(?P<rest>\S.*)?$")
_ADDRESS = re.compile(r"^[<(\[]?(?:https?:)?(?://)?(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})(?P<path>[/?#]\S*)?$", re.IGNORECASE)
_LABEL_WORDS = 4
_LONGEST_TITLE = 320
_SHORTEST_TITLE_START = 25  # letters of a title that is shorter than the slug, or the other way round


def leftover_kind(line: str) -> str | None:
    """Tell which kind of leftover a whole line is, wherever it stands: `image_filename`, `alt_text`, `image_markup`; None for text."""
    if len(line) > _LONGEST_ALT:
        return None
    if len(line) <= _LONGEST_NAME and _IMAGE_ENDS.search(line) and _IMAGE_FILE.fullmatch(line):
        return "image_filename"
    if len(line) <= _LONGEST_DUMMY and as_listed(line.rstrip(".: ")) in _DUMMY_ALT:
        return "alt_text"
    if line.rstrip(".。 ")[-1:].isdigit() and _ALT_LINE.fullmatch(line):
        return "alt_text"
    if line.startswith("![") and not without_markdown_images(line):
        return "image_markup"
    return None


def is_original_title(line: str, slug: str) -> bool:
    """Tell whether a line is the original's title: it has the letters of the page's slug, or one is the other's beginning."""
    letters = slug.replace("-", "")
    if not letters or len(line) > _LONGEST_TITLE:
        return False
    if (line[0].isalpha() and line[0].isascii() and line[0].lower() != letters[0]) or slugify(line[:9])[:1] != letters[0]:
        return False
    title = slugify(line).replace("-", "")
    if title == letters or (letters.startswith(title) and letters[len(title) :].isdigit()):
        return True
    shorter = min(len(title), len(letters))
    return shorter >= _SHORTEST_TITLE_START and (letters.startswith(title) or title.startswith(letters))


def markdown_images(line: str) -> list[str]:
    """List the image markup inside a line."""
    return _MARKDOWN_IMAGE.findall(line) if "![" in line else []


def without_markdown_images(line: str) -> str:
    """Take image markup out of a line, and the double space that it would leave."""
    return " ".join(_MARKDOWN_IMAGE.sub(" ", line).split()) if "![" in line else line


def is_counter(line: str) -> bool:
    """``Kommentar (0)`` in any language: a word or a few, a number in brackets, nothing else."""
    return line.rstrip(" .")[-1:] in _COUNTER_ENDS and bool(_COUNTER.fullmatch(line)) and line.count(" ") <= _LABEL_WORDS


def labelled(line: str) -> tuple[str, str] | None:
    """Split a line at its first colon into a short label and the rest, which may be empty; None where there is no label."""
    match = _LABELLED.match(line)
    if match is None or match["label"].lower() in ("http", "https"):
        return None
    return match["label"], match["rest"] or ""


def whole_address(text: str) -> tuple[str, str, str] | None:
    """Give address, host (lower case) and path of a text that is an address and nothing else, with or without a scheme."""
    match = _ADDRESS.match(text.strip(" |\u00a0").rstrip(".)>]»"))
    return (match[0].lstrip("<(["), match["host"].lower(), match["path"] or "") if match else None


def source_address(line: str) -> str | None:
    """Give the address of a line that is a short label, a colon and an address with its scheme, and nothing else."""
    parts = labelled(line)
    if parts is None or parts[0].count(" ") >= _LABEL_WORDS or not parts[0][0].isalpha() or "://" not in parts[1]:
        return None
    address = whole_address(parts[1])
    return address[0] if address is not None and address[0].startswith(("http://", "https://")) else None


def is_follow_line(line: str) -> bool:
    """Know a short line that asks to follow one of the sites or their channels."""
    if len(line) > _LONGEST_FOLLOW or line[-1:] in ".!?。" or "://" in line:
        return False
    folded = as_listed(line)
    return any(name in folded for name in _FOLLOWED) and any(word in folded for word in _FOLLOW_WORDS)
