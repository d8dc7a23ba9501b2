"""The same words in other spellings, encodings and markup: what is read and judged must be the same."""
# ruff: noqa: E501 - sentences in wide scripts, clearer unbroken

from __future__ import annotations

import unicodedata

import pytest

from crawler.cleaning.normalise import normalise
from crawler.page import Address, Page
from crawler.reading.decoding import decode
from crawler.reading.markup import one, parse, text_of
from crawler.sites import SITES
from crawler.topic import judge, judge_teaser

# -- bytes --------------------------------------------------------------------------------------------------------------------------

_WORDS = {
    "vi": "Đoàn đại biểu quân sự hai nước đã gặp nhau tại Hà Nội và ký kế hoạch hợp tác cho những năm tới, nhấn mạnh việc đào tạo cứu hộ trên biển.",
    "ru": "Министры обороны двух стран встретились в Ханое и подписали план сотрудничества на ближайшие годы, включая спасение на море.",
    "el": "Οι υπουργοί άμυνας των δύο χωρών συναντήθηκαν στο Ανόι και υπέγραψαν σχέδιο συνεργασίας για τα επόμενα χρόνια.",
    "cs": "Ministři obrany obou zemí se sešli v Hanoji a podepsali plán spolupráce na příští roky včetně záchrany lidí na moři, což uvítaly úřady.",
    "pl": "Ministrowie obrony obu państw spotkali się w Hanoi i podpisali plan współpracy na następne lata, także ratownictwa na morzu.",
    "fr": "Les ministres de la défense des deux pays se sont réunis à Hanoï et ont signé un projet de coopération où le sauvetage en mer a été prévu.",
    "de": "Die Verteidigungsminister beider Länder trafen sich in Hanoi und unterzeichneten für die nächsten Jahre Pläne über größere Übungen.",
    "tr": "İki ülkenin savunma bakanları Hanoi'de görüştü, önümüzdeki yıllar için iş birliği planını imzaladı ve denizde kurtarmayı öne çıkardı.",
    "he": "שרי ההגנה של שתי המדינות נפגשו בהאנוי וחתמו על תוכנית לשיתוף פעולה לשנים הקרובות.",
    "ar": "التقى وزيرا الدفاع في البلدين في هانوي ووقعا خطة للتعاون في السنوات المقبلة تشمل الإنقاذ في البحر.",
    "th": "รัฐมนตรีกลาโหมของสองประเทศพบกันที่ฮานอยและลงนามแผนความร่วมมือสำหรับปีต่อ ๆ ไป",
    "ja": "両国の国防相はハノイで会談し、海上での救助を含む今後数年間の協力計画に署名した。",
    "ko": "두 나라의 국방장관이 하노이에서 만나 해상 구조를 포함한 앞으로 몇 년의 협력 계획에 서명하였다.",
    "zh": "两国国防部长在河内会面，签署了今后几年的合作计划，其中包括海上救援和人员培训。",
    "zh-Hant": "兩國國防部長在河內會面，簽署了今後幾年的合作計畫，其中包括海上救援與人員培訓。",
}


