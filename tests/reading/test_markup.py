"""Tests crawler.reading: decoding."""

from __future__ import annotations

import pytest

from crawler.reading.decoding import decode
from crawler.reading.markup import (
    UnexpectedCountError,
    attribute,
    json_ld,
    meta_of,
    one,
    parse,
    read_page,
    text_of,
)
from crawler.text.spelling import collapse, slugify, unmask_email, visible, without_ellipsis

VIETNAMESE = "Đối thoại quốc phòng"


@pytest.mark.parametrize(
    ("body", "header", "text", "encoding"),
    [
        (VIETNAMESE.encode(), None, VIETNAMESE, "utf-8"),
        (b"\xef\xbb\xbf" + VIETNAMESE.encode(), "windows-1252", VIETNAMESE, "utf-8"),
        (b"\xff\xfe" + VIETNAMESE.encode("utf-16-le"), "utf-8", VIETNAMESE, "utf-16-le"),
        (VIETNAMESE.encode("utf-16-be"), "utf-16-be", VIETNAMESE, "utf-16-be"),
        # A header that lies: Latin-1 can decode anything, and would make mojibake of it.
        (VIETNAMESE.encode(), "iso-8859-1", VIETNAMESE, "utf-8"),
        # A header that tells the truth about bytes that are no UTF-8.
        ("à bientôt".encode("latin-1"), "iso-8859-1", "à bientôt", "cp1252"),
        # A header that cannot be right, and a declaration that is.
        (b'<meta charset="windows-1252">caf\xe9', "utf-8", '<meta charset="windows-1252">café', "cp1252"),
        (
            b'<?xml version="1.0" encoding="windows-1252"?><a>\xe9</a>',
            None,
            '<?xml version="1.0" encoding="windows-1252"?><a>é</a>',
            "cp1252",
        ),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">\x93\xfa', None, None, "cp932"),
        (VIETNAMESE.encode(), "no-such-charset", VIETNAMESE, "utf-8"),
        (VIETNAMESE.encode(), "utf-8\0", VIETNAMESE, "utf-8"),
        (b"+ADw-script", "utf-7", "+ADw-script", "utf-8"),
        (b"a\\u0041", "unicode_escape", "a\\u0041", "utf-8"),
        (b"", None, "", "utf-8"),
    ],
)
def test_decoding_believes_only_what_the_bytes_confirm(body: bytes, header: str | None, text: str | None, encoding: str) -> None:
    decoded = decode(body, header)
    assert decoded.encoding == encoding
    assert decoded.replaced == 0
    if text is not None:
        assert decoded.text == text


def test_unreadable_bytes_are_counted() -> None:
    decoded = decode(b"ab\xff cd\xfe ef", "utf-8")
    assert decoded.text == "ab\ufffd cd\ufffd ef"
    assert decoded.replaced == 2


def test_page_is_parsed_from_what_was_decoded() -> None:
    for body, header in ((b"\xef\xbb\xbf<p>\xc4\x90</p>", None), (b"<p>caf\xe9</p>", "latin-1"), ("<p>Đ</p>".encode(), None)):
        decoded, tree = read_page(body, header)
        assert text_of(one(tree, "p")) == collapse(decoded.text.removeprefix("<p>").removesuffix("</p>"))


def test_text_is_one_line_and_keeps_nbsp() -> None:
    tree = parse("<div> a\n\t<b>b</b><br>c&nbsp;&nbsp;d<p>e</p><script>no()</script><style>no</style><!-- no --> f\u2028g </div>")
    assert text_of(one(tree, "div")) == "a b c\xa0\xa0d e f g"


def test_text_stays_within_its_node() -> None:
    tree = parse("<div><p>a</p></div><div id=x><span><i>b</i></span></div><p>c</p>")
    assert text_of(one(tree, "#x")) == "b"
    assert text_of(one(tree, "span")) == "b"


def test_equal_markup_is_not_the_same_node() -> None:
    # selectolax compares nodes by markup: a walk that stopped at an equal node would stop too soon.
    tree = parse("<div id=x><i>a</i><b><i>a</i></b><u>z</u></div>")
    assert text_of(one(tree, "#x")) == "aaz"


def test_masked_addresses_are_read() -> None:
    code = "7a0e15113a0b0f151e19540c14"
    markup = (
        f'<p>x <a class="__cf_email__" data-cfemail="{code}">[email&#160;protected]</a></p>'
        f'<p>x <a href="/cdn-cgi/l/email-protection#{code}">[email&#160;protected]</a></p>'
        f'<p>x <a href="/cdn-cgi/l/email-protection#{code}"><span class="__cf_email__" data-cfemail="{code}">[email]</span></a></p>'
    )
    assert [text_of(node) for node in parse(markup).css("p")] == ["x tok@quodc.vn"] * 3
    assert unmask_email("zz") is None
    assert unmask_email("") is None
    assert unmask_email("0102") is None


