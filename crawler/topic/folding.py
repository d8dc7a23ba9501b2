"""Text folding: two steps that make spellings of the same word equal before terms are looked up.

``clean`` repairs what the writing does not mean (decomposed letters, zero-width marks, stray spaces inside scripts without
spaces, vowel points). ``plain_letters`` then maps every remaining character to one plain character, so that a place in the plain text is
the same place in the clean text: the evidence can be shown as it stood.
"""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width space/joiners, direction marks, byte order mark, lone surrogates. Joiners carry spelling in Persian and Hindi,
# not meaning.
_INVISIBLE = re.compile("[\ud800-\udfff\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Arabic vowel points, the letter stretcher, Hebrew points, the Devanagari dot below.
_POINTS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u093c]")
# Only what is not a single plain space already: most spaces are.
_SPACE = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
# Han, kana, Thai, Lao, Khmer, Burmese: a space between two of these letters is no word boundary that a term could rely on.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
_INNER_SPACE = re.compile(f"(?<=[{UNSPACED}])[ ]+(?=[{UNSPACED}])")
# Vietnamese has two customs for the tone of oa, oe, uy: one place is chosen (the older one).
_NEW_PLACES = ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ")
_OLD_PLACES = ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy")
_TONE_PLACES = {
    cased(new): cased(old) for new, old in zip(_NEW_PLACES, _OLD_PLACES, strict=True) for cased in (str.lower, str.title, str.upper)
}
# And two customs for i and y at the end of a syllable: y is chosen (Mỹ, ký, Hoa Kỳ), after s the i (sĩ quan).
_I_AND_Y = dict(zip("ìíỉĩịÌÍỈĨỊ", "ỳýỷỹỵỲÝỶỸỴ", strict=True))
_Y_AND_I = {y: i for i, y in _I_AND_Y.items()}
_TONE = re.compile(r"[oOuU][àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ](?!\w)")
# Begins with the rare letter: where there is none, a text is passed over quickly.
_I_OR_Y = re.compile(r"[ìíỉĩịÌÍỈĨỊỳýỷỹỵỲÝỶỸỴ](?!\w)(?<=[hklmtsHKLMTS].)(?<!\w..)")
# Letters that look like đ, from keyboards and fonts of other languages.
_LIKE_D = tuple(zip("ÐðƉɖ", "ĐđĐđ", strict=True))
# Letters of other widths, ligatures, forms of Arabic and Hebrew letters by their place in the word, radicals, letters of formulas: each is
# the plain letter. Full-width punctuation stays, it parts sentences. Lao ho no and ho mo are two letters as often as one.
_COMPATIBLE = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff61-\uffdc\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc\u2f00-\u2fd5\u0edc\u0edd"
    "\U0001d400-\U0001d7ff]+"
)
# Signs that look like one letter and were typed as two, and marks typed in another order or twice: Thai, Lao, Khmer.
_TYPED = (
    (re.compile("\u0e40\u0e40"), "\u0e41"),
    (re.compile("\u0ec0\u0ec0"), "\u0ec1"),
    (re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32"), "\\1\u0e33"),
    (re.compile("\u0ecd([\u0ec8-\u0ecb]?)\u0eb2"), "\\1\u0eb3"),
    (re.compile("\u0e33([\u0e48-\u0e4b])"), "\\1\u0e33"),
    (re.compile("\u0eb3([\u0ec8-\u0ecb])"), "\\1\u0eb3"),
    (re.compile("([\u0e48-\u0e4b])([\u0e31\u0e34-\u0e3a])"), "\\2\\1"),
    (re.compile("([\u0ec8-\u0ecb])([\u0eb1\u0eb4-\u0ebc])"), "\\2\\1"),
    (re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u17b6-\u17d1])\\1+"), "\\1"),
    (re.compile("\u17c1\u17b6"), "\u17c4"),
    (re.compile("\u17c1\u17b8"), "\u17be"),
    (re.compile("\u17d2\u178a"), "\u17d2\u178f"),
)
_OF_THE_SOUTH = re.compile("[\u0e31-\u0ecd\u17b6-\u17d2]")
# Hindi writes the nasal before a consonant of its own row as a letter or as a dot.
_NASAL = re.compile(
    "[\u0919\u091e\u0923\u0928\u092e]\u094d(?:(?<=\u0919\u094d)(?=[\u0915-\u0918])|(?<=\u091e\u094d)(?=[\u091a-\u091d])"
    "|(?<=\u0923\u094d)(?=[\u091f-\u0922])|(?<=\u0928\u094d)(?=[\u0924-\u0927])|(?<=\u092e\u094d)(?=[\u092a-\u092d]))"
)
# Letters that are spelled with two where a keyboard or a system has not got them: German, and French in all that quotes it.
_TWO_LETTERS = {"de": {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}}
_LIGATURES = {"ß": "ss", "œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"}