def as_1258(text: str) -> bytes:
    """Spell Vietnamese as Windows does: the base letter with its hook or roof, then the tone."""
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            parts.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            parts_of_letter = list(unicodedata.normalize("NFD", letter))
            tone = next(mark for mark in parts_of_letter if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", "".join(mark for mark in parts_of_letter if mark != tone))
            parts.append(base.encode("cp1258") + tone.encode("cp1258"))
    return b"".join(parts)


def in_page(text: bytes, head: bytes = b"") -> bytes:
    return b"<!DOCTYPE html><html><head>" + head + b"<title>" + text + b"</title></head><body><p>" + text + b"</p></body></html>"


@pytest.mark.parametrize(
    ("language", "codec"),
    [
        ("ru", "cp1251"), ("ru", "koi8-r"), ("el", "cp1253"), ("cs", "cp1250"), ("pl", "iso8859-2"), ("fr", "cp1252"), ("de", "cp1252"),
        ("tr", "cp1254"), ("he", "cp1255"), ("ar", "cp1256"), ("th", "cp874"), ("ja", "cp932"), ("ja", "euc_jp"), ("ko", "cp949"),
        ("zh", "gb18030"), ("zh-Hant", "big5"),
    ],
)  # fmt: skip
def test_an_encoding_that_nothing_names_is_found_by_the_letters(language: str, codec: str) -> None:
    decoded = decode(in_page(_WORDS[language].encode(codec)))
    assert _WORDS[language] in decoded.text
    assert decoded.replaced == 0
    assert "letters" in decoded.how


@pytest.mark.parametrize("head", [b"", b'<meta charset="utf-8">', b'<meta charset="windows-1258">', b'<meta charset="x-nothing">'])
def test_vietnamese_windows_text_is_found_and_composed(head: bytes) -> None:
    decoded = decode(in_page(as_1258(_WORDS["vi"]), head))
    assert _WORDS["vi"] in decoded.text
    assert decoded.encoding == "cp1258"


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("GB2312", "gbk", "朱镕基與會"), ("gbk", "gb18030", "㐀䶵"), ("ks_c_5601-1987", "cp949", "똠방각하 펲시콜라"), ("EUC-KR", "cp949", "찦차 뷁"),
        ("shift_jis", "cp932", "①髙島屋㈱"), ("x-sjis", "cp932", "彅﨑"), ("iso-8859-9", "cp1254", "“İstanbul” – ığş"),
        ("latin5", "cp1254", "€ ığş"), ("tis-620", "cp874", "“ไทย” …"), ("iso-8859-11", "cp874", "€ ไทย"), ("latin1", "cp1252", "“Café” – €"),
        ("us-ascii", "cp1252", "Café"), ("big5", "big5hkscs", "香港㗎"), ("big5-hkscs", "big5hkscs", "嘅"), ("x-cp1251", "cp1251", "Мир"),
        ("cp866", "cp866", "Мир"), ("iso-8859-8-i", "iso8859-8", "שלום"), ("l2", "iso8859-2", "łódź"), ("cskoi8r", "koi8-r", "мир"),
        ("x-euc-jp", "euc_jp", "防衛"), ("dos-874", "cp874", "ไทย"), ("x-x-big5", "big5", "國防"), ("greek", "iso8859-7", "Άμυνα"),
    ],
)  # fmt: skip
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str, text: str) -> None:
    for head, header in (
        (b"", label),
        (f'<meta charset="{label}">'.encode(), None),
        (f"<meta charset=' {label.upper()} '>".encode(), None),
    ):
        decoded = decode(in_page(text.encode(codec), head), header)
        assert text in decoded.text
        assert decoded.replaced == 0


@pytest.mark.parametrize("label", ["unicode", "utf-16", "ucs-2", "csunicode", "UTF-16LE", "x-user-defined", "unicodefffe"])
def test_a_label_that_the_bytes_refute_does_no_harm(label: str) -> None:
    for language in ("de", "vi", "ja"):
        assert _WORDS[language] in decode(in_page(_WORDS[language].encode(), f'<meta charset="{label}">'.encode())).text
    assert "Länder" in decode(_WORDS["de"].encode("utf-16-le"), "unicode").text


def test_one_broken_byte_does_not_turn_a_page_of_a_named_encoding_into_rubbish() -> None:
    for label, codec in (("gb2312", "gbk"), ("euc-kr", "cp949"), ("shift_jis", "cp932"), ("windows-1251", "cp1251")):
        text = {"gbk": _WORDS["zh"], "cp949": _WORDS["ko"], "cp932": _WORDS["ja"], "cp1251": _WORDS["ru"]}[codec]
        decoded = decode(in_page(text.encode(codec) + b"<p>\x98</p>\xff", f'<meta charset="{label}">'.encode()))
        assert text in decoded.text


@pytest.mark.parametrize(("language", "codec"), [("ru", "cp1251"), ("el", "cp1253"), ("tr", "cp1254"), ("zh", "gb18030"), ("vi", "cp1258")])
def test_what_a_server_says_by_default_gives_way_to_the_letters(language: str, codec: str) -> None:
    text = _WORDS[language]
    decoded = decode(in_page(as_1258(text) if language == "vi" else text.encode(codec)), "iso-8859-1")
    assert text in decoded.text
    assert "against the named cp1252" in decoded.how


@pytest.mark.parametrize("language", ["de", "fr"])
def test_what_a_server_says_is_believed_where_the_letters_agree(language: str) -> None:
    decoded = decode(in_page(_WORDS[language].encode("cp1252")), "iso-8859-1")
    assert _WORDS[language] in decoded.text
    assert decoded.rule == "cp1252, named by the header"


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_two_byte_text_without_any_mark(coding: str) -> None:
    page = in_page(_WORDS["de"].encode()).decode().encode(coding)
    assert _WORDS["de"] in decode(page).text


