"""The mirror's article pages: markup, metadata, and the lines around the text, in whatever language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from crawler.page import Failure
from crawler.reading.any_layout.vocabulary import vocabulary_of
from crawler.reading.links import host_of
from crawler.reading.markup import meta_of, text_of
from crawler.reading.outline import Line, outline
from crawler.sites import address, site_of
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, inside, missed, own_names, selector_of, showing, size_of_text, text_holder
from crawler.survey.mirror_addresses import ANY_DATE, DAY_FIRST, SITE, is_absent
from crawler.survey.tables import LABELS, MIRROR, SLOTS
from crawler.survey.truths import ARTICLES, Truths, truths_of
from crawler.text.ad_slots import SlotFinder
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.page import Address
    from crawler.survey.findings import Finding
    from crawler.survey.guesses import Table
    from crawler.survey.sample import Answer, Sample

_SOURCE = re.compile(r"^\s*(?P<label>[^:：]{1,40}?)\s*[:：]\s*(?P<url>https?://\S+)")
_COUNTER = re.compile(r"^\s*(?P<label>[^()（）\d]{2,30}?)\s*[(（]\s*\d+\s*[)）]\s*$")
_SLOT = re.compile(r"[\[［【(（]\s*[^\W\d][^\[\]［］()（）]{0,30}?[ _＿-]?\d{1,2}\s*[\]］】)）]\s*\.?$")
_LICENCE = re.compile(r"\d+\s*[/-]\s*GP\w*")
_LONGEST_MASTHEAD = 90
_LIKE = 0.6
_NEARLY_ALL, _MOST_OF_TEXT = 0.9, 0.66
VOCABULARY = vocabulary_of(MIRROR.data)


@dataclass(slots=True)
class Seen:
    """An article's page. ``lines`` is its text as the eye sees it."""

    answer: Answer
    where: Address
    truths: Truths
    headline: str
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
        page = _seen(answer, sample)
        if page is None:
            found.unseen(
                "a page that was asked for", answer.url, "is no article", place=in_code("crawler/sites/mirror.py", "def read_article")
            )
        else:
            pages.append(page)
    _markup(found, pages)
    # The notice that there is nothing stands in an article's frame.
    _containers(found, [answer for answer in sample.of("page", "missing", good=False) if answer.status])
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


def _seen(answer: Answer, sample: Sample) -> Seen | None:
    """Look at a page, also at one that the crawl would refuse for its source or publisher; None for one that says that it is none."""
    where, site, body = address(answer.url), site_of(answer.url), answer.tree.body
    if where is None or site is None or body is None or is_absent(answer):
        return None
    read = site.read_article(answer.url, answer.body, answer.charset)
    known = truths_of(answer, sample, where.key)
    heading = answer.tree.css_first("h1, h2")
    headline = known.headline or (text_of(heading) if heading is not None else "") if isinstance(read, Failure) else read.headline
    return Seen(answer, where, known, headline, [line for line in outline(body).items if isinstance(line, Line)])


def is_an_article(answer: Answer) -> bool:
    """Tell whether a page is an article's and not a notice in its place."""
    return address(answer.url) is not None and not is_absent(answer)


def _of(found: Findings, table: Table) -> Findings:
    """Collect into the same list for another table."""
    return Findings(found.site, table, found.group, found.all)


def _markup(found: Findings, pages: list[Seen]) -> None:
    data = MIRROR.data["markup"]
    today = [page for page in pages if any(page.tree.css_first(selector) is not None for selector in data["pages"])]
    for selector in data["pages"]:
        hit = any(page.tree.css_first(selector) is not None for page in pages)
        found.shown(hit, "markup.pages", selector, "is on the pages", "on none of the pages")
    if pages and not today:
        found.fails(
            "markup.pages",
            data["pages"][0],
            "no page has a sign of today's markup",
            found=selector_of(pages[0].tree.css_first("body > *") or pages[0].tree.css("*")[0]),
            url=pages[0].answer.url,
        )
    for page in pages:
        wanted = page.truths.headline
        nodes = [node for selector in data["headline"] for node in page.tree.css(selector)]
        good = any(letters_only(wanted) in letters_only(text_of(node)) for node in nodes)
        if wanted:
            shown = showing(page.tree, wanted)
            found.judged(
                good,
                key="markup.headline",
                value=data["headline"][0],
                why="shows the title of the page's metadata" if good else "does not show the title",
                found=selector_of(shown) if shown is not None else "",
                url=page.answer.url,
            )


