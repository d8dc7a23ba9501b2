"""The lines around the text of the mirror's pages, in whatever language: source, publisher and date, counter, ad slots, imprint, boxes."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.reading.any_layout.vocabulary import vocabulary_of
from crawler.reading.links import host_of
from crawler.reading.markup import meta_of, text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import element_before, in_frame
from crawler.survey.mirror_lists import ANY_DATE, DAY_FIRST, SITE
from crawler.survey.mirror_pages import pages_of
from crawler.survey.tables import LABELS, MIRROR, SLOTS
from crawler.text.ad_slots import SlotFinder
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.survey.findings import Finding
    from crawler.survey.mirror_pages import Seen
    from crawler.survey.sample import Sample

_SOURCE = re.compile(r"^\s*(?P<label>[^:：]{1,40}?)\s*[:：]\s*(?P<url>https?://\S+)")
_ARTICLE = re.compile(r"\d{4,}\.(?:html?|ldo|vnp|epi)$|-\d{4,}")
_COUNTER = re.compile(r"^\s*(?P<label>[^()（）\d]{2,30}?)\s*[(（]\s*\d+\s*[)）]\s*$")
_SLOT = re.compile(r"[\[［【(（]\s*[^\W\d][^\[\]［］()（）]{0,30}?[ _＿-]?\d{1,2}\s*[\]］】)）]\s*\.?$")
_LICENCE = re.compile(r"\d+\s*[/-]\s*GP\w*")
_SHARE = re.compile(r"shar|intent|submit")
_SIGNS = " -–—|·»•:,"
_LONGEST_MASTHEAD, _MASTHEAD_LINES, _LAST_LINES = 90, 8, 40
_SHORTEST_LABEL, _LONGEST_LABEL, _FEWEST_LINKS = 3, 40, 2
_LIKE = 0.6
VOCABULARY = vocabulary_of(MIRROR.data)


def check(sample: Sample) -> list[Finding]:
    """Compare the words and forms of every article page that came with the data."""
    found = Findings(SITE, MIRROR, "Lines of the mirror’s pages")
    pages = pages_of(sample)
    for page in pages:
        for look in (_sources, _masthead, _counter, _slots, _imprint, _titles, _related, _social):
            look(found, page)
    _gone(found, pages)
    _unseen(found)
    return found.all


def spelled(words: Iterable[str], label: str) -> str:
    """Return the word of a list that is a label, however it is spelled; empty where none is."""
    return next((word for word in words if letters_only(word) == letters_only(label)), "")


def _label(found: Findings, page: Seen, key: str, label: str, line: str) -> None:
    """Hold a label of a page against the words that the data have for it."""
    table, _, name = key.partition(".")
    known = spelled(LABELS.data[table][name], label)
    where = f"(/{page.where.language})"
    found.of(LABELS).listed(known, key, known, f"“{line[:70]}” {where}", found=f"“{label}” {where}", url=page.answer.url)


def _sources(found: Findings, page: Seen) -> None:
    """The line that names the original: a label, a colon, the original's address."""
    for line in page.lines:
        match = _SOURCE.match(line.text)
        host = host_of(match["url"]) if match is not None else ""
        strange = host and host not in MIRROR.data["hosts"] and not host.endswith(tuple(LABELS.data["links"]["offices"]))
        if match is not None and strange and (address(match["url"]) is not None or _ARTICLE.search(urlsplit(match["url"]).path)):
            _label(found, page, "labels.source", match["label"], line.text)
            _original(found, page, match["url"], host)


def _original(found: Findings, page: Seen, url: str, host: str) -> None:
    """An original of ours stands on one of the paper's hosts, and has the mirror's slug."""
    known = MIRROR.data["publisher"]["ours_hosts"]
    slug = slug_of(url)
    if slug in page.originals:
        why = "source lines of this story lead there"
        found.listed(host in known, "publisher.ours_hosts", host, why, found=f'"{host}"', url=page.answer.url)
    if host in known:
        place, instead = in_code("crawler/sites/mirror.py", "def translation"), f"{slug} became {page.where.slug}"
        good = slug == page.where.slug
        found.judged(good, "the slug is the original's without its number", "", slug[:60], found=instead, url=page.answer.url, place=place)


def slug_of(url: str) -> str:
    """Return the slug of a newspaper's address, without its number."""
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].lower()
    return re.sub(r"(?:-\d+)?\.\w+$|-\d+$", "", re.sub(r"(-\d{4,7})\1(\.\w+)?$", r"\1\2", last))


def _masthead(found: Findings, page: Seen) -> None:
    """Publisher and date under the title: ``Báo Tuổi TrẻBáo Tuổi Trẻ24/10/2024``."""
    title = letters_only(page.headline)
    start = next((number for number, line in enumerate(page.lines) if line.heading and title in letters_only(line.text)), 0)
    lines = [line.text for line in page.lines[start + 1 : start + _MASTHEAD_LINES] if len(line.text) <= _LONGEST_MASTHEAD]
    dated = next(((text, shown) for text in lines if (shown := ANY_DATE.search(text)) is not None), None)
    if dated is None:
        return
    text, shown = dated
    form, instead = MIRROR.data["markup"]["date"], f"dates look like {shown[0]}"
    found.judged(DAY_FIRST.search(text), "markup.date", form, f"“{text}”", found=instead, url=page.answer.url)
    name = text[: shown.start()].strip(_SIGNS)
    half = len(name) // 2
    name = name[:half].strip() if letters_only(name[:half]) == letters_only(name[half:]) else name
    if len(name) >= _SHORTEST_LABEL:
        _publisher(found, page, name)


