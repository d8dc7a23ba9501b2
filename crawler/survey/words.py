"""Lists of words: which of them the pages say, and what stands on the pages where one of them was to be expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.reading.links import host_of
from crawler.reading.markup import text_of
from crawler.reading.outline import Line, outline
from crawler.survey.findings import Findings
from crawler.survey.look import ancestors
from crawler.survey.mirror_lines import VOCABULARY
from crawler.survey.mirror_pages import is_an_article
from crawler.survey.paper_article import articles_of
from crawler.survey.tables import CAPTIONS, LABELS, MIRROR, PAPER, SLOTS
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Sample

_SIGN_OFF = re.compile(r"^\(\s*([^()]{2,60}?)\s*\)\.?$")
_CREDIT = re.compile(r"\(\s*([^:()]{2,20}?)\s*:\s*[^()]{2,60}\)\s*$")
_PLACEHOLDER = re.compile(r"^\[\s*([^\[\]\d]{2,14}?)\s*\]$")
_LONGEST_LABEL = 40
_LAST = 4


def check_paper(sample: Sample) -> list[Finding]:
    """Words of the paper's own pages."""
    found = Findings("baoquocte.vn", PAPER, "Words on the paper’s pages")
    pages = articles_of(sample)
    trees = [answer.tree for answer in sample.of("article", "front", "section")]
    said = "\n".join(text_of(tree.body) for tree in trees if tree.body is not None)
    for key in ("home_texts",):
        _seen(found, f"page.{key}", PAPER.data["page"][key], said)
    for key in ("polite", "film"):
        _seen(found, f"lines.{key}", PAPER.data["lines"][key], said)
    for key in ("by", "and", "bracketed", "source", "houses", "agencies"):
        _seen(found, f"byline.{key}", PAPER.data["byline"][key], said)
    share = [
        node.attributes.get("href") or ""
        for tree in trees
        for node in tree.css("a[href]")
        if re.search(PAPER.data["lines"]["share"], node.attributes.get("href") or "")
    ]
    found.shown(share, "lines.share", PAPER.data["lines"]["share"], f"{len(share)} buttons", "no button that shares")
    for page in pages:
        if page.holder is not None:
            _sign_offs(found, page.answer.url, page.holder)
            _credits(found, page.answer.url, page.holder)
    for answer in sample.of("article"):
        for node in answer.tree.css("ul.breadcrumb a, ol.breadcrumb a, [class*=breadcrumb] a"):
            if urlsplit(urljoin(answer.url, node.attributes.get("href") or "")).path in ("", "/"):
                text = text_of(node)
                good = text in PAPER.data["page"]["home_texts"] or not text
                found.listed(
                    good,
                    key="page.home_texts",
                    value=text,
                    why="begins a trail of sections",
                    found=f"“{text}”",
                    url=answer.url,
                )
    return found.all


def _sign_offs(found: Findings, url: str, holder: LexborNode) -> None:
    """The last lines in brackets: by whom, or from where, a text is."""
    words = [word for key in ("agency", "compiled", "bracketed") for word in PAPER.data["byline"][key]]
    for node in holder.css("p")[-_LAST:]:
        match = _SIGN_OFF.match(text_of(node))
        if match is None:
            continue
        word = next((word for word in sorted(words, key=len, reverse=True) if match[1].lower().startswith(word.lower())), None)
        key = next((f"byline.{key}" for key in ("agency", "compiled", "bracketed") if word in PAPER.data["byline"][key]), "byline.agency")
        found.judged(word is not None, key=key, value=word or "", why=f"“{match[0]}” ends a text", found=f"“{match[1]}”", url=url)


def _credits(found: Findings, url: str, holder: LexborNode) -> None:
    """The label of a photo's credit in a caption."""
    captions = Findings(found.site, CAPTIONS, found.group, found.all)
    known = {letters_only(word) for part in ("photo_words", "source_words") for words in CAPTIONS.data[part].values() for word in words}
    for image in holder.css("table img, figure img"):
        box = next((outer for outer in ancestors(image) if outer.tag in ("table", "figure")), image)
        match = _CREDIT.search(text_of(box))
        if match is not None:
            good = letters_only(match[1]) in known
            captions.listed(
                good,
                key="photo_words",
                value=match[1],
                why=f"“{match[0]}” ends a caption",
                found=f"“{match[1]}”",
                url=url,
            )