def _containers(found: Findings, answers: list[Answer]) -> None:
    """The elements that hold the text, the preferred ones first; in place of one that no page has stands what holds the text there."""
    data = MIRROR.data["markup"]
    hits = {selector: [answer for answer in answers if answer.tree.css_first(selector) is not None] for selector in data["body"]}
    for selector, on in hits.items():
        found.shown(on, "markup.body", selector, f"on {len(on)} of {len(answers)} pages", "on none of the pages")
    unseen = [selector for selector, on in hits.items() if not on]
    for answer in answers if unseen else ():
        if not any(answer.tree.css_first(selector) is not None for selector in data["pages"]):
            continue  # an older design
        known = [node for selector in data["body"] for node in answer.tree.css(selector)]
        node = _unknown_holder(answer, known)
        if node is not None:
            found.fails(
                "markup.body",
                unseen[0],
                "is on no page; the text stands in another element",
                found=selector_of(node),
                url=answer.url,
                names=missed(answer.tree, unseen[0]),
            )


def _unknown_holder(answer: Answer, known: list[LexborNode]) -> LexborNode | None:
    """Return an element with an unknown name that holds the text, or nearly all of what a known one holds."""
    numbers = {node.mem_id for node in known}
    for outer in known:
        for inner in outer.css("div, section, article"):
            alone = inner.parent is not None and inner.parent.mem_id == outer.mem_id and inner.mem_id not in numbers
            if alone and own_names(inner) and len(text_of(inner)) >= _NEARLY_ALL * len(text_of(outer)) > 0:
                return inner
    holder = text_holder(answer.tree, lambda node: any(outer.tag in ("header", "footer", "nav") for outer in ancestors(node)))
    if holder is None or holder.mem_id in numbers:
        return None
    named = (
        node
        for node in ancestors(holder)
        if own_names(node) and node.mem_id not in numbers and not any(inside(inner, [node]) for inner in known)
    )
    return next((node for node in named if size_of_text(node) <= size_of_text(holder) / _MOST_OF_TEXT), None)


def _metadata(found: Findings, pages: list[Seen], sample: Sample) -> None:
    """hreflang, JSON-LD, slugs and pictures."""
    data = MIRROR.data
    named = [
        (page, urljoin(page.answer.url, node.attributes.get("href") or "")) for page in pages for node in page.tree.css("link[hreflang]")
    ]
    expected = data["markup"]["hreflang"]
    if pages and (not named or named):
        good = bool(named) == expected
        found.judged(
            good,
            key="markup.hreflang",
            value=str(expected).lower(),
            why=f"{len({page.where.key for page, _ in named})} of {len(pages)} pages name their translations",
            found=f"hreflang = {str(bool(named)).lower()}",
            url=pages[0].answer.url,
        )
    others = [(page, link) for page, link in named if (where := address(link)) is None or where.slug != page.where.slug]
    if named:
        found.judged(
            not others,
            key="a story has one slug in every language",
            value="",
            why=f"{len(named)} links of hreflang",
            found=others[0][1] if others else "",
            url=named[0][0].answer.url,
            place=in_code("crawler/sites/mirror.py", "def translation"),
        )
    kinds = sorted({kind for page in pages for kind in page.truths.types})
    typed = [page for page in pages if not set(ARTICLES).isdisjoint(page.truths.types)]
    if pages:
        wanted = data["markup"]["json_ld"][0]
        if kinds:
            found.judged(
                wanted in kinds,
                key="markup.json_ld",
                value=wanted,
                why=f"types on the pages: {', '.join(kinds)}",
                found=", ".join(kinds),
                url=(typed or pages)[0].answer.url,
            )
        else:
            found.unseen("markup.json_ld", wanted, "no page has JSON-LD")
    hosts = data["images"]["hosts"]
    for page in pages:
        for url in _pictures(page):
            host = host_of(url)
            found.judged(
                host in hosts,
                key="images.hosts",
                value=host if host in hosts else "",
                why="pictures come from there",
                found=f'"{host}"',
                url=page.answer.url,
            )
            for name, value in re.findall(r"[?&](\w+)=(\d{8,14})(?=&|$)", url):
                known = name in data["images"]["stamps"]
                found.listed(
                    known,
                    key="images.stamps",
                    value=name,
                    why=f"pictures end in ?{name}={value}",
                    found=f'"{name}"',
                    url=page.answer.url,
                )
    for answer in sample.of("category", "front", "page"):
        _late_pictures(_of(found, LABELS), answer)


