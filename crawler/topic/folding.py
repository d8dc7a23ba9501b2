"""Text folding: two steps that make spellings of the same word equal before terms are looked up.

``clean`` repairs what the writing does not mean (decomposed letters, zero-width marks, stray spaces inside scripts without
spaces, vowel points). ``fold`` then maps every remaining character to one plain character, so that a place in the folded text is the
same place in the clean text: the evidence can be shown as it stood.
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
_TONE_PLACES = dict(zip(_NEW_PLACES, _OLD_PLACES, strict=True))
_TONE = re.compile(r"o[àáảãạèéẻẽẹ](?!\w)|u(?<![qQ]u)[ỳýỷỹỵ](?!\w)")

# Letters whose plain form no decomposition gives; marks that separate words; Arabic spellings in free variation.
_PLAIN = {
    "đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "a", "œ": "o", "ı": "i", "ß": "s", "ς": "σ", "ё": "е", "ґ": "г",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي", "ँ": "ं",
    "-": " ", "–": " ", "—": " ", "‑": " ", "‐": " ", "−": " ", "'": " ", "’": " ", "‘": " ", "ʼ": " ", "`": " ", "´": " ",
    "״": " ", "׳": " ", '"': " ", "“": " ", "”": " ", "„": " ", "«": " ", "»": " ", "/": " ", "_": " ", "־": " ",
    "・": " ", "·": " ", "‧": " ", "•": " ", "＋": "+", "（": "(", "）": ")",
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
    text = _INVISIBLE.sub("", text)
    text = _SPACE.sub(" ", text).strip()
    if language == "vi":
        return _TONE.sub(lambda match: _TONE_PLACES[match.group()], text)
    if language in {"ar", "he", "hi", "fa", "ur"}:
        return _POINTS.sub("", text)
    if language in {"zh", "ja", "th", "lo", "km"}:
        text = text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")
        return _INNER_SPACE.sub("", text)
    return text


def fold(text: str, language: str = "") -> str:
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
