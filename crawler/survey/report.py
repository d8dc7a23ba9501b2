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
            {
                "purpose": answer.purpose, "asked": answer.asked, "url": answer.url, "status": answer.status, "failure": answer.failure,
                "file": name,
            }
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
    fails = [row for row in report["findings"] if row["status"] == "fails"]
    others = [row for row in report["findings"] if row["status"] != "fails"]
    made = _text(report["made"][:16].replace("T", " "))
    tiles = "".join(f'<li class="{_css(status)}"><b>{report["counts"][status]}</b> {_WORDS[status]}</li>' for status in ORDER)
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Survey of the sites, {made}</title>\n<style>{_STYLE.read_text('utf-8')}</style></head>\n<body><main>",
            f'<h1>Survey of the sites</h1><p class="lead">{made} UTC, {report["requests"]} requests.',
            f'Each guess of the sites’ data was held against the pages that came.</p><ul class="tiles">{tiles}</ul>',
            *(f'<p class="blocked">{_text(words)}</p>' for words in report["blocked"]),
            "<h2>What to change</h2>",
            *(map(_fail, fails) if fails else ("<p>Nothing: no guess fails.</p>",)),
            "<h2>All other guesses</h2>",
            *_groups(others),
            "<h2>What was asked for</h2>",
            _pages(report["pages"], folder),
            "</main></body></html>\n",
        )
    )


def _fail(row: dict[str, Any]) -> str:
    said = {
        "guessed": f"<code>{_text(row['value']) or '–'}</code>",
        "found": f"<strong>{_text(row['found']) or '–'}</strong>",
        "because": _text(row["why"]),
        "change": _places(row),
        "seen on": f'<span class="address">{_text(row["url"])}</span>' if row["url"] else "",
    }
    lines = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in said.items() if value)
    return f'<article class="fail"><h3>{_text(row["guess"])} <span>{_text(row["site"])}</span></h3><dl>{lines}</dl></article>'


def _places(row: dict[str, Any]) -> str:
    """Give the lines, those of one file together."""
    return "; ".join(
        f"<code>{_text(file)}</code> line{'s' if lines[1:] else ''} {', '.join(map(str, lines))}"
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
        lines = map(_row, sorted(group, key=lambda row: ORDER.index(row["status"])))
        head = "<tr><th></th><th>guess</th><th>value</th><th>what was seen</th><th>line</th></tr>"
        yield f"<details><summary>{_text(name)} <span>{_text(site)}: {said}</span></summary>"
        yield f"<table><thead>{head}</thead><tbody>{''.join(lines)}</tbody></table></details>"


def _row(row: dict[str, Any]) -> str:
    place = row["lines"][0]
    cells = (row["status"], _text(row["guess"]), f"<code>{_text(row['value'])}</code>", _text(row["why"]))
    line = f'<td class="line">{_text(place["file"].rpartition("/")[2])}:{place["line"]}</td>'
    return f'<tr class="{_css(row["status"])}">{"".join(f"<td>{cell}</td>" for cell in cells)}{line}</tr>\n'


def _css(status: str) -> str:
    return status.replace(" ", "-")


def _pages(pages: list[dict[str, Any]], folder: str) -> str:
    rows = "".join(map(_page, pages, [folder] * len(pages)))
    summary = f"{len(pages)} addresses <span>what came is kept in {_text(folder)}</span>"
    return f"<details><summary>{summary}</summary><table><tbody>{rows}</tbody></table></details>"


def _page(page: dict[str, Any], folder: str) -> str:
    asked = _text(page["asked"])
    link = f'<a href="{_text(folder)}/{_text(page["file"])}">{asked}</a>' if page["file"] else asked
    return f'<tr><td>{_text(page["purpose"])}</td><td>{page["status"] or _text(page["failure"])}</td><td class="address">{link}</td></tr>\n'


def _text(value: object) -> str:
    return html.escape(str(value))
