"""How ``scrapy inspect`` shows a page to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from crawler.topic import judge_teaser

if TYPE_CHECKING:
    from rich.console import Console

    from crawler.commands.inspect_page import Inspected
    from crawler.items import Article
    from crawler.page import Listing
    from crawler.record.road import Reading

# What the model weighs, by the first letter of a feature's name in crawler.topic.features.
FEATURE_KINDS = {
    "u": "concept",
    "n": "concept, with so many parties",
    "h": "in this order (_ a gap, < > the ends, P1 the first party)",
    "s": "kinds of concepts in this order",
    "o": "the one somewhere before the other",
    "k": "dealing, with so many parties",
    "p": "number of parties",
    "w": "word",
    "v": "two words",
    "t": "concept or dealing behind the headline",
    "l": "concept behind a headline that names a leader of state",
}
_NARROW = {"¶", "ask", "date", "why", "field", "where", "by", "kind", "CAMEO"}
_MOST_NAMED = 50
_WIDE = {"value": 3, "caption": 2, "headline": 2, "text": 3}
_COLOURS = {"article": "green", "listing": "cyan", "yes": "green", "borderline": "yellow", "no": "red"}
_HEAD_FIELDS = (
    "id", "story_id", "site", "language", "translation_of", "headline", "description", "date_published", "date_modified", "date_source",
    "authors", "agency", "publisher", "section", "keywords",
)  # fmt: skip


def show(found: Inspected, url: str, console: Console) -> None:
    """Print what was found as tables. What the page says is escaped: no text of a page becomes markup."""
    colour = _COLOURS.get(found.kind, "red")
    console.print(Panel(f"[bold {colour}]{found.kind}[/]  {escape(found.reason)}", title=escape(url), title_align="left"))
    if found.reading.article is not None:
        _show_article(found.reading.article, found.reading, console)
    if found.listing is not None:
        _show_listing(found.listing, console)


def _show_article(article: Article, reading: Reading, console: Console) -> None:
    fields = _table("Fields", "field", "value", "read by")
    for name in _HEAD_FIELDS:
        value = getattr(article, name)
        text = f"{value.id}  {value.url}" if name == "translation_of" and value is not None else value
        fields.add_row(name, _text(text), f"[dim]{escape(reading.rules.get(name, ''))}[/]")
    for name in sorted(set(reading.rules) - set(_HEAD_FIELDS)):
        fields.add_row(f"[dim]{escape(name)}[/]", "", f"[dim]{escape(reading.rules[name])}[/]")
    console.print(fields)

    body = _table("Body", "¶", "text")
    for number, paragraph in enumerate(article.body.split("\n\n"), 1):
        body.add_row(str(number), escape(paragraph))
    console.print(body)

    if article.images:
        images = _table("Images", "address", "caption", "credit")
        for image in article.images:
            images.add_row(_text(image.url), _text(image.caption), _text(image.credit))
        console.print(images)

    removed = _table("Removed", "why", "text")
    for piece in article.removed:
        removed.add_row(f"[magenta]{escape(piece.kind)}[/]", escape(piece.text))
    console.print(removed if article.removed else "[dim]Nothing was removed.[/]")

    _show_topic(article, reading, console)
    if reading.counts:
        console.print("[dim]" + escape("  ".join(f"{name} {count}" for name, count in sorted(reading.counts.items()))) + "[/]")


def _show_topic(article: Article, reading: Reading, console: Console) -> None:
    topic = article.topic
    parties = ", ".join(article.parties) or "none"
    verdict = f"[bold {_COLOURS[topic.verdict]}]{topic.verdict}[/]  score {topic.score:.2f}  parties: {escape(parties)}"
    console.print(Panel(verdict, title=f"Topic: {escape(topic.name)}", title_align="left"))
    dealings = _table("Dealings", "kind", "CAMEO", "parties", "where", "text")
    for dealing in topic.dealings:
        dealings.add_row(escape(dealing.kind), dealing.cameo, escape(", ".join(dealing.parties)), dealing.where, escape(dealing.text))
    console.print(dealings if topic.dealings else "[dim]No dealing was found.[/]")
    reasons = _table("What moved the score", "by", "what", "as")
    for feature, weight in reading.reasons:
        kind, _, what = feature.partition(" ")
        reasons.add_row(f"[{'green' if weight > 0 else 'red'}]{weight:+.2f}[/]", escape(what), FEATURE_KINDS[kind])
    console.print(reasons if reading.reasons else "[dim]Nothing moved the score.[/]")
    evidence = _table("Terms", "term", "stands for", "where")
    for found in topic.evidence:
        evidence.add_row(escape(found.term), escape(found.concept), found.where)
    console.print(evidence)


def _show_listing(listing: Listing, console: Console) -> None:
    table = _table("Teasers", "ask", "date", "headline", "id")
    for teaser in listing.teasers:
        judged = judge_teaser(teaser.headline, teaser.description, teaser.address.slug, teaser.address.language)
        ask = "[green]ask[/]" if judged.ask else "[dim]no[/]"
        table.add_row(ask, _text(teaser.date), _text(teaser.headline), escape(teaser.address.key))
    console.print(table)
    console.print(f"Next page: {escape(listing.next_url or 'none')}")
    for url in listing.lists:
        console.print(f"List: {escape(url)}")
    if listing.unread:
        unread = _table("Entries that gave no article", "entry", "why")
        for entry in listing.unread[:_MOST_NAMED]:
            unread.add_row(_text(entry.url[:300] or None), escape(entry.reason))
        console.print(unread)
        more = len(listing.unread) - _MOST_NAMED
        console.print(f"[yellow]{more} more entries gave no article.[/]" if more > 0 else "")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_lines=False, expand=True)
    for column in columns:
        table.add_column(column, overflow="fold", ratio=None if column in _NARROW else _WIDE.get(column, 1))
    return table


def _text(value: object) -> str:
    if value is None or value == []:
        return "[dim]–[/]"
    if isinstance(value, list):
        return escape(" › ".join(map(str, value)))
    return escape(str(value))
