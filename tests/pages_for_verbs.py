"""Pages for the tests of the text verbs: a page from lines, and what it is made of."""

from __future__ import annotations

from crawler.page import Address, Image, Page

SLUG = "bo-truong-quoc-phong-hai-nuoc-gap-nhau-tai-ha-noi"
HEADLINE = "Zwei Minister treffen sich in Hanoi"


def page(*body: str | Image, language: str = "de", headline: str = HEADLINE, description: str | None = None) -> Page:
    """A mirror's page with this body."""
    segment = language.lower()
    address = Address(f"vietnam.vn/{segment}/{SLUG}", f"https://www.vietnam.vn/{segment}/{SLUG}", "vietnam.vn", language, SLUG)
    return Page(address=address, parser="test", headline=headline, description=description, body=list(body), origin_language="vi")


def removed(of: Page) -> list[tuple[str, str]]:
    """The removed pieces as pairs."""
    return [(piece.kind, piece.text) for piece in of.removed]


def picture(caption: str | None = None, credit: str | None = None) -> Image:
    """An image with an address."""
    return Image("https://www.vietnam.vn/a.jpg", caption, credit)