def _pictures(page: Seen) -> list[str]:
    holder = text_holder(page.tree)
    nodes = holder.css("img") if holder is not None else []
    names = LABELS.data["images"]["sources"]
    values = [
        next((value for name in names if (value := node.attributes.get(name)) and not value.startswith("data:")), "") for node in nodes
    ]
    social = meta_of(page.tree).first("og:image")
    return [urljoin(page.answer.url, value) for value in (*values, social or "") if value]


def _late_pictures(found: Findings, answer: Answer) -> None:
    """The attribute that holds a picture's address until a script loads it."""
    names = LABELS.data["images"]["sources"]
    for node in answer.tree.css("img"):
        for name, value in node.attributes.items():
            if name.startswith("data-") and value and re.search(r"^(?:https?:)?/.*\.(?:jpe?g|png|webp)", value):
                found.judged(
                    name in names,
                    key="images.sources",
                    value=name if name in names else "",
                    why="holds addresses of pictures",
                    found=f'"{name}"',
                    url=answer.url,
                )


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
        known = letters_only(label) in VOCABULARY.source
        labels.listed(
            known,
            key="labels.source",
            value=_spelled(LABELS.data["labels"]["source"], label),
            why=f"“{line.text[:70]}” (/{page.where.language})",
            found=f"“{label}” (/{page.where.language})",
            url=page.answer.url,
        )
        ours = slug_of(url) == page.where.slug
        if ours and host not in _foreign():
            good = host in MIRROR.data["publisher"]["ours_hosts"]
            found.listed(
                good,
                key="publisher.ours_hosts",
                value=host,
                why="source lines of this story lead there",
                found=f'"{host}"',
                url=page.answer.url,
            )
        if host in MIRROR.data["publisher"]["ours_hosts"]:
            place = in_code("crawler/sites/mirror.py", "def translation")
            found.judged(
                ours,
                key="the slug is the original's without its number",
                value="",
                why=f"{slug_of(url)[:60]}",
                found=f"{slug_of(url)} became {page.where.slug}",
                url=page.answer.url,
                place=place,
            )


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
    start = next(
        (number for number, line in enumerate(page.lines) if line.heading and letters_only(page.headline) in letters_only(line.text)), 0
    )
    for line in page.lines[start + 1 : start + 8]:
        shown = ANY_DATE.search(line.text)
        if shown is None or len(line.text) > _LONGEST_MASTHEAD:
            continue
        good = DAY_FIRST.search(line.text) is not None
        form = MIRROR.data["markup"]["date"]
        found.judged(
            good, key="markup.date", value=form, why=f"“{line.text[:70]}”", found=f"dates look like {shown[0]}", url=page.answer.url
        )
        name = line.text[: shown.start()].strip(" -–—|·•,")
        half = len(name) // 2
        name = name[:half].strip() if letters_only(name[:half]) == letters_only(name[half:]) else name
        if len(name) > 2:  # noqa: PLR2004
            _publisher(found, page, name)
        return


def _publisher(found: Findings, page: Seen, name: str) -> None:
    data = MIRROR.data["publisher"]
    known = VOCABULARY.publisher(name)
    ours = any(host in page.answer.text for host in data["ours_hosts"])
    if known is not None:
        own = _spelled([*data["ours_names"]], name)
        key = "publisher.ours_names" if known == data["ours"] else f"publisher.foreign.{known}"
        found.holds(key, own, f"“{name}” stands beside the date", url=page.answer.url)
    else:
        found.fails(
            "publisher.ours_names" if ours else "publisher.foreign",
            "",
            "another name stands beside the date",
            found=f'"{name}"',
            url=page.answer.url,
        )


