"""What a survey asks of the mirror: it is asked for the paper's stories."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from crawler.reading.links import host_of, path_of
from crawler.survey.asking import addresses_of, cut_off, teasers_of
from crawler.survey.tables import MIRROR

if TYPE_CHECKING:
    from datetime import date

    from crawler.survey.asking import Ask
    from crawler.survey.sample import Answer, Sample

# Languages that are asked for first, where a story has them: of each script one.
_SCRIPTS = ("ja", "ko", "ar", "th", "ru", "zh-cn", "fr", "es", "hi", "el", "en")
_FEW_CODES = 3
_MISSING = "trang-nay-khong-co-tren-may-chu-khao-sat-dia-chi-trong"
_DAY = re.compile(r"\d{4}.?\d{2}.?\d{2}")
_PURPOSES = {"section": "category", "front": "language-front"}
ROOT: str = MIRROR.data["canonical_host"]


async def ask_mirror(ask: Ask, sample: Sample, today: date) -> None:
    """Ask for hosts, lists of each kind, pages of five languages and an address at which nothing stands."""
    root = f"https://{ROOT}"
    if await _is_cut_off(ask):
        return
    for host in MIRROR.data["hosts"]:
        if host != ROOT:
            await ask("host", f"https://{host}/robots.txt", "hosts", host)
    await _lists(ask, sample)
    await _category(ask, sample)
    for place, seed in enumerate(MIRROR.data["seeds_by_language"]):
        for code in MIRROR.data["known"]["feeds" if seed["kind"] == "feed" else "fronts"]:
            await ask(_PURPOSES.get(seed["kind"], seed["kind"]), seed["url"].format(lang=code), f"seeds_by_language[{place}].url", code)
    await _day_map(ask, sample, today)
    await _pages(ask, sample, root)
    await ask("missing", f"{root}/{_MISSING}", "missing.status")


async def _is_cut_off(ask: Ask) -> bool:
    for place, seed in enumerate(MIRROR.data["seeds"]):
        if seed["kind"] == "front":
            return cut_off(await ask("front", seed["url"], f"seeds[{place}].url", seed["url"]))
    return False


async def _lists(ask: Ask, sample: Sample) -> None:
    """Ask for the lists that the data start from; of tags one is enough."""
    for place, seed in enumerate(MIRROR.data["seeds"]):
        kind = seed["kind"]
        if kind != "front" and not (kind == "tag" and any(sample.of("tag", host=ROOT, good=False))):
            await ask(_PURPOSES.get(kind, kind), seed["url"], f"seeds[{place}].url", seed["url"])


async def _category(ask: Ask, sample: Sample) -> None:
    """Where none of the categories that the data know has articles, ask for one that a page names."""
    if any(answer.teasers for answer in sample.of("category")):
        return
    asked = {answer.asked for answer in sample.answers}
    forms = {seed["url"].rpartition("/")[0] for seed in MIRROR.data["seeds"] if seed["kind"] == "section"}
    links = (link for answer in sample.of("front", host=ROOT) for link in answer.links if link.rpartition("/")[0] in forms)
    for link in [link for link in links if link not in asked][:1]:
        await ask("category", link)


async def _day_map(ask: Ask, sample: Sample, today: date) -> None:
    """Ask for the sitemap of the day from which most of the paper's stories are known, else of the newest day."""
    parts = [part for answer in sample.of("sitemap", host=ROOT) if answer.listing is not None for part in answer.listing.lists]
    dated = {re.sub(r"\D", "", found[0]): part for part in parts if (found := _DAY.search(part))}
    originals = (teaser for answer in sample.answers if host_of(answer.asked) != ROOT for teaser in teasers_of(answer))
    ours = (one.date[:10] for one in originals if one.date and one.address.language == MIRROR.data["origin_language"])
    days = Counter(day.replace("-", "") for day in ours if day < today.isoformat())
    wanted = [day for day, _ in days.most_common() if day in dated]
    for day in wanted[:2] or sorted(dated)[-1:]:
        if (await ask("day-map", dated[day], "lists.day")).teasers:
            return


async def _pages(ask: Ask, sample: Sample, root: str) -> None:
    """Ask for one of the paper's stories in Vietnamese and languages of other scripts, for the story that is known, for another one."""
    home, known = MIRROR.data["origin_language"], MIRROR.data["known"]
    lists = sample.of("day-map", "sitemap", "category", "front", "feed", host=ROOT)
    mapped = [teaser.address for answer in lists for teaser in teasers_of(answer)]
    ours = {found.slug for answer in sample.answers if host_of(answer.asked) != ROOT for found in addresses_of(answer)}
    slug = min((one.slug for one in mapped), key=lambda slug: slug not in ours, default=known["slug"])
    page = await ask("page", f"{root}/{slug}")
    codes = _codes(page, home)[:_FEW_CODES]
    for code in codes:
        await ask("page", f"{root}/{code}/{slug}")
    for code in [code for code in known["languages"] if code not in codes][:1]:
        codes.append(code)
        await ask("page", f"{root}/{code}/{known['slug']}")
    for other in [one for one in mapped if one.language.lower() not in (*codes, home)][:1]:
        await ask("page", other.url)


def _codes(page: Answer, home: str) -> list[str]:
    """Return the languages in which a page says that it exists, those of different scripts first."""
    paths = [path_of(link).split("/") for link in page.hrefs("link[hreflang]")] if page.good else []
    codes = {path[0] for path in paths if path[1:]} - {home}
    return sorted(codes, key=lambda code: (_SCRIPTS.index(code) if code in _SCRIPTS else len(_SCRIPTS), code)) or ["ja", "en"]
