"""Lines and pictures of a page, as the eye sees them.

Tests crawler.reading: outline_items, outline_line, outline_rows, unseen.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from crawler.reading.outline import Line, Names, Outline, Picture, outline, weight

LONG = "Ein Absatz, der lang genug ist, um in einer eigenen Zeile zu stehen, Nummer {}."


def page(html: str, captions: frozenset[str] = frozenset()) -> Outline:
    body = LexborHTMLParser(html).body
    assert body is not None
    return outline(body, Names(captions))


def shown(html: str) -> list[str]:
    return [item.shown() for item in page(html).items if isinstance(item, Line)]


def test_blocks_and_breaks_end_lines_and_inline_elements_do_not() -> None:
    html = "<div>eins <b>zwei</b><br>drei<p>vier <a href=x>fünf</a><span> sechs</span></p>sieben</div>acht"
    assert shown(html) == ["eins zwei", "drei", "vier fünf sechs", "sieben", "acht"]


def test_white_space_of_the_markup_collapses_and_no_break_spaces_stay() -> None:
    assert shown("<p>\n  a \t b\n</p><p>\u00a0c\u00a0 d</p><p> &nbsp; </p><p>\u200b</p>") == ["a b", "\u00a0c\u00a0 d"]


def test_silent_and_hidden_elements() -> None:
    html = "<p>a</p><script>x</script><style>y</style><template><p>z</p></template><!-- c --><div hidden>h</div><button>OK</button>"
    html += "<div style='DISPLAY : none'>i</div><span aria-hidden=true>j</span><select><option>k</select><p>b</p>"
    assert shown(html) == ["a", "b"]


def test_spans_alone_in_a_block_are_paragraphs_if_they_are_long() -> None:
    spans = "".join(f"<span>{LONG.format(number)}</span>" for number in range(3))
    assert shown(f"<div>{spans}</div>") == [LONG.format(number) for number in range(3)]
    assert shown("<p><span>ein</span><span>Wort</span></p>") == ["einWort"]
    assert shown("<div><span>Quelle:</span> <span>hier</span></div>") == ["Quelle: hier"]


def test_links_are_weighed_across_blocks() -> None:
    lines = [
        item for item in page("<a href='/x'><h3>Titel</h3><p>Text</p></a><p>frei <a href='/y'>Wort</a></p>").items if isinstance(item, Line)
    ]
    assert [(line.text, line.link_weight, [link.href for link in line.links]) for line in lines] == [
        ("Titel", 5, ["/x"]),
        ("Text", 4, ["/x"]),
        ("frei Wort", 4, ["/y"]),
    ]
    assert [line.linked for line in lines] == [True, True, False]


def test_cells_end_in_a_bar_and_a_row_is_one_line() -> None:
    assert shown("<table><tr><td><img src=a></td></tr><tr><td>Unterschrift</td></tr></table>") == ["Unterschrift |"]
    assert shown("<table><tr><td>a</td><td><p>b</p></td></tr></table>") == ["a | b |"]
    assert shown("<table><tr><td>schon so |</td></tr></table>") == ["schon so |"]
    assert shown("<table><tr><td><img src=a><p>Am Hafen.</p><p>(Quelle: X)</p></td></tr></table>") == ["Am Hafen. (Quelle: X) |"]


def test_tables_that_only_lay_out_a_page_get_no_bars() -> None:
    html = f"<table><tr><td>Rand</td><td><p>{LONG.format(1)}</p><p>{LONG.format(2)}</p></td></tr><tr><td><h1>Titel</h1></td></tr></table>"
    assert shown(html) == ["Rand", LONG.format(1), LONG.format(2), "Titel"]


def test_captions_go_to_their_pictures() -> None:
    html = (
        "<figure><img src=a><figcaption><p>Zu a</p></figcaption></figure><figure><figcaption>Zu b</figcaption><img src=b></figure>"
        "<div class=pic><img src=c><p class='x cap'>Zu c</p></div>"
        "<figure><table><tr><td>ohne Bild</td></tr></table><figcaption>allein</figcaption></figure>"
    )
    made = page(html, frozenset({"cap"}))
    assert [(item.attributes.get("src"), item.caption) for item in made.items if isinstance(item, Picture)] == [
        ("a", "Zu a"),
        ("b", "Zu b"),
        ("c", "Zu c"),
        (None, "allein"),
    ]
    assert [item.text for item in made.items if isinstance(item, Line)] == ["ohne Bild"]


def test_blocks_know_their_stretch_and_their_common_ancestor() -> None:
    made = page("<div id=a><p>1</p><div id=b><p>2</p><p>3</p></div></div><p>4</p>")
    names = {block.names.strip(): block for block in made.blocks}
    assert [(names[name].start, names[name].end) for name in ("a", "b")] == [(0, 3), (1, 3)]
    two, three, four = (made.items[index].block for index in (1, 2, 3))
    assert made.blocks[made.common(two, three)].names.strip() == "b"
    assert made.common(three, four) == 0


def test_a_page_that_nests_without_end_is_read_all_the_same() -> None:
    assert shown("<div>" * 5000 + "tief" + "</div>" * 5000) == ["tief"]
    assert shown("<b><i>" * 3000 + "tief") == ["tief"]


def test_wide_signs_weigh_three_times() -> None:
    assert weight("abc") == 3
    assert weight("日本") == 6
    assert weight("ไทย") == 3