def test_too_little_to_tell_by_is_not_guessed() -> None:
    decoded = decode(b"<p>ab\xff cd</p>")
    assert (decoded.replaced, decoded.encoding) == (1, "utf-8")


# -- headlines ----------------------------------------------------------------------------------------------------------------------


def spelled(headline: str, language: str) -> Page:
    at = Address(f"vietnam.vn/{language.lower()}/a-b", f"https://www.vietnam.vn/{language.lower()}/a-b", "vietnam.vn", language, "a-b")
    page = Page(at, "p/1", headline, body=[headline])
    normalise(page)
    return page


@pytest.mark.parametrize(
    ("headline", "language"),
    [
        ("国防相が来訪 艦艇も寄港", "ja"),
        ("两国防长会谈 就海上合作达成一致", "zh-CN"),
        ("兩軍聯演 首次納入醫療組 為期五天", "zh-Hant"),
        ("国防部长访问河内　签署协议", "zh-CN"),
        ("한·베 국방 회담 열려", "ko"),
        ("รัฐมนตรีพบกัน ลงนามแผน", "th"),
    ],
)
def test_a_headline_keeps_its_spaces(headline: str, language: str) -> None:
    assert spelled(headline, language).headline == headline
    assert spelled(headline.replace(" ", " \n  "), language).headline == headline


def test_a_body_loses_the_spaces_that_translation_put_between_characters() -> None:
    assert spelled("国防 相が来訪", "ja").paragraphs() == ["国防相が来訪"]


@pytest.mark.parametrize("language", ["vi", "fr", "cs", "ko", "hi", "ru"])
def test_decomposed_letters_are_composed(language: str) -> None:
    text = {"hi": "रक्षा मंत्री ज़रूरी", "ko": "국방장관"}.get(language, _WORDS.get(language, ""))
    assert spelled(unicodedata.normalize("NFD", text), language).headline == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("markup", "headline"),
    [
        ("<p>Bakanlar</p>ortak tatbikatı görüştü", "Bakanlar ortak tatbikatı görüştü"),
        ("<span>한-베 국방장관</span><div>하노이서</div>회담", "한-베 국방장관 하노이서 회담"),
    ],
)
def test_a_mirrors_headline_in_boxes_is_one(markup: str, headline: str) -> None:
    text = "".join(f"<p>{_WORDS['tr']} {number}</p>" for number in range(3))
    page = (
        f"<html><head><title>{headline}</title><meta property='og:type' content='article'></head><body><article><h1>{markup}</h1>{text}"
        "<p>Kaynak: <a href='https://baoquocte.vn/a-b-433001.html'>https://baoquocte.vn/a-b-433001.html</a></p></article></body></html>"
    )
    found = SITES["vietnam.vn"].read_article("https://www.vietnam.vn/tr/a-b", page.encode())
    assert isinstance(found, Page), found
    assert found.headline == headline
    assert len(found.paragraphs()) == 3


# -- tags that end a word -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>Der Minister<p>reist</p>nach Hanoi</h1>", "Der Minister reist nach Hanoi"),
        ("<div><span><div>Le navire</div></span>arrive</div>", "Le navire arrive"),
        ("<div>一<b>二</b>三<section>四</section>五</div>", "一二三 四 五"),
        ("<div><ul><li>раз</li></ul>два<hr>три<dl><dt>а</dt><dd>б</dd></dl>в</div>", "раз два три а б в"),
        ("<div><table><tr><td>x</td><td>y</td></tr></table>z</div>", "x y z"),
        ("<div>Bộ<sup>1</sup> trư<wbr>ởng<figure><figcaption>ảnh</figcaption></figure>nói</div>", "Bộ1 trưởng ảnh nói"),
        (
            "<div><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml>Text<o:p> hier</o:p></div>",
            "Text hier",
        ),
        ("<div><p><XML><o:OfficeDocumentSettings><o:AllowPNG/>Print</o:OfficeDocumentSettings></XML>본문</p></div>", "본문"),
    ],
)
def test_a_block_ends_a_word_and_settings_are_no_text(html: str, text: str) -> None:
    assert text_of(one(parse(f"<body>{html}"), "body > *")) == text


# -- judged alike -------------------------------------------------------------------------------------------------------------------

