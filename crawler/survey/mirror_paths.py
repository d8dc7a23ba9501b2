"""The mirror's languages and forms of addresses, and what an address answers at which nothing stands."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from crawler.page import Failure
from crawler.reading.links import host_of, path_of
from crawler.reading.markup import text_of
from crawler.reading.stand_in import stand_in
from crawler.sites import address, site_of
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import in_frame
from crawler.survey.mirror_lists import PAGES, ROOT, SITE, is_absent, says_missing
from crawler.survey.tables import LABELS, MIRROR

if TYPE_CHECKING:
    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?")
# A title has more words than the name of a section or of a page about the site; once or twice a segment may be a slip.
_MOST_WORDS, _SLIPS = 5, 2


def check(sample: Sample) -> list[Finding]:
    """Compare what the data say of paths with the links of the pages."""
    found = Findings(SITE, MIRROR, "Languages and addresses of the mirror")
    _codes(found, sample)
    _declared(found, sample)
    _segments(found, sample)
    _menus(found, sample)
    _missing(found, sample)
    return found.all


def _links(answer: Answer) -> set[str]:
    """Return the addresses on the mirror that a page, feed or sitemap names."""
    links = [*answer.links, *answer.hrefs("link[hreflang]")] if answer.purpose in PAGES else []
    links += [teaser.address.url for teaser in answer.teasers]
    return {link for link in links if host_of(link) in MIRROR.data["hosts"]}


def _codes(found: Findings, sample: Sample) -> None:
    """The codes that begin paths: of links, of hreflang, of sitemaps."""
    data = MIRROR.data
    firsts = (path_of(link).split("/")[0] for answer in sample.of(*PAGES, "sitemap", "day-map", "feed") for link in _links(answer))
    seen = Counter(code for code in firsts if _CODE.fullmatch(code))
    for code in data["languages_seen"]:
        found.shown(seen[code] or code == data["origin_language"], "languages_seen", code, f"{seen[code]} links", "no link")
    for code in data["languages_expected"]:
        found.shown(seen[code], "languages_expected", code, f"it is there now: {seen[code]} links", "no link")
    for code in set(seen).difference(data["languages_seen"], data["languages_expected"], data["reserved"]):
        found.fails("languages_seen", "", "a language that the data do not have", found=f'"{code}" ({seen[code]} links)')


def _declared(found: Findings, sample: Sample) -> None:
    """A page in a language says that it is in it."""
    place = in_code("crawler/sites/mirror.py", "def language_tag")
    for answer in sample.of("page", "language-front"):
        where = address(answer.url)
        code = where.language if where is not None else path_of(answer.url).split("/")[0]
        node = answer.tree.css_first("html[lang]")
        lang = (node.attributes.get("lang") or "").lower() if node is not None else ""
        # A code that the data do not have may be spelled as nobody expects; it is named for being unknown.
        if lang and code.lower() in MIRROR.data["languages_seen"] and not is_absent(answer):
            good, said = lang.split("-")[0] == code.lower().split("-")[0], f'/{code} says lang="{lang}"'
            found.judged(good, "a page says its path's language", "", said, found=said, url=answer.url, place=place)


def _segments(found: Findings, sample: Sample) -> None:
    """First segments of two that are no language."""
    data = MIRROR.data
    paths = [path_of(link).split("/") for answer in sample.of(*PAGES) for link in answer.links if host_of(link) in data["hosts"]]
    bare = (path[1:] if path[0] in data["languages_seen"] else path for path in paths)
    segments = Counter(path[0] for path in bare if path[1:])
    for segment in data["reserved"]:
        found.shown(segments[segment], "reserved", segment, f"begins {segments[segment]} links", "begins no link")
    for segment in set(segments).difference(data["reserved"]):
        if segments[segment] > _SLIPS and not _CODE.fullmatch(segment):
            instead = f'"{segment}" ({segments[segment]} links)'
            found.fails("reserved", "", "a first segment that the data do not have begins lists", found=instead)


def _menus(found: Findings, sample: Sample) -> None:
    """Links of menus and foots that would be taken for articles."""
    for answer in sample.of(*PAGES):
        for node, link in zip(answer.tree.css("a[href]"), answer.links, strict=True):
            where = address(link) if in_frame(node) else None
            if where is not None and not _CODE.fullmatch(where.slug) and len(where.slug.split("-")) <= _MOST_WORDS:
                found.fails("not_articles", "", "a menu's link would be taken for an article", found=f'"{where.slug}"', url=link)


def _missing(found: Findings, sample: Sample) -> None:
    """What an address answers at which nothing stands, and whether the crawl would know it."""
    expected = MIRROR.data["missing"]["status"]
    for answer in sample.of("missing", host=ROOT, good=False):
        if answer.failure:
            found.unseen("missing.status", expected, answer.said)
            continue
        why = f"{answer.said} for an address at which nothing stands"
        found.judged(answer.status == expected, "missing.status", expected, why, found=f"status = {answer.status}", url=answer.asked)
        heading = answer.tree.css_first("h1, h2, title")
        text = text_of(heading)[:80] if heading is not None else ""
        if text:
            doubt = "" if _is_refused(answer) else ", which would be read as an article"
            why = f"“{text}” heads the page of an empty address{doubt}"
            found.of(LABELS).judged(says_missing(text), "text.not_found", "", why, found=f"“{text}”", url=answer.asked)


def _is_refused(answer: Answer) -> bool:
    """Tell whether the crawl would not take a page for an article."""
    site = site_of(answer.url)
    read = site.read_article(answer.url, answer.body, answer.charset) if site is not None else None
    return read is None or isinstance(read, Failure) or stand_in(read.headline, read.paragraphs()) is not None
