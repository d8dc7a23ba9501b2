"""The body of an article on the paper: its own paragraphs and pictures, and the boxes and adverts between them."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from tests.replica.addresses import rendered_picture_url, thumbnail_url
from tests.replica.article_head import text_of
from tests.replica.messages import escape, slugify
from tests.replica.story import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.replica.story import Original, Paragraph

_CREDITS = {"vi": ("Nguồn", "Ảnh"), "en": ("Source", "Photo")}
_SIGN_OFF = {"vi": "(theo {})", "en": "(according to {})"}
_COLLECTED = "(tổng hợp)"
BLANKS = "\t\t  "


def paragraphs(original: Original, others: Sequence[Original] = ()) -> str:
    """Give the body; with ``others`` what interrupts it too."""
    pieces: list[str] = []
    count = pictures = 0
    for block in original.blocks:
        if isinstance(block, Picture):
            pieces.append(_picture_table(original, block, count, first=pictures == 0))
            pictures += 1
            continue
        pieces.append(_paragraph(original, block, count))
        if others:
            pieces.append(_interruption(others, count))
        count += 1
    sign_off = _sign_off(original)
    if sign_off:
        pieces.append(f'<p style="text-align: right;"><strong>{escape(sign_off)}</strong></p>')
    # Nothing but blanks stands between the pieces: the whole body is one line of the page.
    return BLANKS.join(piece for piece in pieces if piece) + "\n"


def _sign_off(original: Original) -> str:
    if original.agency:
        return _SIGN_OFF[original.edition].format(original.agency)
    return _COLLECTED if original.edition == "vi" and not original.authors and original.dice(4, "collected") == 0 else ""


def _paragraph(original: Original, paragraph: Paragraph, count: int) -> str:
    text = html.escape(text_of(original, paragraph.text), quote=False)
    place = (original.dice(6, "spacing") + count) % 6
    if place == 1:
        text = text.replace(" ", "&nbsp;", 1)
    elif place == 3:
        text = text.replace(" ", " \u200b", 1)
    elif place == 4:
        text = "\t\t\t" + text.replace(" ", " \t\t", 1) + "\n\t\t"
    if paragraph.link:
        start = f'<a class="__MB_LINK_IN_ARTICLE" href="https://{original.host}/{paragraph.link}.html" title=\'{paragraph.link}\'>'
        text = text.replace("{{", start).replace("}}", "</a>")
    if paragraph.heading:
        return f"<h2>{text}</h2>"
    if paragraph.box:
        return _box(original, text, count)
    return f'<p style="text-align: justify;">{text}</p>'


def _box(original: Original, text: str, count: int) -> str:
    """Give an editorial box, in one of the two forms that the editors have: with a paragraph, and without."""
    if (original.dice(2, "box") + count) % 2:
        inner, names = text, "__MB_template_d __MB_ARTICLE_QUOTE __MB_HL_BOX"
    else:
        inner, names = f"<p>{text}</p>", "__MB_template_g"
    return f'<table class="{names}" border="0"><tbody><tr><td class="__RE_PLACE_CONTENT">{inner}</td></tr></tbody></table>'


def _picture_table(original: Original, picture: Picture, count: int, *, first: bool) -> str:
    url = rendered_picture_url(original, picture)
    source = f'src="/stores/blank.gif" data-src="{url}"' if (original.dice(2, "lazy") + count) % 2 else f'src="{url}"'
    label = _CREDITS[original.edition][(original.dice(2, "credit") + count) % 2]
    caption = " ".join(part for part in (picture.caption, f"({label}: {picture.credit})" if picture.credit else None) if part)
    row = f"<tr>{BLANKS}<td>{html.escape(text_of(original, caption), quote=False)}</td></tr>" if caption else ""
    before = ""
    alt = escape(text_of(original, picture.caption or original.headline))
    if original.alt_line and first:
        alt = slugify(original.headline).replace("-", " ").capitalize()
        line = f"<td>{alt}</td>" if original.dice(2, "alt line") else ""
        row = f"<tr>{line}</tr>{row}" if line else row
        before = "" if line else f"<p>{alt}</p>{BLANKS}"
    return (
        f'{before}<table class="MASTERCMS_TPL_TABLE" style="width: 100%;">{BLANKS}<tbody><tr>{BLANKS}<td><img {source} class="__img_mastercms" '
        f'alt="{alt}" style="max-width:100%; padding:0px; margin:0px;" title="{alt}"></td></tr>{row}</tbody></table>'
    )


def _interruption(others: Sequence[Original], count: int) -> str:
    """Give what stands after the paragraph with this place: boxes of other articles, adverts, scripts, blanks."""
    if count == 0:
        return (
            '<p>&nbsp;</p><style>.x-b{color:red}</style><div class="banner fw lt mb clearfix"><zone id="zone_in_1">Quảng cáo</zone></div>'
        )
    other = others[count % len(others)]
    title = escape(other.headline)
    if count == 1:
        return (
            '<table align="right" class="_MB_EMBEDNEWS" style="width: 30%;"><thead><tr><td>More from WVR</td></tr></thead>'
            f'<tbody><tr><td><a href="{other.url}" title=\'{other.headline}\'><span class="img-item"><img alt="{title}" '
            f'src="{thumbnail_url(other)}"> </span> <span class="title-item">{title}</span> </a></td></tr></tbody></table>'
        )
    if count == 2:
        # As in life: two such tables running, each with a blank paragraph under its picture.
        return f"{''.join(_article_in_image(neighbour) for neighbour in others[:2])}<script>mcms_3('in',1);</script>"
    if count == 3:
        link = f"<a href=\"{other.url}\" title='{other.headline}'>{title}</a>"
        return f'<table class="__MB_ARTICLE_A"><tbody><tr><td>{link}</td></tr></tbody></table><ins class="adsbygoogle"></ins><p></p>'
    return ""


def _article_in_image(other: Original) -> str:
    return (
        f'<table class="__mb_article_in_image"><tbody><tr><td align="left" valign="top" width="100"><a href="{other.url}"><img alt="" '
        f'src="{thumbnail_url(other)}" style="width: 140px;"></a>{BLANKS}<p> </p></td><td align="left" style="vertical-align: top;"><a href="{other.url}" '
        f"title='{other.headline}'>{escape(other.headline)}</a>{BLANKS}<p><span class=\"tpl_desc\">{escape(other.description)}</span></p></td></tr></tbody></table>{BLANKS}"
    )
