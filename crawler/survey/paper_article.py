"""The paper's article pages, field by field: whether a selector finds what the page's own metadata say of the article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.reading.markup import text_of
from crawler.sites import address
from crawler.survey.findings import Findings
from crawler.survey.look import ancestors, elements, inside, missed, says, selector_of, showing, size_of_text, text_holder
from crawler.survey.paper_hosts import SITE
from crawler.survey.tables import PAPER
from crawler.survey.truths import Truths, shows_day, truths_of
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

FIELDS = ("headline", "description", "date", "section", "keywords", "authors", "source", "body")
# The print view has selectors of its own, and what any page may have says nothing of these pages' markup.
_NOT_OWN = frozenset(("print", "any"))
# Nobody but the element itself says these; and these are lists.
_FREE = frozenset(("authors", "source"))
_LISTED = frozenset(("section", "keywords"))
_LONGEST_DATE = 80


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
        if name not in _FREE:
            _blame(found, pages, name)
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
    if name == "body":
        return _holds_text(page.holder, nodes[0]) if page.holder is not None else None
    texts = [text for node in nodes if (text := text_of(node))]
    if name in _FREE:
        return any(len(text) > 1 for text in texts) or None
    truth = page.truths.of(name)
    if not truth:
        return None
    if name == "date":
        return any(shows_day(text, day) for text in texts for day in truth)
    if name in _LISTED:
        return not {letters_only(word) for word in truth}.isdisjoint(letters_only(text) for text in texts)
    return any(says(text, truth[0]) for text in texts)


def _holds_text(holder: LexborNode, node: LexborNode) -> bool:
    """Tell whether an element holds the text, or is most of what holds it."""
    return inside(holder, [node]) or (inside(node, [holder]) and size_of_text(node) >= size_of_text(holder) / 2)


def _selectors(found: Findings, pages: list[Seen], name: str) -> None:
    """Say of each selector of a field whether it found the field on any page."""
    for place, generation in _generations():
        for selector in generation.get(name, ()) if generation["name"] != "print" else ():
            key = f"generation[{place}].{name}"
            hits = [page for page in pages if (place, selector) in page.rights[name]]
            wrong = [(page, text) for page in pages for at, one, text in page.wrongs[name] if (at, one) == (place, selector)]
            # Where another generation's selector reads the field, this one may rightly find what it is for there.
            alone = [(page, text) for page, text in wrong if all(at == place for at, _ in page.rights[name])]
            if hits:
                found.holds(key, selector, f"reads it on {len(hits)} of {len(pages)} articles", url=hits[0].answer.url)
            elif alone and generation["name"] not in _NOT_OWN:
                page, text = alone[0]
                found.fails(key, selector, f"finds “{text}”, which is another thing", found=_instead(page, name), url=page.answer.url)
            else:
                found.unseen(key, selector, "on none of the articles")


def _blame(found: Findings, pages: list[Seen], name: str) -> None:
    """Find the pages that show a field where no selector of their design looks for it."""
    for page in pages:
        own = any(PAPER.data["generation"][place]["name"] not in _NOT_OWN for place, _ in page.rights[name])
        instead = _instead(page, name) if not own and not page.wrongs[name] else ""
        if instead:
            place = page.generation if name in PAPER.data["generation"][page.generation] else 0
            selector = PAPER.data["generation"][place][name][0]
            why, names = "is not on the page, which shows the field all the same", missed(page.tree, selector)
            found.fails(f"generation[{place}].{name}", selector, why, found=instead, url=page.answer.url, names=names)


def _instead(page: Seen, name: str) -> str:
    node = _shown(page, name)
    return f"“{text_of(node)[:60]}” stands in {_path(node, name)}" if node is not None else ""


def _path(node: LexborNode, name: str) -> str:
    """Write a selector for a field's element; for one of several links with the list that they stand in."""
    around = next((outer for outer in ancestors(node) if outer.tag in ("ul", "ol")), None) if name == "section" else None
    return f"{selector_of(around)} > li > a" if around is not None else selector_of(node)


def _shown(page: Seen, name: str) -> LexborNode | None:
    """Look for a field on a page by what is known of it."""
    if name == "body":
        return page.holder
    truth = page.truths.of(name)
    if not truth:
        return None
    if name == "date":
        return _date_element(page)
    if name not in _LISTED:
        return showing(page.tree, truth[0], _beside)
    wanted = {letters_only(word) for word in truth}
    links = [node for node in page.tree.css("a") if letters_only(text_of(node)) in wanted]
    if name == "section":
        # A menu has the sections too: a trail has little else.
        links = [node for node in links if not _beside(node) and len(_list_of(node).css("a")) <= len(truth) + 1]
    return links[0] if links else None


def _list_of(node: LexborNode) -> LexborNode:
    return next((outer for outer in ancestors(node) if outer.tag in ("ul", "ol", "div", "p") and outer.mem_id != node.mem_id), node)


def _date_element(page: Seen) -> LexborNode | None:
    """Return the innermost short element near the headline that shows the article's day."""
    clock = page.tree.css(PAPER.data["page"]["clock"])

    def dated(node: LexborNode) -> bool:
        text = text_of(node)
        return len(text) <= _LONGEST_DATE and any(shows_day(text, day) for day in page.truths.days)

    nodes = [node for node in elements(page.tree) if dated(node) and not _beside(node) and not inside(node, clock) and not node.css("a")]
    return next((node for node in reversed(nodes) if inside(node, nodes[:1])), None)


def _print(found: Findings, sample: Sample) -> None:
    """The print view's own selectors."""
    trees = [answer.tree for answer in sample.of("print")]
    for place, generation in _generations():
        for name in ("headline", "body") if generation["name"] == "print" else ():
            for selector in generation[name]:
                hit = any(tree.css_first(selector) is not None for tree in trees)
                found.shown(hit, f"generation[{place}].{name}", selector, "is in the print view", "in no print view that came")
