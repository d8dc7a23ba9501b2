from __future__ import annotations

import pytest

from crawler import sites


def test_a_host_leads_to_its_site_and_a_strange_one_to_none() -> None:
    of = {host: site for site in sites.SITES.values() for host in site.hosts}
    assert {host: sites.site_of(f"https://{host}/a") for host in of} == of
    assert sites.site_of("https://example.org/a") is None
    assert of.keys() == sites.ALLOWED_HOSTS


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://baoquocte.vn/tau-tham-cang-cam-ranh-312345.html", "baoquocte.vn/312345"),
        ("https://en.baoquocte.vn/ships-call-at-cam-ranh-312346.html", "en.baoquocte.vn/312346"),
        ("https://www.vietnam.vn/de/tau-tham-cang-cam-ranh", "vietnam.vn/de/tau-tham-cang-cam-ranh"),
        ("https://example.org/tau-tham-cang-cam-ranh-312345.html", None),
        ("https://[baoquocte.vn/tau-tham-cang-cam-ranh-312345.html", None),
    ],
)
def test_an_articles_address_is_taken_apart_whichever_sites_it_is(url: str, key: str | None) -> None:
    address = sites.address(url)
    assert (address.key if address else None) == key


def test_a_mirrors_newspaper_is_an_original_site() -> None:
    assert {mirror.origin for mirror in sites.MIRRORS} <= set(sites.ORIGINAL_SITES)
    assert set(sites.ORIGINAL_SITES) | {mirror.name for mirror in sites.MIRRORS} == set(sites.SITES)
