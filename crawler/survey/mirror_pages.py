"""The mirror's article pages: markup, metadata, and the lines around the text, in whatever language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from crawler.page import Failure, Page
from crawler.reading.any_layout.vocabulary import vocabulary_of
from crawler.reading.links import host_of
from crawler.reading.markup import meta_of, text_of
from crawler.reading.outline import Line, outline
from crawler.sites import address, site_of
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, inside, missed, own_names, selector_of, showing, size_of_text, text_holder
from crawler.survey.mirror_addresses import SITE
from crawler.survey.tables import LABELS, MIRROR, SLOTS
from crawler.survey.truths import ARTICLES, Truths, truths_of
from crawler.text.ad_slots import SlotFinder
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from crawler.page import Address
    from crawler.survey.findings import Finding
    from crawler.survey.guesses import Table
    from crawler.survey.sample import Answer, Sample

_SOURCE = re.compile(r"^\s*(?P<label>[^:：]{1,40}?)\s*[:：]\s*(?P<url>https?://\S+)")
_COUNTER = re.compile(r"^\s*(?P<label>[^()（）\d]{2,30}?)\s*[(（]\s*\d+\s*[)）]\s*$")
_SLOT = re.compile(r"[\[［【(（]\s*[^\W\d][^\[\]［］()（）]{0,30}?[ _＿-]?\d{1,2}\s*[\]］】)）]\s*\.?$")
_ANY_DATE = re.compile(r"(?<!\d)(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4}|\d{4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)\d{2}/\d{2}/\d{4}(?!\d)")
_LICENCE = re.compile(r"\d+\s*[/-]\s*GP\b|\bGP\s*[/-]")
_LONGEST_MASTHEAD = 90
_LIKE = 0.6
_WORDS = vocabulary_of(MIRROR.data)


@dataclass(slots=True)
class Seen:
    """An article's page. ``page`` is what the crawl reads of it, ``lines`` its text as the eye sees it."""

    answer: Answer
    where: Address
    truths: Truths
    page: Page
    lines: list[Line]

    @property
    def tree(self) -> LexborHTMLParser:
        """The page's tree."""
        return self.answer.tree


def check(sample: Sample) -> list[Finding]:
    """Compare markup, metadata and words of every article page that came with the data."""
    found = Findings(SITE, MIRROR, "Article pages of the mirror")
    pages = []
    for answer in sample.of("page"):
        where, site = address(answer.url), site_of(answer.url)
        read = site.read_article(answer.url, answer.body, answer.charset) if site is not None and where is not None else None
        body = answer.tree.body
        if where is None or body is None or read is None or isinstance(read, Failure):
            reason = f"{read.kind.value}: {read.reason}" if isinstance(read, Failure) else "no article's address"
            found.unseen("a page that was asked for", answer.url, f"is no article ({reason})", place=in_code("crawler/sites/mirror.py", "def read_article"))
            continue
        pages.append(Seen(answer, where, truths_of(answer, sample, where.key), read, [line for line in outline(body).items if isinstance(line, Line)]))
    _markup(found, pages)
    _metadata(found, pages, sample)
    found.group = "Lines of the mirror's pages"
    for page in pages:
        _source(found, page)
        _masthead(found, page)
        _counter(found, page)
        _slots(found, page)
        _imprint(found, page)
        _furniture(found, page)
    _unseen(found, pages)
    return found.all


def _of(found: Findings, table: Table) -> Findings:
    """Collect into the same list for another table."""
    return Findings(found.site, table, found.group, found.all)


def _markup(found: Findings, pages: list[Seen]) -> None:
    data = MIRROR.data["markup"]
    today = [page for page in pages if any(page.tree.css_first(selector) is not None for selector in data["pages"])]
    for selector in data["pages"]:
        hit = any(page.tree.css_first(selector) is not None for page in pages)
        (found.holds if hit else found.unseen)("markup.pages", selector, "is on the pages" if hit else "on none of the pages")
    if pages and not today:
        found.fails("markup.pages", data["pages"][0], "no page has a sign of today's markup", found=selector_of(pages[0].tree.css_first("body > *") or pages[0].tree.css("*")[0]), url=pages[0].answer.url)
    hits = {selector: [page for page in pages if page.tree.css_first(selector) is not None] for selector in data["body"]}
    for selector, on in hits.items():
        (found.holds if on else found.unseen)("markup.body", selector, f"on {len(on)} of {len(pages)} pages" if on else "on none of the pages")
    unseen = [selector for selector, on in hits.items() if not on]
    for page in today or pages[:1]:
        holder = text_holder(page.tree, lambda node: any(outer.tag in ("header", "footer", "nav") for outer in ancestors(node)))
        known = [node for selector in data["body"] for node in page.tree.css(selector)]
        if holder is None or not unseen or any(node.mem_id == holder.mem_id for node in known):
            continue
        named = [node for node in ancestors(holder) if own_names(node) and not any(inner.mem_id == node.mem_id for inner in known)]
        named = [node for node in named if size_of_text(node) <= 1.5 * size_of_text(holder) and not any(inside(inner, [node]) for inner in known)]
        if named:
            found.fails("markup.body", unseen[0], "is on no page; the text stands in another element", found=selector_of(named[0]), url=page.answer.url, names=missed(page.tree, unseen[0]))
    for page in pages:
        wanted = page.truths.headline
        nodes = [node for selector in data["headline"] for node in page.tree.css(selector)]
        good = any(letters_only(wanted) in letters_only(text_of(node)) for node in nodes)
        if wanted:
            shown = showing(page.tree, wanted)
            found.judged(good=good, key="markup.headline", value=data["headline"][0], why="shows the title of the page's metadata" if good else "does not show the title", found=selector_of(shown) if shown is not None else "", url=page.answer.url)


