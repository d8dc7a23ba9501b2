"""All checks, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.survey import mirror_addresses, mirror_pages, paper_addresses, paper_article, paper_boxes, paper_lists
from crawler.survey.findings import merged
from crawler.survey.tables import ALL, MIRROR, PAPER

if TYPE_CHECKING:
    from crawler.survey.findings import Finding
    from crawler.survey.sample import Sample

_PAPER = (paper_addresses, paper_article, paper_boxes, paper_lists)
_MIRROR = (mirror_addresses, mirror_pages)


def findings(sample: Sample) -> list[Finding]:
    """Hold every guess against the sample."""
    paper = sample.part(edition["host"] for edition in PAPER.data["edition"])
    mirror = sample.part(MIRROR.data["hosts"])
    found = [finding for module in _PAPER for finding in module.check(paper)]
    found += [finding for module in _MIRROR for finding in module.check(mirror)]
    return merged(found, ALL)