# Letters whose plain form no decomposition gives; marks that separate words; Arabic spellings in free variation.
_PLAIN = {
    "đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "a", "œ": "o", "ı": "i", "ß": "s", "ς": "σ", "ё": "е", "ґ": "г",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي", "ँ": "ं",
    "-": " ", "–": " ", "—": " ", "‑": " ", "‐": " ", "−": " ", "'": " ", "’": " ", "‘": " ", "ʼ": " ", "`": " ", "´": " ",
    "״": " ", "׳": " ", '"': " ", "“": " ", "”": " ", "„": " ", "«": " ", "»": " ", "/": " ", "_": " ", "־": " ",
    "・": " ", "·": " ", "‧": " ", "•": " ", "ㆍ": " ", "ᆞ": " ", "∙": " ", "⋅": " ", "･": " ", "⸱": " ", "●": " ",
    "＋": "+", "（": "(", "）": ")", "／": " ", "－": " ", "＆": "&",
}  # fmt: skip
# Traditional characters of the words that the terms use, to their simplified forms (Chinese only).
_TRADITIONAL = str.maketrans(
    "國軍隊長總參謀將領訪問會談對話協議簽聯艦護衛驅員際維備裝業術務區戰爭擊導彈測試預億萬學們與東亞歐報選舉經濟貿稅銷輸進關審訊辯師聲訴賽門紀閱儀節災難風颱邊緝執團體華僑韓臺灣馬來緬葉羅愛爾蘭奧紐倫頓義頭號條約構機間諜後調強係雙辦應請觀覽陸啟贈烏遺歸還職級過處訓練習獎軌鐵衝殺傷勝負場價錢賄產顧",
    "国军队长总参谋将领访问会谈对话协议签联舰护卫驱员际维备装业术务区战争击导弹测试预亿万学们与东亚欧报选举经济贸税销输进关审讯辩师声诉赛门纪阅仪节灾难风台边缉执团体华侨韩台湾马来缅叶罗爱尔兰奥纽伦顿义头号条约构机间谍后调强系双办应请观览陆启赠乌遗归还职级过处训练习奖轨铁冲杀伤胜负场价钱贿产顾",
)


# Beyond this code point a mark is part of the letter (kana, Hangul), not an accent.
_LAST_ACCENTED = 0x1FFF


def _without_marks(letter: str) -> str:
    """The letter without its accents, one character."""
    parts = unicodedata.normalize("NFKD", letter)
    if ord(letter[0]) <= _LAST_ACCENTED and all(unicodedata.category(mark) == "Mn" for mark in parts[1:]):
        return parts[0]
    return letter[0]


class _Folder(dict[str, str]):
    """Maps a character to its plain, lower-case letter; learns each on first sight."""

    def __missing__(self, char: str) -> str:
        lower = char.lower()
        plain = _PLAIN.get(lower)
        if plain is None:
            plain = _without_marks(lower)
            plain = _PLAIN.get(plain, plain)
        self[char] = plain
        return plain


_FOLDER = _Folder()


def clean(text: str, language: str = "") -> str:
    """Compose letters, drop what is invisible, squeeze spaces: the text as a reader sees it."""
    if text.isascii():
        return _SPACE.sub(" ", text).strip()
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    # Of a text that compatibility composition leaves alone no letter has another form; that is quickly asked.
    if not unicodedata.is_normalized("NFKC", text) and _COMPATIBLE.search(text):
        text = unicodedata.normalize("NFC", _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text))
    # What is invisible and what is an odd space is not printable: the usual case, told in a fraction of the time.
    if "  " in text or not text.replace("\n", "").isprintable():
        text = _SPACE.sub(" ", _INVISIBLE.sub("", text))
    for letter, d in _LIKE_D:
        text = text.replace(letter, d)
    return _in_language(text.strip(), language)


def _in_language(text: str, language: str) -> str:
    """Repair what is peculiar to a language's script."""
    if language == "vi":
        return _I_OR_Y.sub(_i_or_y, _TONE.sub(_tone_place, text))
    if language in {"ar", "he", "hi", "fa", "ur"}:
        return _NASAL.sub("\u0902", _POINTS.sub("", text))
    if language in {"zh", "ja", "th", "lo", "km"}:
        if _OF_THE_SOUTH.search(text):
            for typed, meant in _TYPED:
                text = typed.sub(meant, text)
        return _INNER_SPACE.sub("", text)
    return text


def _tone_place(match: re.Match[str]) -> str:
    """Put the tone of oa, oe, uy in its older place; in "quý" the u belongs to the q."""
    pair, start = match[0], match.start()
    if pair[0] in "uU" and start and match.string[start - 1] in "qQ":
        return pair
    return _TONE_PLACES.get(pair, pair)


def _i_or_y(match: re.Match[str]) -> str:
    """Choose between i and y by the letter before, which begins the syllable."""
    return (_Y_AND_I if match.string[match.start() - 1] in "sS" else _I_AND_Y).get(match[0], match[0])


def spellings(term: str, language: str) -> list[str]:
    """Return a term as it is written, and as it is where umlauts, or ligatures and sharp s, or both are spelled with two letters."""
    found = [term]
    for table in (_TWO_LETTERS.get(language, {}), _LIGATURES):
        found += [spelled for one in found if (spelled := "".join(table.get(letter, letter) for letter in one)) != one]
    return found


def plain_letters(text: str, language: str = "") -> str:
    """Plain lower-case letters, one for each character of ``text`` (which ``clean`` has seen), so that places stay the same."""
    if language == "zh":
        text = text.translate(_TRADITIONAL)
    text = lower(text)
    # A text has few different letters, and replacing one everywhere is quick.
    for char in set(text):
        plain = _FOLDER[char]
        if plain != char:
            text = text.replace(char, plain)
    return text


def lower(text: str) -> str:
    """Lower case, one character for each: accents and tones stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(char.lower()[0] for char in text)
