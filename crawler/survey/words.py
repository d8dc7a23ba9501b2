"""Lists of words: which of them the pages say, and what stands on the pages where one of them was to be expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.reading.links import host_of, path_of
from crawler.reading.markup import text_of
from crawler.reading.outline import Line, outline
from crawler.survey.findings import Findings
from crawler.survey.look import ancestors, names_of
from crawler.survey.mirror_lines import VOCABULARY
from crawler.survey.mirror_pages import is_an_article
from crawler.survey.paper_article import articles_of
from crawler.survey.tables import CAPTIONS, LABELS, MIRROR, PAPER, SLOTS
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

_SIGN_OFF = re.compile(r"^\(\s*([^()]{2,60}?)\s*\)\.?$")
_CREDIT = re.compile(r"\(\s*([^:()]{2,20}?)\s*:\s*[^()]{2,60}\)\s*$")
_PLACEHOLDER = re.compile(r"^\[\s*([^\[\]\d]{2,14}?)\s*\]$")
_LONGEST_LABEL = 40
_LAST = 4
_PAPER = {
    "page": ("home_texts",),
    "lines": ("polite", "film"),
    "byline": ("agency", "compiled", "labels", "by", "and", "bracketed", "source", "houses", "agencies"),
}
_LABELS = {
    "labels": ("tags", "views", "reading", "minutes", "imprint", "share", "advertisement", "credit"),
    "text": ("legal",),
    "links": ("no_papers", "maps", "documents", "offices", "share_paths"),
    "names": ("newspaper", "accounts"),
}


def check_paper(sample: Sample) -> list[Finding]:
    """Words of the paper's own pages."""
    found = Findings("baoquocte.vn", PAPER, "Words on the paper’s pages")
    answers = list(sample.of("article", "front", "section"))
    said = "\n".join(text_of(answer.tree.body) for answer in answers if answer.tree.body is not None)
    for table, keys in _PAPER.items():
        for key in keys:
            _seen(found, f"{table}.{key}", PAPER.data[table][key], said)
    share = PAPER.data["lines"]["share"]
    buttons = [link for answer in answers for link in answer.links if re.search(share, link)]
    found.shown(buttons, "lines.share", share, f"{len(buttons)} buttons", "no button that shares")
    for page in articles_of(sample):
        _trail(found, page.answer)
        if page.holder is not None:
            _sign_offs(found, page.answer.url, page.holder)
            _credits(found, page.answer.url, page.holder)
    return found.all


def _trail(found: Findings, answer: Answer) -> None:
    """What begins a trail of sections."""
    for node in answer.tree.css("[class*=breadcrumb] a"):
        text = text_of(node)
        if text and urlsplit(answer.absolute(node.attributes.get("href"))).path in ("", "/"):
            good = text in PAPER.data["page"]["home_texts"]
            found.listed(good, "page.home_texts", text, "begins a trail of sections", found=f"“{text}”", url=answer.url)


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
    captions = found.of(CAPTIONS)
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
    answers = list(sample.of("page", "front", "language-front", "category"))
    said = "\n".join({text for answer in answers for text in _lines(answer)})
    links = "\n".join({link for answer in answers for link in answer.links})
    labels = found.of(LABELS)
    for table, keys in _LABELS.items():
        for key in keys:
            _seen(labels, f"{table}.{key}", LABELS.data[table][key], links if table == "links" else said)
    _hints(labels, answers)
    _seen(found, "not_articles", MIRROR.data["not_articles"], links)
    for answer in sample.of("page"):
        if is_an_article(answer):
            _placeholders(found.of(SLOTS), answer)
            _share_rows(labels, answer)
    _known_story(found, sample)
    linked = ", ".join(code for code in MIRROR.data["languages_tried"] if re.search(rf"vn/{code}(?:/|$)", links, re.MULTILINE))
    found.shown(linked, "languages_tried", "", f"linked: {linked}", "no link begins with one")
    return found.all


def _lines(answer: Answer) -> list[str]:
    body = answer.tree.body
    return [item.text for item in outline(body).items if isinstance(item, Line)] if body is not None else []


def _hints(labels: Findings, answers: list[Answer]) -> None:
    """Class and id words that hint at furniture."""
    nodes = (node for answer in answers for node in answer.tree.css("[class],[id]"))
    seen = {name.lower() for node in nodes for name in names_of(node)}
    for key, names in LABELS.data["hints"].items():
        hits = ", ".join(name for name in names if name.lower() in seen)
        labels.shown(hits, f"hints.{key}", "", f"seen: {hits}", "none of its names is on the pages")


def _seen(found: Findings, key: str, words: Iterable[str], said: str) -> None:
    """Say which words of a list are on the pages: whole words, in their own case."""
    hits = [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)]
    found.shown(hits, key, "", f"seen: {', '.join(hits[:12])}", "none of its words was seen")


def _placeholders(found: Findings, answer: Answer) -> None:
    """A word alone in brackets: a placeholder that nobody filled."""
    known = {letters_only(word) for words in SLOTS.data["placeholders"].values() for word in words}
    for line in _lines(answer):
        match = _PLACEHOLDER.match(line)
        if match is not None:
            good = letters_only(match[1]) in known
            found.listed(good, "placeholders", match[1], f"“{line}” alone on a line", found=f"“{line}”", url=answer.url)


def _share_rows(labels: Findings, answer: Answer) -> None:
    """What stands in a row of share buttons beside the services' names."""
    for node, link in zip(answer.tree.css("a[href]"), answer.links, strict=True):
        if node.parent is None or not VOCABULARY.social.search(link) or host_of(link) in MIRROR.data["hosts"]:
            continue
        label = text_of(node.parent)
        for other in node.parent.css("a"):
            label = label.replace(text_of(other), " ", 1)
        label = label.strip(" :|·-")
        if 1 < len(label) <= _LONGEST_LABEL:
            good = letters_only(label) in VOCABULARY.share
            labels.listed(good, "labels.share", label, f"“{label}” heads a share row", found=f"“{label}”", url=answer.url)


def _known_story(found: Findings, sample: Sample) -> None:
    """The story that is known to be there."""
    slug, codes = MIRROR.data["known"]["slug"], MIRROR.data["known"]["languages"]
    for answer in sample.of("page", good=False):
        code = answer.asked.split("/")[-2]
        good = answer.good and is_an_article(answer)
        # A language that no page links to has another code now: that says nothing of the story.
        linked = any(path_of(link).split("/")[0] == code for one in sample.of("front", "page") for link in one.links)
        if answer.asked.endswith(f"/{slug}") and code in codes and (good or linked):
            found.judged(good, "known.languages", code, answer.said, found="name another story that is there", url=answer.asked)
            found.judged(good, "known.slug", slug, answer.said, found="name another story that is there", url=answer.asked)
    found.unseen("known.slug", slug, "not asked for")
