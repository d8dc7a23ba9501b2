"""The paper's article pages, field by field: does a selector of the data find what the page's own metadata say of the article?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.reading import date_choice
from crawler.reading.markup import meta_of, text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.look import ancestors, elements, inside, missed, says, selector_of, showing, size_of_text, text_holder
from crawler.survey.paper_addresses import SITE
from crawler.survey.tables import PAPER
from crawler.survey.truths import ARTICLES, Truths, same_moment, shows_day, truths_of
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

FIELDS = ("headline", "description", "date", "section", "keywords", "authors", "source", "body")
# The print view has selectors of its own, and what any page may have says nothing of these pages' markup.
_NOT_OWN = frozenset(("print", "any"))
_LONGEST_DATE = 80
_ARTICLE_CODE = "crawler/sites/baoquocte/article.py"


@dataclass(slots=True)
class Seen:
    """An article's page under the survey. ``generation`` is the place of the one in the data whose selectors it has most of."""

    answer: Answer
    truths: Truths
    generation: int
    holder: LexborNode | None
    rights: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    wrongs: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)

    @property
    def tree(self) -> LexborHTMLParser:
        """The page's tree."""
        return self.answer.tree


def articles_of(sample: Sample) -> list[Seen]:
    """Return the article pages that came, with what is known of each."""
    pages = []
    for answer in sample.of("article"):
        found = address(answer.url)
        if found is None:
            continue
        known = truths_of(answer, sample, found.key, PAPER.data["byline"]["houses"])
        page = Seen(answer, known, _generation(answer.tree), text_holder(answer.tree, _beside))
        for name in FIELDS:
            _compare(page, name)
        pages.append(page)
    return pages


def check(sample: Sample) -> list[Finding]:
    """Compare every selector of an article's fields with every article that came."""
    found = Findings(SITE, PAPER, "Article pages, by field")
    pages = articles_of(sample)
    for name in FIELDS:
        _selectors(found, pages, name)
    if pages:
        _date_forms(found, pages)
        _metadata(found, pages)
        _standfirsts(found, pages)
    _print(found, sample)
    return found.all


def _generations() -> Iterator[tuple[int, dict[str, Any]]]:
    yield from enumerate(PAPER.data["generation"])


def _generation(tree: LexborHTMLParser) -> int:
    counts = {
        place: sum(
            tree.css_first(selector) is not None
            for name in ("headline", "description", "date", "body")
            for selector in generation.get(name, ())
        )
        for place, generation in _generations()
        if generation["name"] not in _NOT_OWN
    }
    return max(counts, key=lambda place: (counts[place], -place))


def _beside(node: LexborNode) -> bool:
    """Tell whether an element stands in what the page's tags themselves say is beside the article."""
    return any(outer.tag in ("header", "footer", "nav", "aside", "form") for outer in ancestors(node))


def _compare(page: Seen, name: str) -> None:
    """Sort a field's selectors into those that find what is known of the article and those that find something else."""
    page.rights[name], page.wrongs[name] = [], []
    for place, generation in _generations():
        if generation["name"] == "print":
            continue
        for selector in generation.get(name, ()):
            nodes = page.tree.css(selector)
            if not nodes:
                continue
            verdict = _fits(page, name, nodes)
            if verdict:
                page.rights[name].append((place, selector))
            elif verdict is False:
                page.wrongs[name].append((place, selector, text_of(nodes[0])[:80]))


def _fits(page: Seen, name: str, nodes: list[LexborNode]) -> bool | None:
    """Tell whether what a selector found is the field; None where nobody knows."""
    known = page.truths
    if name == "body":
        holder = page.holder
        if holder is None:
            return None
        return inside(nodes[0], [holder]) and size_of_text(nodes[0]) >= size_of_text(holder) / 2 or inside(holder, [nodes[0]])
    texts = [text for node in nodes if (text := text_of(node))]
    if name == "date":
        return any(shows_day(text, day) for text in texts for day in known.days) if known.date else None
    if name in ("authors", "source"):
        return True if any(len(text) > 1 for text in texts) else None
    truth: list[str] = {
        "headline": [known.headline],
        "description": [known.description],
        "section": known.section,
        "keywords": known.keywords,
    }[name]
    truth = [word for word in truth if word]
    if not truth:
        return None
    if name in ("section", "keywords"):
        shown = {letters_only(text) for text in texts}
        return any(letters_only(word) in shown for word in truth)
    return any(says(text, truth[0]) for text in texts)