def _publisher(found: Findings, page: Seen, name: str) -> None:
    data = MIRROR.data["publisher"]
    known = VOCABULARY.publisher(name)
    if known is not None:
        key = "publisher.ours_names" if known == data["ours"] else f"publisher.foreign.{known}"
        found.holds(key, spelled(data["ours_names"], name), f"“{name}” stands beside the date", url=page.answer.url)
        return
    ours = any(host in page.answer.text for host in data["ours_hosts"])
    key = "publisher.ours_names" if ours else "publisher.foreign"
    found.fails(key, "", "another name stands beside the date", found=f'"{name}"', url=page.answer.url)


def _counter(found: Findings, page: Seen) -> None:
    """The comment counter: a short label and a number in brackets, at the end."""
    match = next((match for line in reversed(page.lines) if (match := _COUNTER.match(line.text)) is not None), None)
    if match is not None:
        _label(found, page, "labels.comment", match["label"], match[0])


def _slots(found: Findings, page: Seen) -> None:
    """Ad slots: shapes at the end of a line that the crawl does not know for slots."""
    slots, texts = found.of(SLOTS), [line.text for line in page.lines]
    finder, where = SlotFinder(texts), f"(/{page.where.language})"
    for text in texts:
        shape = _SLOT.search(text)
        if shape is None or _COUNTER.match(text):
            continue
        if finder.number(text) is not None:
            slots.holds("ad_words", shape[0], f"an ad slot {where}", url=page.answer.url)
        elif shape[0][0] not in "(（":
            instead = f"“{shape[0]}” {where}"
            slots.fails("ad_words", "", "what looks like an ad slot is not known for one", found=instead, url=page.answer.url)


def _last_lines(page: Seen) -> list[str]:
    return [unicodedata.normalize("NFC", line.text) for line in page.lines[-_LAST_LINES:]]


def _imprint(found: Findings, page: Seen) -> None:
    """The beginnings of the platform's imprint, and its licence."""
    data = MIRROR.data["imprint"]
    for text in _last_lines(page):
        beginning = next((beginning for beginning in data["beginnings"] if text.startswith(beginning)), None)
        if beginning is not None:
            found.holds("imprint.beginnings", beginning, f"“{text[:60]}”", url=page.answer.url)
        if _LICENCE.search(text) and len(text) < 2 * _LONGEST_MASTHEAD and "http" not in text:
            good = re.search(data["licence"], text)
            found.judged(good, "imprint.licence", data["licence"], f"“{text[:80]}”", found=f"“{text[:80]}”", url=page.answer.url)


def _titles(found: Findings, page: Seen) -> None:
    """What the site adds to titles, and how it names itself."""
    data = MIRROR.data["site"]
    title = page.tree.css_first("title")
    text = text_of(title) if title is not None else ""
    rest = text.replace(page.headline, "", 1).strip(_SIGNS) if page.headline in text else ""
    if rest:
        known = next((line for line in (*data["lines"], *MIRROR.data["hosts"]) if line.lower().rstrip(" -–|") in rest.lower()), "")
        value = known if known in data["lines"] else ""
        found.listed(known, "site.lines", value, f"“{rest[:60]}” is added to titles", found=f"“{rest}”", url=page.answer.url)
    name = meta_of(page.tree).first("og:site_name")
    if name:
        good, value = letters_only(name) in VOCABULARY.platform, spelled(data["names"], name)
        found.listed(good, "site.names", value, f"og:site_name is “{name}”", found=f"“{name}”", url=page.answer.url)


def _related(found: Findings, page: Seen) -> None:
    """The heading over a list of other articles."""
    for node in page.tree.css("ul, ol"):
        links = [address(link) for link in page.answer.hrefs_in(node)]
        others = [where for where in links if where is not None and where.key != page.where.key]
        before = element_before(node)
        heading = text_of(before) if before is not None and len(others) >= _FEWEST_LINKS and not in_frame(node) else ""
        if _SHORTEST_LABEL <= len(heading) < _LONGEST_LABEL:
            _label(found, page, "labels.related", heading, heading)


def _social(found: Findings, page: Seen) -> None:
    """Where share rows lead."""
    for link in page.answer.links:
        host = host_of(link)
        if host and host not in MIRROR.data["hosts"] and _SHARE.search(urlsplit(link).path):
            good, value = VOCABULARY.social.search(link), spelled(LABELS.data["links"]["social"], host.removeprefix("www."))
            found.of(LABELS).listed(good, "links.social", value, "a share row leads there", found=f'"{host}"', url=page.answer.url)


def _gone(found: Findings, pages: list[Seen]) -> None:
    """Known beginnings of the imprint that begin no line; one that begins much like it has taken its place."""
    beginnings = MIRROR.data["imprint"]["beginnings"]
    seen = {finding.value for finding in found.all if finding.guess == "imprint.beginnings"}
    gone = [beginning for beginning in beginnings if beginning not in seen]
    strange = dict.fromkeys(text for page in pages for text in _last_lines(page) if text and not text.startswith(tuple(beginnings)))
    for text in strange:
        ratio, beginning = max(((SequenceMatcher(None, one, text[: len(one)]).ratio(), one) for one in gone), default=(0.0, ""))
        if ratio >= _LIKE:
            found.fails("imprint.beginnings", beginning, "begins no line; one is like it", found=f"“{text[:60]}”")
    for beginning in gone:
        found.unseen("imprint.beginnings", beginning, "begins no line of the sample")


def _unseen(found: Findings) -> None:
    """Guesses of which no page showed anything."""
    data = MIRROR.data
    for table, names in (("publisher", ("ours_names", "ours_hosts")), ("site", ("lines", "names"))):
        for name in names:
            for value in data[table][name]:
                found.unseen(f"{table}.{name}", value, "on none of the pages")
    found.unseen("imprint.licence", data["imprint"]["licence"], "on none of the pages")