_ALIKE = [
    ("vi", "Việt Nam và Đan Mạch đối thoại chính sách quốc phòng", "Việt Nam và Ðan Mạch ðối thoại chính sách quốc phòng"),
    ("vi", "Đại tướng Phan Văn Giang tiếp Đại sứ Đức", "Ɖại tướng Phan Văn Giang tiếp Ɖại sứ Ɖức"),
    ("ja", "ASEAN国防相会議、日本が参加", "ＡＳＥＡＮ国防相会議、日本が参加"),
    ("ja", "オーストラリア国防相がベトナムを訪問", "ｵｰｽﾄﾗﾘｱ国防相がﾍﾞﾄﾅﾑを訪問"),
    ("zh", "中国与NATO举行防务对话", "中国与ＮＡＴＯ举行防务对话"),
    ("en", "Defence officials of Viet Nam and NATO hold talks", "Defence oﬃcials of Viet Nam and ＮＡＴＯ hold talks"),
    ("ko", "한·미·일 국방장관 회담", "한∙미∙일 국방장관 회담"),
    ("ko", "한·베트남 해군 연합훈련", "한ᆞ베트남 해군 연합훈련"),
    ("ja", "日・越防衛相会談", "日･越防衛相会談"),
    ("vi", "ĐOÀN TÙY VIÊN QUÂN SỰ CÁC NƯỚC THĂM HẢI PHÒNG", "ĐOÀN TUỲ VIÊN QUÂN SỰ CÁC NƯỚC THĂM HẢI PHÒNG"),
    ("vi", "Lực Lượng Gìn Giữ Hòa Bình Việt Nam Lên Đường", "Lực Lượng Gìn Giữ Hoà Bình Việt Nam Lên Đường"),
    ("th", "กองทัพเรือไทยและเวียดนามฝึกร่วม แลกเปลี่ยนนายทหาร", "กองทัพเรือไทยเเละเวียดนามฝึกร่วม เเลกเปลี่ยนนายทหาร"),
    ("th", "รัฐมนตรีกลาโหมอินโดนีเซียเยือนเวียดนาม ประชุมความร่วมมือกลาโหม", "รัฐมนตรีกลาโหมอินโดนีเซียเยือนเวียดนาม ประชุมความร่\u200bวมมือกลาโหม"),
    ("lo", "ລັດຖະມົນຕີກະຊວງປ້ອງກັນປະເທດຫວຽດນາມແລະລາວພົບປະ", "ລັດຖະມົນຕີກະຊວງປ້ອງກັນປະເທດຫວຽດນາມເເລະລາວພົບປະ"),
    ("vi", "Bộ trưởng Quốc phòng Mỹ và Việt Nam ký kết hợp tác", "Bộ trưởng Quốc phòng Mĩ và Việt Nam kí kết hợp tác"),
    ("vi", "Sĩ quan quân đội Hoa Kỳ thăm Việt Nam", "Sỹ quan quân đội Hoa Kì thăm Việt Nam"),
    ("hi", "रक्षा मंत्री की वियतनाम यात्रा", "रक्षा मन्त्री की वियतनाम यात्रा"),
    ("km", "រដ្ឋមន្ត្រីក្រសួងការពារជាតិវៀតណាម", "រដ្ឋមន្ដ្រីក្រសួងការពារជាតិវៀតណាម"),
    ("de", "Österreichs Verteidigungsminister trifft Kollegen aus Dänemark", "Oesterreichs Verteidigungsminister trifft Kollegen aus Daenemark"),
    ("de", "Großbritannien und Ägypten vereinbaren Marineübung", "Grossbritannien und Aegypten vereinbaren Marineuebung"),
    ("de", "Streitkräfte beider Länder üben gemeinsam", "Streitkraefte beider Laender ueben gemeinsam"),
    ("fr", "Manœuvres navales communes entre la France et le Vietnam", "Manoeuvres navales communes entre la France et le Vietnam"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "plain", "odd"), _ALIKE)
def test_spellings_are_judged_alike(language: str, plain: str, odd: str) -> None:
    one_, other = (judge(language, text, None, None, None) for text in (plain, odd))
    assert (one_.verdict, one_.parties) == (other.verdict, other.parties)
    assert judge_teaser(plain, None, None, language).ask == judge_teaser(odd, None, None, language).ask
    assert one_.evidence, "a sentence that says nothing cannot be judged otherwise"