def check_mirror(sample: Sample) -> list[Finding]:
    """Words of pages in any language, and what else is listed and not asked for."""
    found = Findings("vietnam.vn", MIRROR, "Words on the mirror’s pages")
    trees = [answer.tree for answer in sample.of("page", "front", "language-front", "category")]
    lines = {line.text for tree in trees if tree.body is not None for line in outline(tree.body).items if isinstance(line, Line)}
    said = "\n".join(lines)
    classes = {
        part
        for tree in trees
        for node in tree.css("[class],[id]")
        for part in f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower().split()
    }
    hrefs = "\n".join({node.attributes.get("href") or "" for tree in trees for node in tree.css("a[href]")})
    labels = Findings(found.site, LABELS, found.group, found.all)
    for key in ("tags", "views", "reading", "minutes", "imprint", "share", "advertisement", "credit"):
        _seen(labels, f"labels.{key}", LABELS.data["labels"][key], said)
    _seen(labels, "text.legal", LABELS.data["text"]["legal"], said)
    for key in ("no_papers", "maps", "documents", "offices", "share_paths"):
        _seen(labels, f"links.{key}", LABELS.data["links"][key], hrefs)
    for key in ("newspaper", "accounts"):
        _seen(labels, f"names.{key}", LABELS.data["names"][key], said)
    for key, names in LABELS.data["hints"].items():
        hit = [name for name in names if name.lower() in classes]
        labels.shown(hit, f"hints.{key}", "", f"seen: {', '.join(hit)}", "none of its names is on the pages")
    _seen(found, "not_articles", MIRROR.data["not_articles"], hrefs)
    _placeholders(Findings(found.site, SLOTS, found.group, found.all), sample)
    _share_rows(labels, sample)
    _known_story(found, sample)
    linked = [code for code in MIRROR.data["languages_tried"] if re.search(rf"(?:^|vn)/{code}(?:/|$)", hrefs, re.MULTILINE)]
    found.shown(linked, "languages_tried", "", f"linked: {', '.join(linked)}", "no link begins with one")
    return found.all


def _seen(found: Findings, key: str, words: Iterable[str], said: str) -> None:
    """Say which words of a list are on the pages: whole words, in their own case."""
    hits = [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)]
    found.shown(hits, key, "", f"seen: {', '.join(hits[:12])}", "none of its words was seen")


def _placeholders(found: Findings, sample: Sample) -> None:
    """A word alone in brackets: a placeholder that nobody filled."""
    known = {letters_only(word) for words in SLOTS.data["placeholders"].values() for word in words}
    for answer in sample.of("page"):
        lines = [line.text for line in outline(answer.tree.body).items if isinstance(line, Line)] if answer.tree.body is not None else []
        for line in lines:
            match = _PLACEHOLDER.match(line)
            if match is not None and is_an_article(answer):
                good = letters_only(match[1]) in known
                found.listed(
                    good,
                    key="placeholders",
                    value=match[1],
                    why=f"“{line}” alone on a line",
                    found=f"“{line}”",
                    url=answer.url,
                )


def _share_rows(found: Findings, sample: Sample) -> None:
    """What stands in a row of share buttons beside the services' names."""
    for answer in sample.of("page"):
        for node in answer.tree.css("a[href]"):
            href = node.attributes.get("href") or ""
            if not VOCABULARY.social.search(href) or host_of(href) in MIRROR.data["hosts"] or node.parent is None:
                continue
            text = text_of(node.parent)
            for link in node.parent.css("a"):
                text = text.replace(text_of(link), " ", 1)
            label = text.strip(" :|·-")
            if 1 < len(label) <= _LONGEST_LABEL:
                good = letters_only(label) in VOCABULARY.share
                found.listed(
                    good,
                    key="labels.share",
                    value=label,
                    why=f"“{label}” heads a share row",
                    found=f"“{label}”",
                    url=answer.url,
                )


def _known_story(found: Findings, sample: Sample) -> None:
    slug, codes = MIRROR.data["known"]["slug"], MIRROR.data["known"]["languages"]
    asked = [answer for answer in sample.of("page", good=False) if answer.asked.endswith(f"/{slug}")]
    for answer in asked:
        code = answer.asked.split("/")[-2]
        if code in codes:
            found.judged(
                answer.good and is_an_article(answer),
                key="known.languages",
                value=code,
                why=answer.said,
                found="another story that is there",
                url=answer.asked,
            )
    if not asked:
        found.unseen("known.slug", slug, "not asked for")