def _metadata(found: Findings, pages: list[Seen], sample: Sample) -> None:
    """hreflang, JSON-LD, slugs and pictures."""
    data = MIRROR.data
    named = [(page, urljoin(page.answer.url, node.attributes.get("href") or "")) for page in pages for node in page.tree.css("link[hreflang]")]
    expected = data["markup"]["hreflang"]
    if pages and (not named or named):
        good = bool(named) == expected
        found.judged(good=good, key="markup.hreflang", value=str(expected).lower(), why=f"{len({page.where.key for page, _ in named})} of {len(pages)} pages name their translations", found=f"hreflang = {str(bool(named)).lower()}", url=pages[0].answer.url)
    others = [(page, link) for page, link in named if (where := address(link)) is None or where.slug != page.where.slug]
    if named:
        found.judged(good=not others, key="a story has one slug in every language", value="", why=f"{len(named)} links of hreflang", found=others[0][1] if others else "", url=named[0][0].answer.url, place=in_code("crawler/sites/mirror.py", "def translation"))
    kinds = sorted({kind for page in pages for kind in page.truths.types})
    typed = [page for page in pages if not set(ARTICLES).isdisjoint(page.truths.types)]
    if pages:
        wanted = data["markup"]["json_ld"][0]
        if kinds or not typed:
            (found.holds if wanted in kinds else found.unseen if not kinds else found.fails)("markup.json_ld", wanted, f"types on the pages: {', '.join(kinds) or 'none'}")
    hosts = data["images"]["hosts"]
    for page in pages:
        for url in _pictures(page):
            host = host_of(url)
            found.judged(good=host in hosts, key="images.hosts", value=host if host in hosts else "", why="pictures come from there", found=f'"{host}"', url=page.answer.url)
            for name, value in re.findall(r"[?&](\w+)=(\d{8,14})(?=&|$)", url):
                known = name in data["images"]["stamps"]
                found.judged(good=known, key="images.stamps", value=name if known else "", why=f"pictures end in ?{name}={value}", found=f'"{name}"', url=page.answer.url)
    for answer in sample.of("category", "front", "page"):
        _late_pictures(_of(found, LABELS), answer)


def _pictures(page: Seen) -> list[str]:
    holder = text_holder(page.tree)
    nodes = holder.css("img") if holder is not None else []
    names = LABELS.data["images"]["sources"]
    values = [next((value for name in names if (value := node.attributes.get(name)) and not value.startswith("data:")), "") for node in nodes]
    social = meta_of(page.tree).first("og:image")
    return [urljoin(page.answer.url, value) for value in (*values, social or "") if value]


def _late_pictures(found: Findings, answer: Answer) -> None:
    """The attribute that holds a picture's address until a script loads it."""
    names = LABELS.data["images"]["sources"]
    for node in answer.tree.css("img"):
        for name, value in node.attributes.items():
            if name.startswith("data-") and value and re.search(r"^(?:https?:)?/.*\.(?:jpe?g|png|webp)", value):
                found.judged(good=name in names, key="images.sources", value=name if name in names else "", why="holds addresses of pictures", found=f'"{name}"', url=answer.url)