def _selectors(found: Findings, pages: list[Seen], name: str) -> None:
    """Say of each selector of a field whether it found the field on any page; and where none did, which one is to blame."""
    right = [(place, selector, page) for page in pages for place, selector in page.rights[name]]
    for place, generation in _generations():
        for selector in generation.get(name, ()):
            key = f"generation[{place}].{name}"
            hits = [page for at, one, page in right if (at, one) == (place, selector)]
            wrong = [(page, text) for page in pages for at, one, text in page.wrongs[name] if (at, one) == (place, selector)]
            own = [(page, text) for page, text in wrong if not any(at != place for at, _ in page.rights[name])]
            if hits:
                found.holds(key, selector, f"reads it on {len(hits)} of {len(pages)} articles", url=hits[0].answer.url)
            elif own and generation["name"] not in _NOT_OWN:
                page, text = own[0]
                found.fails(key, selector, f"finds “{text}”, which is another thing", found=_instead(page, name), url=page.answer.url)
            elif generation["name"] != "print":
                found.unseen(key, selector, "on none of the articles" if pages else "no article could be read")
    if name not in ("authors", "source"):
        _blame(found, pages, name)


def _blame(found: Findings, pages: list[Seen], name: str) -> None:
    """Find the pages that show a field where no selector of their design looks for it."""
    for page in pages:
        if any(PAPER.data["generation"][place]["name"] not in _NOT_OWN for place, _ in page.rights[name]) or page.wrongs[name]:
            continue
        node = _shown(page, name)
        if node is None:
            continue
        place = page.generation if name in PAPER.data["generation"][page.generation] else 0
        selector = PAPER.data["generation"][place][name][0]
        found.fails(
            f"generation[{place}].{name}", selector, "is not on the page, which shows the field all the same",
            found=f"“{text_of(node)[:60]}” stands in {_path(node, name)}", url=page.answer.url, names=missed(page.tree, selector),
        )  # fmt: skip


def _instead(page: Seen, name: str) -> str:
    node = _shown(page, name)
    return f"“{text_of(node)[:60]}” stands in {_path(node, name)}" if node is not None else ""


def _path(node: LexborNode, name: str) -> str:
    """Write a selector for a field's element; for one of several links with the list that they stand in."""
    around = next((outer for outer in ancestors(node) if outer.tag in ("ul", "ol")), None) if name == "section" else None
    return f"{selector_of(around)} > li > a" if around is not None else selector_of(node)


def _shown(page: Seen, name: str) -> LexborNode | None:
    """Look for a field on a page by what is known of it."""
    known = page.truths
    if name == "body":
        return page.holder
    if name == "headline":
        return showing(page.tree, known.headline, _beside) if known.headline else None
    if name == "description":
        return showing(page.tree, known.description, _beside) if known.description else None
    if name == "date":
        return _date_element(page)
    words = known.section if name == "section" else known.keywords if name == "keywords" else []
    wanted = {letters_only(word) for word in words if word}
    links = [node for node in page.tree.css("a") if letters_only(text_of(node)) in wanted]
    if name == "section":
        # A menu has the sections too: a trail has little else.
        links = [node for node in links if not _beside(node) and len(_list_of(node).css("a")) <= len(words) + 1]
    return links[0] if links else None


def _list_of(node: LexborNode) -> LexborNode:
    return next((outer for outer in ancestors(node) if outer.tag in ("ul", "ol", "div", "p") and outer.mem_id != node.mem_id), node)


def _date_element(page: Seen) -> LexborNode | None:
    """Return the innermost short element near the headline that shows the article's day."""
    if not page.truths.date:
        return None
    clock = page.tree.css(PAPER.data["page"]["clock"])
    nodes = [
        node
        for node in elements(page.tree)
        if len(text := text_of(node)) <= _LONGEST_DATE and any(shows_day(text, day) for day in page.truths.days) and not _beside(node) and not inside(node, clock) and node.tag != "a"
        and not node.css_first("a[href]")
    ]  # fmt: skip
    first = nodes[0] if nodes else None
    if first is None:
        return None
    return next((node for node in reversed(nodes) if inside(node, [first])), first)


