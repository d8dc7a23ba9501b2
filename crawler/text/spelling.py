"""Small operations on text that every site's reader needs. They change spacing and spelling of markup, never words."""

from __future__ import annotations

import re
import unicodedata

# ASCII white space, and the line separators that would break the rule "a paragraph has no line break". NBSP and its kin stay: what they
# become is decided once, where text is normalised.
# Single spaces are left alone by the pattern: they are nearly all there is, and need no change.
_WHITE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]{2,}|[\t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]")
_WHITE_CHARACTERS = " \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_VISIBLE = re.compile(r"[^\s\u00a0\u00ad\u034f\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_ELLIPSIS = re.compile(r"\s*(?:\.{3,}|…)\s*$")


def collapse(text: str) -> str:
    """Make every run of white space one space and strip the ends; NBSP and zero-width characters stay as they are."""
    # "Printable" leaves the single space as the only white space: the usual case, told in a fraction of the time.
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _WHITE.sub(" ", text).strip(_WHITE_CHARACTERS)


def visible(text: str) -> bool:
    """Tell whether a reader would see anything of the text: NBSP and zero-width characters alone are nothing."""
    return _VISIBLE.search(text) is not None


def nfc(text: str) -> str:
    """Compose the text; costs next to nothing where it is composed already."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def slugify(text: str) -> str:
    """Spell a Vietnamese title as the newspapers' slugs do: no accents, ``đ`` is ``d``, hyphens between words."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return _NOT_SLUG.sub("-", plain).strip("-")


def without_ellipsis(text: str) -> str:
    """Take the dots away with which a list cuts a standfirst short."""
    return _ELLIPSIS.sub("", text)


def unmask_email(code: str) -> str | None:
    """Read an e-mail address that Cloudflare masked: hexadecimal, the first byte is the key of all others."""
    try:
        key, *letters = bytes.fromhex(code)
        address = bytes(letter ^ key for letter in letters).decode()
    except ValueError:
        return None
    return address if "@" in address and address.isprintable() else None
