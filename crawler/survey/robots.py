"""What a host's robots.txt says of an address, and in which line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from protego import Protego

from crawler.reading.links import host_of

if TYPE_CHECKING:
    from crawler.survey.sample import Sample

_AGENT = "defence-diplomacy-crawler"
_OK = 200


def forbidding(sample: Sample, url: str) -> str | None:
    """Return the line that forbids an address; None where it may be asked for, or nobody knows. Without a robots.txt everything may be."""
    answer = sample.robots(host_of(url))
    if answer is None or answer.status != _OK or Protego.parse(answer.text).can_fetch(url, _AGENT):
        return None
    for line in answer.text.splitlines():
        rule = line.partition("#")[0].strip()
        if rule.lower().startswith("disallow:") and not Protego.parse(f"User-agent: *\n{rule}").can_fetch(url, _AGENT):
            return rule
    return "its rules for this crawler"


def sitemaps_in(sample: Sample, host: str) -> list[str]:
    """Return the sitemaps that a host's robots.txt names."""
    answer = sample.robots(host)
    return list(Protego.parse(answer.text).sitemaps) if answer is not None and answer.status == _OK else []