def _date_forms(found: Findings, pages: list[Seen]) -> None:
    """What stands in the date's element has to be read as the date that the page's metadata give."""
    place = in_code("crawler/reading/dates.py", "_DAY_FIRST = ")
    key, shown = "dates are shown day first, with hours and minutes", ""
    for page in pages:
        for _, selector in page.rights["date"][:1]:
            shown = text_of(page.tree.css(selector)[0])
            read = date_choice.shown(shown).published
            # Whether its zone is right is another guess.
            good = read is not None and (same_moment(read, page.truths.date) or same_moment(read[:16], page.truths.raw_date[:16]))
            found.judged(
                good,
                key=key,
                value="",
                why=f"“{shown}” is read as {read or 'no date'}",
                found=f"“{shown}” means {page.truths.date}",
                url=page.answer.url,
                place=place,
            )
    if not shown:
        found.unseen(key, "", "no date was found where the data looks for it", place=place)


def _metadata(found: Findings, pages: list[Seen]) -> None:
    """What the reader takes from structured data and metadata."""
    # Old pages of their own design have none; most pages do.
    kinds = sorted({kind for page in pages for kind in page.truths.types})
    article = [page for page in pages if not set(ARTICLES).isdisjoint(page.truths.types)]
    place = in_code(_ARTICLE_CODE, "_LD_ARTICLES = ")
    found.judged(
        bool(article),
        key="JSON-LD describes the article",
        value="",
        why=f"types: {', '.join(kinds) or 'none'}",
        found=f"types: {', '.join(kinds) or 'no JSON-LD at all'}",
        url=pages[0].answer.url,
        place=place,
    )
    dated = [page for page in article if page.truths.raw_date]
    if article:
        found.judged(
            bool(dated),
            key="JSON-LD has datePublished",
            value="",
            why=f"on {len(dated)} of {len(article)} pages",
            found="its articles have no datePublished",
            url=article[0].answer.url,
            place=in_code(_ARTICLE_CODE, 'date_choice.candidate("json-ld", article.get("datePublished")'),
        )
    zones = {page.truths.raw_date[19:] or "no zone" for page in dated if "T" in page.truths.raw_date}
    if zones:
        found.judged(
            zones <= {"+07:00", "+0700"},
            key="dates of JSON-LD are +07:00",
            value="",
            why=f"zones: {', '.join(sorted(zones))}",
            found=f"{dated[0].truths.raw_date}",
            url=dated[0].answer.url,
            place=in_code("crawler/reading/dates.py", "VIETNAM = "),
        )
    for page in pages:
        title = meta_of(page.tree).first("og:title")
        if title and page.truths.headline and page.rights["headline"]:
            good = letters_only(title) == letters_only(page.truths.headline)
            found.judged(
                good,
                key="og:title is the headline, nothing added",
                value="",
                why=f"“{title[:80]}”",
                found=f"“{title[:80]}”",
                url=page.answer.url,
                place=in_code(_ARTICLE_CODE, 'shown = meta.first("og:title")'),
            )


def _standfirsts(found: Findings, pages: list[Seen]) -> None:
    """The house's datelines before standfirsts."""
    prefixes = PAPER.data["standfirst"]["prefixes"]
    for page in pages:
        head, stop, _ = page.truths.description.partition(". ")
        dashed, dash, _ = page.truths.description.partition(" - ")
        beginning = head if stop and len(head.split()) <= 3 else dashed if dash and len(dashed.split()) <= 3 else ""  # noqa: PLR2004
        if not beginning:
            continue
        known = next((prefix for prefix in prefixes if letters_only(prefix) == letters_only(beginning)), None)
        if known is not None:
            found.holds("standfirst.prefixes", known, f"“{page.truths.description[:60]}”", url=page.answer.url)
        elif "." in beginning or any(word.isupper() and len(word) > 2 for word in beginning.split()):  # noqa: PLR2004 - an abbreviation
            found.fails("standfirst.prefixes", "", "a standfirst begins with another dateline", found=f"“{beginning}”", url=page.answer.url)
    for prefix in prefixes:
        found.unseen("standfirst.prefixes", prefix, "begins no standfirst of the sample")


def _print(found: Findings, sample: Sample) -> None:
    """The print view's own selectors."""
    answer = next(sample.of("print"), None)
    for place, generation in _generations():
        if generation["name"] != "print":
            continue
        for name in ("headline", "body"):
            for selector in generation[name]:
                if answer is None:
                    found.unseen(f"generation[{place}].{name}", selector, "no print view was read")
                elif answer.tree.css_first(selector) is not None:
                    found.holds(f"generation[{place}].{name}", selector, "is in the print view", url=answer.url)
                else:
                    found.unseen(f"generation[{place}].{name}", selector, "is not in the print view")
