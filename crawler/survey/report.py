"""The survey as files: one readable page, the same as JSON, and the pages that came, as fixtures for tests."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.reading.links import host_of
from crawler.survey.findings import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.survey.findings import Finding
    from crawler.survey.sample import Answer, Sample

_STYLE = Path(__file__).with_name("report.css")
_ENDS = (("json", ".json"), ("xml", ".xml"), ("rss", ".xml"), ("plain", ".txt"))
_WORDS = {"fails": "fail", "holds": "hold", "not seen": "not seen"}


def as_json(made: str, requests: int, found: Sequence[Finding], sample: Sample, blocked: Sequence[str]) -> dict[str, Any]:
    """Return the object of ``survey.json``."""
    return {
        "made": made,
        "requests": requests,
        "blocked": list(blocked),
        "counts": {status: sum(finding.status == status for finding in found) for status in ORDER},
        "findings": [
            {
                "site": finding.site, "group": finding.group, "guess": finding.guess, "value": finding.value, "status": finding.status,
                "why": finding.why, "found": finding.found, "url": finding.url,
                "lines": [{"file": place.file, "line": place.line} for place in finding.places],
            }
            for finding in found
        ],
        "pages": [
            {"purpose": answer.purpose, "asked": answer.asked, "url": answer.url, "status": answer.status, "failure": answer.failure, "file": name}
            for answer, name in zip(sample.answers, names_of(sample.answers), strict=True)
        ],
    }  # fmt: skip


def names_of(answers: Iterable[Answer]) -> list[str]:
    """Name a file for each answer that came; empty for the others."""
    names = []
    for number, answer in enumerate(answers, 1):
        kind = answer.headers.get("content-type", "")
        end = next((end for part, end in _ENDS if part in kind), ".html")
        names.append(f"{number:02d}-{answer.purpose}-{re.sub(r'[^a-z0-9]+', '-', host_of(answer.asked))}{end}" if answer.status else "")
    return names


def keep_pages(folder: Path, sample: Sample) -> None:
    """Write each answer's bytes, and beside them its address, status and headers."""
    folder.mkdir(parents=True, exist_ok=True)
    for answer, name in zip(sample.answers, names_of(sample.answers), strict=True):
        if name:
            (folder / name).write_bytes(answer.body)
            about = {
                "purpose": answer.purpose,
                "asked": answer.asked,
                "url": answer.url,
                "status": answer.status,
                "headers": answer.headers,
            }
            (folder / f"{name}.meta.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", "utf-8")


def as_html(report: dict[str, Any], folder: str) -> str:
    """Return the page. ``folder`` is where the pages that came are kept, relative to it."""
    found = report["findings"]
    fails = [row for row in found if row["status"] == "fails"]
    others = [row for row in found if row["status"] != "fails"]
    counts = report["counts"]
    tiles = "".join(f'<li class="{status.replace(" ", "-")}"><b>{counts[status]}</b> {_WORDS[status]}</li>' for status in ORDER)
    blocked = "".join(f'<p class="blocked">{_text(words)}</p>' for words in report["blocked"])
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Survey of the sites, {_text(report['made'][:16])}</title><style>{_STYLE.read_text('utf-8')}</style></head><body><main>\n"
        f'<h1>Survey of the sites</h1><p class="lead">{_text(report["made"][:16].replace("T", " "))}, {report["requests"]} requests. Each guess of the sites’ data was held '
        f'against the pages that came.</p><ul class="tiles">{tiles}</ul>{blocked}\n'
        f"<h2>What to change</h2>{_fails(fails)}\n<h2>All guesses</h2>{''.join(_groups(others))}\n<h2>What was asked for</h2>{_pages(report['pages'], folder)}\n</main></body></html>\n"
    )


def _fails(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "<p>Nothing: no guess fails.</p>"
    return "".join(
        f'<article class="fail"><h3>{_text(row["guess"])} <span>{_text(row["site"])}</span></h3><dl><dt>guessed</dt><dd><code>{_text(row["value"]) or "–"}</code></dd>'
        f"<dt>found</dt><dd><strong>{_text(row['found']) or '–'}</strong></dd><dt>because</dt><dd>{_text(row['why'])}</dd>"
        f"<dt>change</dt><dd>{_places(row)}</dd>{_seen_on(row)}</dl></article>\n"
        for row in rows
    )


def _seen_on(row: dict[str, Any]) -> str:
    return f'<dt>seen on</dt><dd class="address">{_text(row["url"])}</dd>' if row["url"] else ""


def _places(row: dict[str, Any]) -> str:
    """Give the lines, those of one file together."""
    return "; ".join(
        f"<code>{_text(file)}</code> line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
        for file, group in groupby(row["lines"], key=lambda place: place["file"])
        for lines in [[place["line"] for place in group]]
    )


def _groups(rows: list[dict[str, Any]]) -> Iterable[str]:
    """Give a folding table for each group, those that hold first."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["site"], row["group"]), []).append(row)
    for (site, name), group in groups.items():
        counts = Counter(row["status"] for row in group)
        said = ", ".join(f"{counts[status]} {_WORDS[status]}" for status in ORDER if counts[status])
        lines = "".join(
            f'<tr class="{row["status"].replace(" ", "-")}"><td>{row["status"]}</td><td>{_text(row["guess"])}</td><td><code>{_text(row["value"])}</code></td><td>{_text(row["why"])}</td>'
            f'<td class="line">{_text(row["lines"][0]["file"].rpartition("/")[2])}:{row["lines"][0]["line"]}</td></tr>\n'
            for row in sorted(group, key=lambda row: ORDER.index(row["status"]))
        )
        yield (
            f"<details><summary>{_text(name)} <span>{_text(site)}: {said}</span></summary><table><thead><tr><th></th><th>guess</th><th>value</th><th>what was seen</th>"
            f"<th>line</th></tr></thead><tbody>{lines}</tbody></table></details>\n"
        )


def _pages(pages: list[dict[str, Any]], folder: str) -> str:
    rows = "".join(
        f'<tr><td>{_text(page["purpose"])}</td><td>{page["status"] or _text(page["failure"])}</td><td class="address">'
        + (f'<a href="{_text(folder)}/{_text(page["file"])}">{_text(page["asked"])}</a>' if page["file"] else _text(page["asked"]))
        + "</td></tr>\n"
        for page in pages
    )
    return f"<details><summary>{len(pages)} addresses <span>kept in {_text(folder)}</span></summary><table><tbody>{rows}</tbody></table></details>"


def _text(value: object) -> str:
    return html.escape(str(value))
