from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.replica.article_head import AUTHOR_PLACES, author_place, own_layout
from tests.replica.client import Answer, ask
from tests.replica.feeds import FORBIDDEN
from tests.replica.furniture import NAMES
from tests.replica.messages import slugify
from tests.replica.story import Paragraph
from tests.replica.tales import CLOCK, EXAMPLE

if TYPE_CHECKING:
    from tests.replica import Replica
    from tests.replica.story import Original, Story

# Where each place of a name is looked for; the date's div holds more than the name.
NAMED = {
    "beside the date": ".inforAuthor",
    "beside the body": ".article-detail-author",
    "member": ".article-member",
    "cms-author": ".cms-author",
    "metadata": 'meta[property="article:author"]',
}


def tree(answer: Answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def told(replica: Replica, key: str) -> tuple[Original, LexborHTMLParser]:
    """A story's original and its page."""
    original = next(story.original for story in replica.stories() if story.key == key)
    assert original is not None
    return original, tree(ask(replica, original.url))


def signed(replica: Replica) -> list[tuple[Story, Original]]:
    return [(story, story.original) for story in replica.stories() if story.original and story.original.authors]


def test_each_place_of_an_authors_name_occurs_and_no_other_place_names_them(replica: Replica) -> None:
    seen = set()
    for _, original in signed(replica):
        page = tree(ask(replica, original.url))
        place = author_place(original)
        seen.add(place)
        for name in original.authors:
            holders = [here for here, css in NAMED.items() if any(name in (node.html or "") for node in page.css(css))]
            assert holders == [place], original.url
    assert seen == set(AUTHOR_PLACES)


def test_the_date_stands_inside_the_div_that_may_hold_a_name(replica: Replica) -> None:
    page = tree(ask(replica, EXAMPLE))
    div = page.css_first("div.inforAuthor")
    assert div is not None
    assert "20:15 | 12/09/2024" in div.text()
    assert div.css_first("div.author-raterjs script") is not None
    texts = " ".join(
        node.text() for story, _ in signed(replica) if story.original for node in tree(ask(replica, story.original.url)).css(".inforAuthor")
    )
    assert "lượt xem" in texts


def test_the_authors_div_stands_beside_the_body_and_now_and_then_outside_its_container(replica: Replica) -> None:
    inside = outside = sources = 0
    for story, original in signed(replica):
        if own_layout(story):
            continue
        page = tree(ask(replica, original.url))
        assert page.css_first("#articleBody .article-detail-author") is None
        inside += page.css_first(".__MASTERCMS_CONTENT > #articleBody ~ .article-detail-author") is not None
        outside += page.css_first(".__MASTERCMS_CONTENT ~ .article-detail-author") is not None
        sources += page.css_first(".article-detail-author + .article-detail-source") is not None
    assert inside
    assert outside
    assert sources


def test_linked_data_glues_people_and_paper_together(replica: Replica) -> None:
    original, page = told(replica, "doi-thoai-quoc-phong-brazil-2026")
    article = json.loads(page.css('script[type="application/ld+json"]')[2].text())
    glued = article["author"]["name"]
    assert glued.startswith(", ".join(original.authors))
    assert glued.endswith(NAMES["vi"])
    meta = page.css_first('meta[name="author"]')
    assert meta is not None
    assert meta.attributes["content"] == NAMES["vi"]


def test_pictures_have_another_address_at_every_rendering_and_one_in_the_truth(small: Replica) -> None:
    record = next(record for record in small.truth() if record["url"] == EXAMPLE)
    truth = [image["url"] for image in record["images"]]
    before = ask(small, EXAMPLE)
    small.render_anew("2026-11-24T09:17:30+07:00")
    after = ask(small, EXAMPLE)
    assert next(item for item in small.truth() if item["url"] == EXAMPLE) == record
    assert re.findall(r'"([^"]+)\?rt=202611240800"', before.text) == truth
    assert re.findall(r'"([^"]+)\?rt=202611240917"', after.text) == truth
    assert len(set(re.findall(r"randTime=\d+", before.text + after.text))) == 2
    assert before.headers["etag"] != after.headers["etag"]
    small.render_anew(CLOCK)


def test_subheadings_and_both_forms_of_editorial_boxes(replica: Replica) -> None:
    original, page = told(replica, "doi-thoai-quoc-phong-brazil-2026")
    headings = [node.text(strip=True) for node in page.css("#__MB_MASTERCMS_EL_3 > h2")]
    assert headings == [block.text for block in original.blocks if isinstance(block, Paragraph) and block.heading]
    body = next(record["body"] for record in replica.truth() if record["url"] == original.url)
    assert all(heading in body.split("\n\n") for heading in headings)
    forms = set()
    for story in replica.stories():
        if story.original and any(isinstance(block, Paragraph) and block.box for block in story.original.blocks):
            for cell in tree(ask(replica, story.original.url)).css("td.__RE_PLACE_CONTENT"):
                bare = cell.css_first("p") is None
                assert cell.css_matches("table.__MB_template_d.__MB_HL_BOX td") if bare else cell.css_matches("table.__MB_template_g td")
                forms.add(bare)
    assert forms == {True, False}


def test_an_address_that_ends_in_its_number_twice(replica: Replica) -> None:
    original, page = told(replica, "hop-tac-ra-pha-bom-min-na-uy-2017")
    assert original.url.endswith(f"-{original.number}-{original.number}.html")
    canonical = page.css_first('link[rel="canonical"]')
    assert canonical is not None
    assert canonical.attributes["href"] == original.url
    once = ask(replica, original.url.replace(f"-{original.number}.html", ".html"))
    assert (once.status, once.headers["location"]) == (301, original.url)
    assert original.url in {record["url"] for record in replica.truth()}


def test_a_toneless_title_stands_alone_before_the_caption(replica: Replica) -> None:
    original, page = told(replica, "hop-tac-ra-pha-bom-min-na-uy-2017")
    lines = [
        node.text(strip=True)
        for node in page.css(".viewsDtailContent > p, .viewsDtailContent .MASTERCMS_TPL_TABLE td")
        if node.text(strip=True)
    ]
    place = next(number for number, line in enumerate(lines) if slugify(line) == original.slug)
    assert lines[place].isascii()
    assert lines[place + 1].startswith("Hai đoàn tại buổi làm việc")


def test_lists_hide_an_address_that_robots_txt_closes(replica: Replica) -> None:
    field = tree(ask(replica, "https://baoquocte.vn/the-gioi")).css_first("input.__MB_NEXT_URL")
    assert field is not None
    address = field.attributes["value"] or ""
    assert address.startswith("https://baoquocte.vn/apicenter@/article_lm&")
    assert "article-link" in ask(replica, address).text


@pytest.mark.parametrize("host", ["baoquocte.vn", "en.baoquocte.vn"])
def test_robots_txt_closes_tags_the_print_view_and_the_like(replica: Replica, host: str) -> None:
    text = ask(replica, f"https://{host}/robots.txt").text
    closed = re.findall(r"^Disallow: (.+)$", text, re.MULTILINE)
    assert set(FORBIDDEN) <= set(closed)
    assert "Allow:" not in text.replace("Disallow:", "")


def test_every_sections_feed_has_the_same_items(replica: Replica) -> None:
    def links(path: str) -> list[str]:
        channel = ET.fromstring(ask(replica, f"https://baoquocte.vn/rss_feed/{path}").text)  # noqa: S314 - our own
        return [item.findtext("link") or "" for item in channel.findall("./channel/item")]

    root = links("")
    assert len(root) == 25
    assert links("the-thao") == links("bien-dong-247") == links("the-gioi/ho-so") == root


def test_one_feed_has_whole_bodies_with_their_punctuation(replica: Replica) -> None:
    name = "{http://purl.org/rss/1.0/modules/content/}encoded"
    bodies = {}
    for host in ("baoquocte.vn", "en.baoquocte.vn"):
        channel = ET.fromstring(ask(replica, f"https://{host}/rss_feed/").text)  # noqa: S314 - our own
        bodies[host] = [item.findtext(name) for item in channel.findall("./channel/item")]
    assert set(bodies["baoquocte.vn"]) == {None}
    assert all(body and "</p>" in body and "." in body for body in bodies["en.baoquocte.vn"])


def test_teaser_pictures_end_in_the_time_of_publication_behind_up_to_two_question_marks(replica: Replica) -> None:
    sources = [node.attributes["data-src"] or "" for node in tree(ask(replica, "https://baoquocte.vn/tin-moi")).css(".bx-listing img")]
    assert {source.count("?") for source in sources} == {1, 2}
    assert all(re.fullmatch(r"\d{12}", source.rpartition("?")[2]) for source in sources)
