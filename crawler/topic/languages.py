"""Which of the recogniser's languages a text is in, by its tag or, where there is none, by its letters and commonest words."""

from __future__ import annotations

import re

from crawler.topic.lexicon import codes, language

# Tags that mean a language we have under another name.
_ALIASES = {"iw": "he", "in": "id", "cmn": "zh", "yue": "zh", "ua": "uk", "jp": "ja", "kr": "ko", "cz": "cs", "vn": "vi", "gr": "el"}
_SCRIPTS = (
    ("ja", "[\u3040-\u30ff]"),
    ("ko", "[\uac00-\ud7af\u1100-\u11ff]"),
    ("zh", "[\u4e00-\u9fff]"),
    ("th", "[\u0e00-\u0e7f]"),
    ("lo", "[\u0e80-\u0eff]"),
    ("km", "[\u1780-\u17ff]"),
    ("hi", "[\u0900-\u097f]"),
    ("he", "[\u0590-\u05ff]"),
    ("ar", "[\u0600-\u06ff]"),
    ("el", "[\u0370-\u03ff]"),
    ("uk", "[іїєґІЇЄҐ]"),
    ("ru", "[\u0400-\u04ff]"),
    ("vi", "[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỵỷỹ]"),
)
_SCRIPT_PATTERNS = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in _SCRIPTS)
# So many letters of a script make a text, and not a name in another text.
_LETTERS_ENOUGH = 3


def known(tag: str | None) -> str | None:
    """The code of the language file that serves a BCP 47 tag; None where there is none."""
    if not tag:
        return None
    code = tag.replace("_", "-").partition("-")[0].lower()
    code = _ALIASES.get(code, code)
    return code if code in codes() else None


def guess(text: str) -> str | None:
    """The language of a text without a tag: None where neither letters nor words tell."""
    for code, pattern in _SCRIPT_PATTERNS:
        if len(pattern.findall(text)) >= _LETTERS_ENOUGH:
            return code
    words = re.findall(r"\w+", text.lower())
    counts = {code: sum(word in set(language(code).signs) for word in words) for code in codes()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else None
