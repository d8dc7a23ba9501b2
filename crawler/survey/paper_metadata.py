"""What the paper's reader takes from structured data and metadata, forms of dates, and how standfirsts begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.reading import date_choice
from crawler.reading.markup import meta_of, text_of
from crawler.survey.findings import Findings
from crawler.survey.guesses import in_code
from crawler.survey.paper_article import articles_of
from crawler.survey.paper_hosts import SITE
from crawler.survey.tables import PAPER
from crawler.survey.truths import ARTICLES, same_moment
from crawler.text.comparing import letters_only

if TYPE_CHECKING:
    from crawler.survey.findings import Finding
    from crawler.survey.paper_article import Seen
    from crawler.survey.sample import Sample

SHOWN_DATES = "dates are shown in a form that is read: day first, with or without a time"
_CODE = "crawler/sites/baoquocte/article.py"
_DATES = "crawler/reading/dates.py"
_VIETNAM_TIME = frozenset(("+07:00", "+0700"))
# A dateline has a few words, and an abbreviation or a host among them.
_MOST_WORDS, _ABBREVIATION = 3, 3


def check(sample: Sample) -> list[Finding]:
    """Compare what articles say of themselves with what the reader believes."""
    found = Findings(SITE, PAPER, "Dates and metadata of articles")
    pages = articles_of(sample)
    _dates(found, pages)
    if pages:
        _json_ld(found, pages)
    for page in pages:
        _title(found, page)
        _standfirst(found, page)
    for prefix in PAPER.data["standfirst"]["prefixes"]:
        found.unseen("standfirst.prefixes", prefix, "begins no standfirst of the sample")
    return found.all


def _dates(found: Findings, pages: list[Seen]) -> None:
    """What stands in the date's element has to be read as the date that the page's metadata give."""
    place, key = in_code(_DATES, "_DAY_FIRST = "), SHOWN_DATES
    for page in pages:
        for _, selector in page.rights["date"][:1]:
            shown = text_of(page.tree.css(selector)[0])
            read, known = date_choice.shown(shown).published or "", page.truths
            # Whether its zone is right is another guess.
            good = same_moment(read, known.date) or same_moment(read[:16], known.raw_date[:16])
            if "T" in read and same_moment(read, known.date):
                found.holds("zone", PAPER.data["zone"], f"“{shown}” is {known.date}", url=page.answer.url)
            why, instead = f"“{shown}” is read as {read or 'no date'}", f"“{shown}” means {known.date}"
            found.judged(good, key, "", why, found=instead, url=page.answer.url, place=place)
    found.unseen(key, "", "no date was found where the data look for it", place=place)


def _json_ld(found: Findings, pages: list[Seen]) -> None:
    """The article's object: old pages of their own design have none, most pages do."""
    kinds = ", ".join(sorted({kind for page in pages for kind in page.truths.types})) or "no JSON-LD at all"
    articles = [page for page in pages if not set(ARTICLES).isdisjoint(page.truths.types)]
    first, place = (articles or pages)[0].answer.url, in_code(_CODE, "_LD_ARTICLES = ")
    found.judged(articles, "JSON-LD describes the article", "", f"types: {kinds}", found=f"types: {kinds}", url=first, place=place)
    dated = [page.truths.raw_date for page in articles if page.truths.raw_date]
    if articles:
        place = in_code(_CODE, 'date_choice.candidate("json-ld", article.get("datePublished")')
        why, instead = f"on {len(dated)} of {len(articles)} pages", "its articles have no datePublished"
        found.judged(dated, "JSON-LD has datePublished", "", why, found=instead, url=first, place=place)
    strange = [date for date in dated if "T" in date and date[19:] not in _VIETNAM_TIME]
    if dated:
        place, example = found.table.place("zone"), (strange or dated)[0]
        found.judged(not strange, "dates of JSON-LD are +07:00", "", example, found=example, url=first, place=place)


def _title(found: Findings, page: Seen) -> None:
    """og:title stands in for a headline that is not found, so nothing may be added to it."""
    title, headline = meta_of(page.tree).first("og:title"), page.truths.headline
    if title and headline and page.rights["headline"]:
        place, good = in_code(_CODE, 'shown = meta.first("og:title")'), letters_only(title) == letters_only(headline)
        said = f"“{title[:80]}”"
        found.judged(good, "og:title is the headline, nothing added", "", said, found=said, url=page.answer.url, place=place)


def _standfirst(found: Findings, page: Seen) -> None:
    """The house's dateline before a standfirst."""
    text, prefixes = page.truths.description, PAPER.data["standfirst"]["prefixes"]
    parts = [(len(before), before, sign) for sign in (". ", " - ", " – ") for before, there, _ in [text.partition(sign)] if there]
    _, beginning, sign = min(parts, default=(0, "", ""))
    words = beginning.split()
    known = next((prefix for prefix in prefixes if letters_only(prefix) == letters_only(beginning)), "")
    # "NATO - Hàn Quốc" begins a sentence, "TGVN. " does not.
    like_one = "." in beginning or (sign == ". " and any(word.isupper() and len(word) >= _ABBREVIATION for word in words))
    if known or (like_one and 0 < len(words) <= _MOST_WORDS):
        why = f"a standfirst begins “{text[:40]}”"
        found.listed(known, "standfirst.prefixes", known, why, found=f"“{beginning}”", url=page.answer.url)
