"""The mirror's article pages: markup and metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.page import Failure
from crawler.reading.links import host_of
from crawler.reading.markup import meta_of, text_of
from crawler.reading.outline import Line, outline
from crawler.sites import address, site_of
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, in_frame, inside, missed, names_of, own_names, selector_of, showing, size_of_text, text_holder
from crawler.survey.mirror_lists import SITE, is_absent
from crawler.survey.tables import LABELS, MIRROR
from crawler.survey.truths import Truths, truths_of
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.page import Address
    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

_NEARLY_ALL, _MOST_OF_TEXT = 0.9, 0.66


@dataclass(slots=True)
class Seen:
    """An article's page. ``lines`` is its text as the eye sees it, ``originals`` are slugs that are the paper's own for certain."""

    answer: Answer
    where: Address
    truths: Truths
    headline: str
    lines: list[Line]
    originals: frozenset[str]

    @property
    def tree(self) -> LexborHTMLParser:
        """The page's tree."""
        return self.answer.tree


def pages_of(sample: Sample) -> list[Seen]:
    """Return the article pages that came."""
    return [page for answer in sample.of("page") if (page := _seen(answer, sample)) is not None]


def check(sample: Sample) -> list[Finding]:
    """Compare markup and metadata of every article page that came with the data."""
    found = Findings(SITE, MIRROR, "Article pages of the mirror")
    pages = pages_of(sample)
    # The notice that there is nothing stands in an article's frame.
    _containers(found, [answer for answer in sample.of("page", "missing", good=False) if answer.status])
    for answer in sample.of("category", "front", "page"):
        _late_pictures(found.of(LABELS), answer)
    if pages:
        _markup(found, pages)
        _metadata(found, pages)
    for page in pages:
        _headline(found, page)
        _images(found, page)
    for value in MIRROR.data["images"]["hosts"]:
        found.unseen("images.hosts", value, "on none of the pages")
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
    originals = sample.originals | {MIRROR.data["known"]["slug"]}
    return Seen(answer, where, known, headline, [line for line in outline(body).items if isinstance(line, Line)], originals)


def is_an_article(answer: Answer) -> bool:
    """Tell whether a page is an article's and not a notice in its place."""
    return address(answer.url) is not None and not is_absent(answer)


def _markup(found: Findings, pages: list[Seen]) -> None:
    """The signs of today's markup."""
    selectors = MIRROR.data["markup"]["pages"]
    hits = [selector for selector in selectors if any(page.tree.css_first(selector) is not None for page in pages)]
    for selector in selectors:
        found.shown(selector in hits, "markup.pages", selector, "is on the pages", "on none of the pages")
    if not hits:
        tops = [node for page in pages for node in page.tree.css("body > *") if node.tag not in ("script", "style")]
        instead = ", ".join(dict.fromkeys(selector_of(node) for node in tops if names_of(node)))
        found.fails("markup.pages", selectors[0], "no page has a sign of today's markup", found=instead, url=pages[0].answer.url)


def _headline(found: Findings, page: Seen) -> None:
    """The element that shows the title of the page's metadata."""
    wanted, selectors = page.truths.headline, MIRROR.data["markup"]["headline"]
    if wanted:
        nodes = [node for selector in selectors for node in page.tree.css(selector)]
        good = any(letters_only(wanted) in letters_only(text_of(node)) for node in nodes)
        shown = None if good else showing(page.tree, wanted)
        instead = selector_of(shown) if shown is not None else ""
        found.judged(good, "markup.headline", selectors[0], "has to show the title of the metadata", found=instead, url=page.answer.url)


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
            why, names = "is on no page; the text stands in another element", missed(answer.tree, unseen[0])
            found.fails("markup.body", unseen[0], why, found=selector_of(node), url=answer.url, names=names)


def _unknown_holder(answer: Answer, known: list[LexborNode]) -> LexborNode | None:
    """Return an element with an unknown name that holds the text, or nearly all of what a known one holds."""
    numbers = {node.mem_id for node in known}
    for outer in known:
        for inner in outer.css("div, section, article"):
            alone = inner.parent is not None and inner.parent.mem_id == outer.mem_id and inner.mem_id not in numbers
            if alone and own_names(inner) and len(text_of(inner)) >= _NEARLY_ALL * len(text_of(outer)) > 0:
                return inner
    holder = text_holder(answer.tree, in_frame)
    if holder is None or holder.mem_id in numbers:
        return None
    named = (
        node
        for node in ancestors(holder)
        if own_names(node) and node.mem_id not in numbers and not any(inside(inner, [node]) for inner in known)
    )
    return next((node for node in named if size_of_text(node) <= size_of_text(holder) / _MOST_OF_TEXT), None)


def _metadata(found: Findings, pages: list[Seen]) -> None:
    """hreflang, slugs, JSON-LD."""
    data = MIRROR.data["markup"]
    named = [(page, link) for page in pages for link in page.answer.hrefs("link[hreflang]")]
    expected, first = data["hreflang"], pages[0].answer.url
    why = f"{len({page.where.key for page, _ in named})} of {len(pages)} pages name their translations"
    instead = f"hreflang = {str(bool(named)).lower()}"
    found.judged(bool(named) == expected, "markup.hreflang", str(expected).lower(), why, found=instead, url=first)
    others = [link for page, link in named if (where := address(link)) is None or where.slug != page.where.slug]
    if named:
        place = in_code("crawler/sites/mirror.py", "def translation")
        instead = (others or [""])[0]
        found.judged(not others, "a story has one slug in every language", "", f"{len(named)} links", found=instead, url=first, place=place)
    kinds = sorted({kind for page in pages for kind in page.truths.types})
    wanted = data["json_ld"][0]
    if kinds:
        said = ", ".join(kinds)
        found.judged(wanted in kinds, "markup.json_ld", wanted, f"types on the pages: {said}", found=said, url=first)
    else:
        found.unseen("markup.json_ld", wanted, "no page has JSON-LD")


def _images(found: Findings, page: Seen) -> None:
    """Where pictures come from, and what is added to their addresses."""
    data = MIRROR.data["images"]
    for url in _pictures(page):
        host = host_of(url)
        found.listed(host in data["hosts"], "images.hosts", host, "pictures come from there", found=f'"{host}"', url=page.answer.url)
        for name, value in re.findall(r"[?&](\w+)=(\d{8,14})(?=&|$)", url):
            why = f"pictures end in ?{name}={value}"
            found.listed(name in data["stamps"], "images.stamps", name, why, found=f'"{name}"', url=page.answer.url)


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
    attributes = [pair for node in answer.tree.css("img") for pair in node.attributes.items()]
    for name, value in attributes:
        if name.startswith("data-") and value and re.search(r"^(?:https?:)?/.*\.(?:jpe?g|png|webp)", value):
            found.listed(name in names, "images.sources", name, "holds addresses of pictures", found=f'"{name}"', url=answer.url)
