"""Addresses of the paper's pictures: what names one, and what the site adds to it when it renders a page."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from tests.replica.messages import CLOCK_EPOCH, CLOCK_STAMP

if TYPE_CHECKING:
    from tests.replica.story import Original, Picture

HANOI = timezone(timedelta(hours=7))
_UPLOAD = timedelta(minutes=16)


def _folder(original: Original) -> str:
    """Give the folder of the hour in which the article came out; both editions keep their pictures on the Vietnamese host."""
    day = original.published.astimezone(HANOI)
    host = "cdn.baoquocte.vn" if original.dice(3, "picture host") == 0 else "baoquocte.vn"
    return f"https://{host}/stores/news_dataimages/{day:%Y}/{day:%m%Y}/{day:%d}/{day:%H}"


def picture_url(original: Original, picture: Picture) -> str:
    """Give the address of a picture in the article's body, without what the site adds."""
    return f"{_folder(original)}/{picture.file}"


def rendered_picture_url(original: Original, picture: Picture) -> str:
    """Give the same address as the page has it: with the minute of page generation."""
    return f"{picture_url(original, picture)}?rt={CLOCK_STAMP}"


def social_image_url(original: Original) -> str:
    """Give the address of the picture for social networks, with the second of page generation."""
    upload = original.published.astimezone(HANOI) - _UPLOAD
    return f"{_folder(original)}/in_social/anh-{original.number}-{upload:%Y%m%d%H%M%S}.jpg?randTime={CLOCK_EPOCH}"


def thumbnail_url(original: Original) -> str:
    """Give the teaser picture's address; its last query is the time of publication on a twelve-hour clock.

    A picture that was not cropped has the time of its upload before that, behind a question mark of its own.
    """
    day = original.published.astimezone(HANOI)
    upload = day - _UPLOAD
    name = f"anh-{original.number}-{upload:%Y%m%d%H%M%S}.jpg"
    cut = f"thumbnail/{name}?rt={upload:%Y%m%d%H%M%S}" if original.dice(3, "cropped") == 0 else f"croped/thumbnail/{name}"
    return f"{_folder(original)}/{cut}?{day:%y%m%d%I%M%S}"
