"""All checks, one after the other."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler.survey import (
    mirror_lines,
    mirror_lists,
    mirror_pages,
    mirror_paths,
    paper_article,
    paper_boxes,
    paper_forms,
    paper_hosts,
    paper_lists,
    paper_metadata,
    paper_text,
    words,
)
from crawler.survey.asking import addresses_of
from crawler.survey.findings import merged
from crawler.survey.tables import ALL, MIRROR, PAPER

if TYPE_CHECKING:
    from crawler.survey.findings import Finding
    from crawler.survey.sample import Sample

logger = logging.getLogger(__name__)

_PAPER = (
    paper_hosts.check, paper_forms.check, paper_article.check, paper_metadata.check, paper_boxes.check, paper_text.check, paper_lists.check,
    words.check_paper,
)  # fmt: skip
_MIRROR = (mirror_lists.check, mirror_paths.check, mirror_pages.check, mirror_lines.check, words.check_mirror)


def findings(sample: Sample) -> list[Finding]:
    """Hold every guess against the sample."""
    paper = sample.part(edition["host"] for edition in PAPER.data["edition"])
    mirror = sample.part(MIRROR.data["hosts"])
    mirror.originals = frozenset(where.slug for answer in paper.answers for where in addresses_of(answer))
    found: list[Finding] = []
    for checks, part in ((_PAPER, paper), (_MIRROR, mirror)):
        for check in checks:
            try:
                found += check(part)
            except Exception:  # a page that nobody has foreseen costs one check, not the survey: its pages are kept, to find out why
                logger.exception("%s.%s failed: its guesses are not in the report", check.__module__, check.__name__)
    return merged(found, ALL)