def _source(found: Findings, page: Seen) -> None:
    """The line that names the original: a label, a colon, the original's address."""
    labels = _of(found, LABELS)
    for line in page.lines:
        match = _SOURCE.match(line.text)
        if match is None:
            continue
        url, label = match["url"], match["label"].strip()
        host, theirs = host_of(url), address(url)
        article = theirs is not None or re.search(r"\d{4,}\.(?:html?|htm|ldo|vnp|epi)$|-\d{4,}", urlsplit(url).path) is not None
        if host in MIRROR.data["hosts"] or not article or host.endswith(".gov.vn"):
            continue
        known = letters_only(label) in _WORDS.source
        labels.judged(good=known, key="labels.source", value=_spelled(LABELS.data["labels"]["source"], label) if known else "", why=f"“{line.text[:70]}” (/{page.where.language})", found=f"“{label}” (/{page.where.language})", url=page.answer.url)
        ours = slug_of(url) == page.where.slug
        if ours and host not in _foreign():
            good = host in MIRROR.data["publisher"]["ours_hosts"]
            found.judged(good=good, key="publisher.ours_hosts", value=host if good else "", why="source lines of this story lead there", found=f'"{host}"', url=page.answer.url)
        if host in MIRROR.data["publisher"]["ours_hosts"]:
            place = in_code("crawler/sites/mirror.py", "def translation")
            found.judged(good=ours, key="the slug is the original's without its number", value="", why=f"{slug_of(url)[:60]}", found=f"{slug_of(url)} became {page.where.slug}", url=page.answer.url, place=place)


def _foreign() -> set[str]:
    return {name.lower() for names in MIRROR.data["publisher"]["foreign"].values() for name in names if "." in name}


def slug_of(url: str) -> str:
    """Return the slug of a newspaper's address, without its number."""
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].lower()
    return re.sub(r"(?:-\d+)?\.\w+$|-\d+$", "", re.sub(r"(-\d{4,7})\1(\.\w+)?$", r"\1\2", last))


def _spelled(words: list[str], label: str) -> str:
    return next((word for word in words if letters_only(word) == letters_only(label)), "")


def _masthead(found: Findings, page: Seen) -> None:
    """Publisher and date under the title: ``Báo Tuổi TrẻBáo Tuổi Trẻ24/10/2024``."""
    start = next((number for number, line in enumerate(page.lines) if line.heading and letters_only(page.page.headline) in letters_only(line.text)), 0)
    for line in page.lines[start + 1 : start + 8]:
        shown = _ANY_DATE.search(line.text)
        if shown is None or len(line.text) > _LONGEST_MASTHEAD:
            continue
        good = _DAY_FIRST.search(line.text) is not None
        form = MIRROR.data["markup"]["date"]
        found.judged(good=good, key="markup.date", value=form, why=f"“{line.text[:70]}”", found=f"dates look like {shown[0]}", url=page.answer.url)
        name = line.text[: shown.start()].strip(" -–—|·•,")
        half = len(name) // 2
        name = name[:half].strip() if letters_only(name[:half]) == letters_only(name[half:]) else name
        if len(name) > 2:  # noqa: PLR2004
            _publisher(found, page, name)
        return


def _publisher(found: Findings, page: Seen, name: str) -> None:
    data = MIRROR.data["publisher"]
    known = _WORDS.publisher(name)
    ours = any(host in page.answer.text for host in data["ours_hosts"])
    if known is not None:
        own = _spelled([*data["ours_names"]], name)
        key = "publisher.ours_names" if known == data["ours"] else f"publisher.foreign.{known}"
        found.holds(key, own, f"“{name}” stands beside the date", url=page.answer.url)
    else:
        found.fails("publisher.ours_names" if ours else "publisher.foreign", "", "another name stands beside the date", found=f'"{name}"', url=page.answer.url)


def _counter(found: Findings, page: Seen) -> None:
    """The comment counter: a short label and a number in brackets, at the end."""
    labels = _of(found, LABELS)
    for line in reversed(page.lines):
        match = _COUNTER.match(line.text)
        if match is not None:
            label = match["label"]
            known = letters_only(label) in _WORDS.comment
            labels.judged(good=known, key="labels.comment", value=_spelled(LABELS.data["labels"]["comment"], label) if known else "", why=f"“{line.text}” (/{page.where.language})", found=f"“{label}” (/{page.where.language})", url=page.answer.url)
            return


def _slots(found: Findings, page: Seen) -> None:
    """Ad slots: shapes at the end of a line that the crawl does not know for slots."""
    slots = _of(found, SLOTS)
    texts = [line.text for line in page.lines]
    finder = SlotFinder(texts)
    for text in texts:
        shape = _SLOT.search(text)
        if shape is None or re.search(r"\(\d+\)$", text) or _COUNTER.match(text):
            continue
        if finder.number(text) is not None:
            slots.holds("ad_words", shape[0], f"an ad slot (/{page.where.language})", url=page.answer.url, place=SLOTS.place("ad_words"))
        elif shape[0][0] in "[［【":
            slots.fails("ad_words", "", "what looks like an ad slot is not known for one", found=f"“{shape[0]}” (/{page.where.language})", url=page.answer.url)