def _counter(found: Findings, page: Seen) -> None:
    """The comment counter: a short label and a number in brackets, at the end."""
    labels = _of(found, LABELS)
    for line in reversed(page.lines):
        match = _COUNTER.match(line.text)
        if match is not None:
            label = match["label"]
            known = letters_only(label) in VOCABULARY.comment
            labels.listed(
                known,
                key="labels.comment",
                value=_spelled(LABELS.data["labels"]["comment"], label),
                why=f"“{line.text}” (/{page.where.language})",
                found=f"“{label}” (/{page.where.language})",
                url=page.answer.url,
            )
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
            slots.fails(
                "ad_words",
                "",
                "what looks like an ad slot is not known for one",
                found=f"“{shape[0]}” (/{page.where.language})",
                url=page.answer.url,
            )


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
    rest = text.replace(page.headline, "", 1).strip(" -–—|·»:") if page.headline in text else ""
    if rest:
        known = [line for line in (*MIRROR.data["site"]["lines"], *MIRROR.data["hosts"]) if line.lower().rstrip(" -–|") in rest.lower()]
        found.judged(
            bool(known),
            key="site.lines",
            value=known[0] if known and known[0] in MIRROR.data["site"]["lines"] else "",
            why=f"“{rest[:60]}” is added to titles",
            found=f"“{rest}”",
            url=page.answer.url,
        )
    name = meta_of(page.tree).first("og:site_name")
    if name:
        good = letters_only(name) in VOCABULARY.platform
        found.listed(
            good,
            key="site.names",
            value=_spelled(MIRROR.data["site"]["names"], name),
            why=f"og:site_name is “{name}”",
            found=f"“{name}”",
            url=page.answer.url,
        )
    labels = _of(found, LABELS)
    for node in page.tree.css("ul, ol"):
        links = [
            where
            for link in node.css("a[href]")
            if (where := address(urljoin(page.answer.url, link.attributes.get("href") or ""))) is not None and where.key != page.where.key
        ]
        before = node.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        if len(links) < 2 or before is None or any(outer.tag in ("nav", "header", "footer") for outer in ancestors(node)):  # noqa: PLR2004
            continue
        heading = text_of(before)
        if 2 < len(heading) < 40:  # noqa: PLR2004 - a label
            known_label = letters_only(heading) in VOCABULARY.related
            labels.listed(
                known_label,
                key="labels.related",
                value=_spelled(LABELS.data["labels"]["related"], heading),
                why=f"“{heading}” heads a box of other articles (/{page.where.language})",
                found=f"“{heading}” (/{page.where.language})",
                url=page.answer.url,
            )
    for node in page.tree.css("a[href]"):
        href = node.attributes.get("href") or ""
        host = host_of(href)
        if re.search(r"shar|intent|submit", urlsplit(href).path) and host and host not in MIRROR.data["hosts"]:
            good = VOCABULARY.social.search(href) is not None
            labels.listed(
                good,
                key="links.social",
                value=_spelled(LABELS.data["links"]["social"], host.removeprefix("www.")),
                why="a share row leads there",
                found=f'"{host}"',
                url=page.answer.url,
            )


def _unseen(found: Findings, pages: list[Seen]) -> None:
    """Guesses of which no page showed anything; and imprints in which a known line has become another."""
    data = MIRROR.data
    seen = {(finding.guess, finding.value) for finding in found.all}
    texts = [unicodedata.normalize("NFC", line.text) for page in pages for line in page.lines[-40:]]
    gone = [beginning for beginning in data["imprint"]["beginnings"] if ("imprint.beginnings", beginning) not in seen]
    strange = dict.fromkeys(text for text in texts if text and not text.startswith(tuple(data["imprint"]["beginnings"])))
    # A line that begins much like one that is gone has taken its place.
    likest = {
        text: max(((SequenceMatcher(None, one, text[: len(one)]).ratio(), one) for one in gone), default=(0.0, "")) for text in strange
    }
    for text, (ratio, beginning) in likest.items():
        if ratio >= _LIKE:
            found.fails("imprint.beginnings", beginning, "begins no line; one is like it", found=f"“{text[:60]}”")
    for beginning in gone:
        found.unseen("imprint.beginnings", beginning, "begins no line of the sample")
    for key, values in (
        ("publisher.ours_names", data["publisher"]["ours_names"]),
        ("publisher.ours_hosts", data["publisher"]["ours_hosts"]),
        ("images.hosts", data["images"]["hosts"]),
        ("site.lines", data["site"]["lines"]),
        ("site.names", data["site"]["names"]),
    ):
        for value in values:
            if (key, value) not in seen:
                found.unseen(key, value, "on none of the pages")
    if ("imprint.licence", data["imprint"]["licence"]) not in seen:
        found.unseen("imprint.licence", data["imprint"]["licence"], "on none of the pages")