def test_json_ld_blocks_are_flattened() -> None:
    tree = parse(
        '<script type="application/ld+json">[{"@type":"A"},{"@context":"x","@graph":[{"@type":["B","C"]}]}]</script>'
        '<script type="APPLICATION/LD+JSON">{"@type":"D"}</script><script>{"@type":"E"}</script>'
        '<script type="application/ld+json"> </script>'
    )
    found = json_ld(tree)
    assert [thing.get("@type") for thing in found.objects] == ["A", ["B", "C"], "D"]
    assert found.broken == 0
    assert [thing["@type"] for thing in found.of_type("C", "D")] == [["B", "C"], "D"]


@pytest.mark.parametrize(
    "source",
    [
        '<!-- {"@type":"A","n":"x"} -->',
        '//<![CDATA[\n{"@type":"A","n":"x"}\n//]]>',
        '{"@type":"A","n":"x",}',
        '{"@type":"A","n":"x","m":"two\nlines"}',
        '[{"@type":"A","n":"x"},]',
    ],
)
def test_json_ld_slips_are_mended(source: str) -> None:
    found = json_ld(parse(f'<script type="application/ld+json">{source}</script>'))
    assert [(thing["@type"], thing["n"]) for thing in found.objects] == [("A", "x")]
    assert found.broken == 0


def test_of_broken_json_ld_only_the_certain_is_kept() -> None:
    source = '{"@type":"NewsArticle","headline":"He said "yes" to it","datePublished":"2026-02-26T08:01:12+07:00","name":"x"'
    found = json_ld(parse(f'<script type="application/ld+json">{source}</script>'))
    assert found.broken == 1
    assert found.objects == ({"@type": "NewsArticle", "datePublished": "2026-02-26T08:01:12+07:00"},)


def test_json_ld_bombs_and_surrogates_do_no_harm() -> None:
    deep = "[" * 100_000
    tree = parse(
        f'<script type="application/ld+json">{deep}</script>'
        f'<script type="application/ld+json">{{"n":{"9" * 5000}}}</script>'
        '<script type="application/ld+json">{"@type":"A","a":["\\ud800x",{"b":"\\uDFFF"}]}</script>'
        '<script type="application/ld+json">"just text"</script>'
    )
    found = json_ld(tree)
    assert found.broken == 2
    assert found.objects == ({"@type": "A", "a": ["\ufffdx", {"b": "\ufffd"}]},)


def test_meta_values_by_name_in_page_order() -> None:
    meta = meta_of(
        parse(
            '<meta property="OG:Title" content=" a  b "><meta name="keywords" content="">'
            '<meta name="k" content="1"><meta name="k" content="2">'
            '<meta content="x">'
        )
    )
    assert meta.first("og:title") == "a b"
    assert meta.values["k"] == ["1", "2"]
    assert meta.first("keywords") is None
    assert meta.first("keywords", "k") == "1"


def test_meta_that_slipped_into_the_body_is_found() -> None:
    assert meta_of(parse('<body><p>x</p><meta property="og:type" content="article">')).first("og:type") == "article"


def test_selections_count() -> None:
    tree = parse('<p class=a data-src=" x ">1</p><p>2</p>')
    assert text_of(one(tree, "p.a")) == "1"
    assert attribute(one(tree, "p.a"), "src", "data-src") == "x"
    with pytest.raises(UnexpectedCountError, match="expected 1 node, found 2"):
        one(tree, "p")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", "a b"),
        ("  a  b ", "a b"),
        ("a\r\n\t b", "a b"),
        ("\xa0a\xa0 \xa0b", "\xa0a\xa0 \xa0b"),
        ("日本\u3000語", "日本\u3000語"),
        ("a\u200bb", "a\u200bb"),
        ("a\u2029b\x85c", "a b c"),
        ("\n\n", ""),
    ],
)
def test_white_space_collapses(text: str, expected: str) -> None:
    assert collapse(text) == expected


def test_what_is_visible() -> None:
    assert not visible("")
    assert not visible(" \xa0\u200b\ufeff\n\u200e")
    assert visible(" \xa0.")


def test_slugs_are_spelled_as_the_papers_spell_them() -> None:
    assert slugify("Nhật Bản-Phần Lan: Tăng cường đối thoại, ĐẠI TƯỚNG “nói”") == "nhat-ban-phan-lan-tang-cuong-doi-thoai-dai-tuong-noi"
    assert slugify("Tha\u0300nh la\u0323\u0302p") == "thanh-lap"


def test_ellipsis_is_taken_off() -> None:
    assert without_ellipsis("Hai bên bàn về ...") == "Hai bên bàn về"
    assert without_ellipsis("Hai bên bàn về…") == "Hai bên bàn về"
    assert without_ellipsis("Xong.") == "Xong."