def _imprint(found: Findings, page: Seen) -> None:
    """The beginnings of the platform's imprint, and its licence."""
    data = MIRROR.data["imprint"]
    texts = [unicodedata.normalize("NFC", line.text) for line in page.lines[-40:]]
    for beginning in data["beginnings"]:
        hit = next((text for text in texts if text.startswith(beginning)), None)
        if hit is not None:
            found.holds("imprint.beginnings", beginning, f"“{hit[:60]}”", url=page.answer.url)
    for text in texts:
        if re.search(data["licence"], text):
            found.holds("imprint.licence", data["licence"], f"“{text[:60]}”", url=page.answer.url)
        elif _LICENCE.search(text) and len(text) < 2 * _LONGEST_MASTHEAD and "http" not in text:
            found.fails("imprint.licence", data["licence"], "a licence has another form", found=f"“{text[:80]}”", url=page.answer.url)


def _furniture(found: Findings, page: Seen) -> None:
    """Site line, headings of related boxes, share rows, copyright."""
    title = page.tree.css_first("title")
    text = text_of(title) if title is not None else ""
    rest = text.replace(page.page.headline, "", 1).strip(" -–—|·»:") if page.page.headline in text else ""
    if rest:
        known = [line for line in (*MIRROR.data["site"]["lines"], *MIRROR.data["hosts"]) if line.lower().rstrip(" -–|") in rest.lower()]
        found.judged(good=bool(known), key="site.lines", value=known[0] if known and known[0] in MIRROR.data["site"]["lines"] else "", why=f"“{rest[:60]}” is added to titles", found=f"“{rest}”", url=page.answer.url)
    name = meta_of(page.tree).first("og:site_name")
    if name:
        good = letters_only(name) in _WORDS.platform
        found.judged(good=good, key="site.names", value=_spelled(MIRROR.data["site"]["names"], name) if good else "", why=f"og:site_name is “{name}”", found=f"“{name}”", url=page.answer.url)
    labels = _of(found, LABELS)
    for node in page.tree.css("ul, ol"):
        links = [where for link in node.css("a[href]") if (where := address(urljoin(page.answer.url, link.attributes.get("href") or ""))) is not None and where.key != page.where.key]
        before = node.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        if len(links) < 2 or before is None or any(outer.tag in ("nav", "header", "footer") for outer in ancestors(node)):  # noqa: PLR2004
            continue
        heading = text_of(before)
        if 2 < len(heading) < 40:  # noqa: PLR2004 - a label
            known_label = letters_only(heading) in _WORDS.related
            labels.judged(good=known_label, key="labels.related", value=_spelled(LABELS.data["labels"]["related"], heading) if known_label else "", why=f"“{heading}” heads a box of other articles (/{page.where.language})", found=f"“{heading}” (/{page.where.language})", url=page.answer.url)
    for node in page.tree.css("a[href]"):
        href = node.attributes.get("href") or ""
        host = host_of(href)
        if re.search(r"shar|intent|submit", urlsplit(href).path) and host and host not in MIRROR.data["hosts"]:
            good = _WORDS.social.search(href) is not None
            labels.judged(good=good, key="links.social", value=_spelled(LABELS.data["links"]["social"], host.removeprefix("www.")) if good else "", why="a share row leads there", found=f'"{host}"', url=page.answer.url)


def _unseen(found: Findings, pages: list[Seen]) -> None:
    """Guesses of which no page showed anything; and imprints in which a known line has become another."""
    data = MIRROR.data
    seen = {(finding.guess, finding.value) for finding in found.all}
    texts = [unicodedata.normalize("NFC", line.text) for page in pages for line in page.lines[-40:]]
    for beginning in data["imprint"]["beginnings"]:
        if ("imprint.beginnings", beginning) in seen:
            continue
        like = next((text for text in texts if text and SequenceMatcher(None, beginning, text[: len(beginning)]).ratio() >= _LIKE and not text.startswith(tuple(data["imprint"]["beginnings"]))), None)
        if like is not None:
            found.fails("imprint.beginnings", beginning, "begins no line; one is like it", found=f"“{like[:60]}”")
        else:
            found.unseen("imprint.beginnings", beginning, "begins no line of the sample")
    for key, values in (("publisher.ours_names", data["publisher"]["ours_names"]), ("publisher.ours_hosts", data["publisher"]["ours_hosts"]), ("images.hosts", data["images"]["hosts"]), ("site.lines", data["site"]["lines"]), ("site.names", data["site"]["names"])):
        for value in values:
            if (key, value) not in seen:
                found.unseen(key, value, "on none of the pages")
    if ("imprint.licence", data["imprint"]["licence"]) not in seen:
        found.unseen("imprint.licence", data["imprint"]["licence"], "on none of the pages")
