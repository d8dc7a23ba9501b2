"""Article pages of baoquocte.vn in three generations of markup, with everything that stands around an article."""

from __future__ import annotations

import html
import json
import unicodedata
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from tests.replica import furniture
from tests.replica.messages import CLOCK_ISO, Response, escape, page, slugify
from tests.replica.sections import FORBIDDEN_SECTION, breadcrumb
from tests.replica.story import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.replica.story import Original, Paragraph, Story

HANOI = timezone(timedelta(hours=7))
_CREDITS = {"vi": ("Nguồn", "Ảnh"), "en": ("Source", "Photo")}
_SIGN_OFF = {"vi": "(theo {})", "en": "(according to {})"}
_COLLECTED = "(tổng hợp)"
_RELATED = {"vi": "Tin liên quan", "en": "Related news"}
_COMMENTS = {"vi": "Bình luận", "en": "Comments"}
_PREFIXES = {2020: "TGVN. ", 2021: "Baoquocte.vn. "}


def own_layout(story: Story) -> bool:
    """Whether an old article still comes in its own generation's whole page, and not in today's."""
    return story.original is not None and story.generation != "G4" and story.original.dice(2, "layout") == 1


def picture_url(original: Original, picture: Picture) -> str:
    """Give the address of a picture in the article's body."""
    day = original.published.astimezone(HANOI)
    return f"https://cdn.baoquocte.vn/stores/news_dataimages/{day:%Y}/{day:%m%Y}/{day:%d}/{day:%H}/{picture.file}?rt={day:%Y%m%d%H%M%S}"


def thumbnail_url(original: Original) -> str:
    """Give the teaser picture's address; its query is the time of publication on a twelve-hour clock."""
    day = original.published.astimezone(HANOI)
    return f"https://cdn.baoquocte.vn/stores/news_dataimages/{day:%Y}/{day:%m%Y}/{day:%d}/{day:%H}/croped/thumb-{original.number}.jpg?{day:%y%m%d%I%M%S}"


def standfirst(original: Original) -> str:
    """Give the standfirst with the house's prefix, where its year had one."""
    prefix = _PREFIXES.get(original.published.year, "") if original.edition == "vi" else ""
    return prefix + original.description


def render(story: Story, sidebars: furniture.Sidebars, others: Sequence[Original], design: int) -> Response:
    """Render the article's page."""
    original = _original(story)
    edition = original.edition
    middle = _old_page(original, others) if own_layout(story) and story.generation == "G2" else _page(story, original, others)
    return page(
        "<!-- MasterCMS: page -->\n" + _head(story, original),
        furniture.styles(),
        "</head>\n<body class='detail-page'>\n",
        *furniture.header(edition),
        middle,
        sidebars.right(edition),
        furniture.footer(edition),
        f'<script src="/adsfw/zone.js?i={original.number}"></script></body>\n</html>\n',
        etag=f'W/"{original.number}-{original.revision}-{design}"',
    )


def render_mobile(story: Story, *, amp: bool) -> Response:
    """Render the mobile or AMP variant of the article."""
    original = _original(story)
    mark = " amp" if amp else ""
    return page(
        f'<!doctype html>\n<html{mark} lang="{original.edition}"><head><meta charset="utf-8"><title>{escape(original.headline)}</title>'
        f'<link rel="canonical" href="{original.url}"></head><body><h1 class="article-detail-title">{escape(original.headline)}</h1>'
        f'<div class="article-date">{_shown(original.published)}</div><div class="article-detail-desc">{escape(standfirst(original))}</div>'
        f'<div class="__MASTERCMS_CONTENT">{_paragraphs(original)}</div></body></html>\n'
    )


def render_print(story: Story) -> Response:
    """Render the clean print view."""
    original = _original(story)
    return page(
        f'<!doctype html>\n<html lang="{original.edition}"><head><meta charset="utf-8"><title>{escape(original.headline)}</title>'
        f'<meta name="robots" content="noindex"><link rel="canonical" href="{original.url}"></head><body onload="window.print()"><div class="print-page">'
        f'<h1 class="article-detail-title">{escape(original.headline)}</h1><div class="article-date">{_shown(original.published)}</div>'
        f'<div class="article-detail-desc">{escape(standfirst(original))}</div><div class="__MASTERCMS_CONTENT"><div id="articleBody">'
        f"{_paragraphs(original)}</div></div></div></body></html>\n"
    )


def _original(story: Story) -> Original:
    if story.original is None:
        message = f"{story.key} has no original"
        raise LookupError(message)
    return story.original


def _shown(moment: datetime) -> str:
    return moment.astimezone(HANOI).strftime("%H:%M | %d/%m/%Y")


def _decomposed(original: Original) -> bool:
    return original.edition == "vi" and original.dice(7, "decomposed") == 0


def _text(original: Original, text: str) -> str:
    """Write text as this article has it: now and then decomposed."""
    return unicodedata.normalize("NFD", text) if _decomposed(original) else text


def _head(story: Story, original: Original) -> str:
    host, edition = original.host, original.edition
    headline, description = escape(_text(original, original.headline)), escape(_text(original, standfirst(original)))
    image = thumbnail_url(original)
    lines = [
        "<!doctype html>",
        f'<html lang="{edition}">\n<head>\n<meta charset="utf-8">',
        f"<title>{headline}</title>",
        f'<meta name="description" content="{description}">',
        f'<meta name="news_keywords" content="{escape(", ".join(original.tags))}">',
        f'<meta name="author" content="{furniture.NAMES[edition]}">',
        f'<meta name="pagegen" content="{CLOCK_ISO}">',
        f'<meta property="og:title" content="{headline}">\n<meta property="og:description" content="{description}">',
        f'<meta property="og:type" content="article">\n<meta property="og:url" content="{original.url}">\n<meta property="og:image" content="{image}">',
        f'<link rel="canonical" href="{original.url}">\n<link rel="alternate" hreflang="{edition}" href="{original.url}">',
        f'<link rel="alternate" type="application/rss+xml" href="https://{host}/rss_feed/{"/".join(original.sections)}" title="RSS">',
        f'<link rel="amphtml" href="{original.url}&mobile=yes&amp=1">',
    ]
    if not own_layout(story):
        lines += [f'<script type="application/ld+json">{block}</script>' for block in _linked_data(original)]
    return "\n".join(lines) + "\n"


def _linked_data(original: Original) -> list[str]:
    host, edition = original.host, original.edition
    crumbs = [
        {"@type": "ListItem", "position": place, "item": {"@id": f"https://{host}/{path}", "name": name}}
        for place, (path, name) in enumerate(breadcrumb(edition, original.sections), 1)
    ]
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": original.url},
        "headline": original.headline,
        "description": standfirst(original),
        "image": {"@type": "ImageObject", "url": thumbnail_url(original), "width": 600, "height": 315},
        "datePublished": original.published.isoformat(),
        "dateModified": (original.modified or original.published).isoformat(),
        "author": {"@type": "Organization", "name": furniture.NAMES[edition]},
        "publisher": {
            "@type": "Organization",
            "name": furniture.NAMES[edition],
            "logo": {"@type": "ImageObject", "url": f"https://{host}/stores/logo.png"},
        },
    }
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": furniture.NAMES[edition], "url": f"https://{host}/"}
    trail = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": crumbs}
    return [json.dumps(block, ensure_ascii=False).replace("</", "<\\/") for block in (site, trail, article)]


def _date(story: Story, original: Original) -> str:
    if story.generation == "G4":
        return f'<div class="article-date">{_shown(original.published)}</div>\n'
    return f'<span class="format_time">{original.published.astimezone(HANOI):%d/%m/%Y %H:%M}</span>\n'


def _authors(original: Original, *, inside: bool) -> str:
    """Give the author line, which stands in one of four places."""
    if not original.authors:
        return "" if inside else '<div class="inforAuthor"></div>\n'
    places = {
        "inforAuthor": f'<div class="inforAuthor">{escape("/".join(original.authors))}</div>\n',
        "article-member": f'<div class="article-member">{escape("/".join(original.authors))}</div>\n',
        "cms-author": f'<span class="cms-author">{escape("/".join(original.authors))}</span>\n',
        "article-detail-author": f'<div class="article-detail-author">{escape(" - ".join(original.authors))}</div>\n',
    }
    place = list(places)[original.dice(4, "author")]
    return places[place] if inside == (place == "article-detail-author") else ""


def _crumbs(original: Original) -> str:
    items = []
    for depth, (path, name) in enumerate(breadcrumb(original.edition, original.sections)):
        items.append(
            f'<li class="{"cat-sub-alisa" if depth else "menu-alias"}"><a href="https://{original.host}/{path}" title=\'{name}\'>{escape(name)}</a></li>'
        )
    return f'<ul class="breadcrumb"><li class="home"><a href="https://{original.host}/"></a></li>{"".join(items)}</ul>\n'


def _page(story: Story, original: Original, others: Sequence[Original]) -> str:
    headline = _text(original, original.headline)
    # Articles of the oldest generation keep their body's markup in today's page.
    container = 'class="viewsDtailContent"' if story.generation == "G2" else 'id="__MB_MASTERCMS_EL_3"'
    return (
        f'<div class="wrapper detail"><div class="col-left">{_crumbs(original)}<div class="article-detail">\n'
        f'<span class="article-detail-subtitle">{escape(original.kicker)}</span>\n<h1 class="article-detail-title">\n\t{escape(headline)}\n</h1>\n'
        f"{_date(story, original)}{_authors(original, inside=False)}"
        f'<div class="article-detail-desc">{escape(_text(original, standfirst(original)))}</div>\n'
        '<!--googleoff: all--><div class="banner-detail"><zone id="zone_detail_top"></zone></div><!--googleon: all-->\n'
        f'<div class="__MASTERCMS_CONTENT"><div id="articleBody"><div {container}>\n{_paragraphs(original, others)}</div>\n'
        f'{_authors(original, inside=True)}<ins class="adsbygoogle" data-ad-client="ca-pub-000">quảng cáo</ins>'
        '<zone id="zone_detail_end"></zone></div></div>\n'
        f"{_tags(original)}{furniture.share_box(original.edition)}{_related_block(original, others)}{_comments(original)}</div></div></div>\n"
    )


def _old_page(original: Original, others: Sequence[Original]) -> str:
    """Give the whole page of 2017 to 2019."""
    return (
        f'<div class="wrapper"><div class="sharefullColLeft">{_crumbs(original)}<h1 class="titleDetailNews">{escape(_text(original, original.headline))}</h1>\n'
        f'<div class="dateUp"><span class="format_time">{original.published.astimezone(HANOI):%d/%m/%Y %H:%M}</span></div>\n'
        f'{_authors(original, inside=False)}<div class="padB10">{escape(_text(original, standfirst(original)))}</div>\n'
        f'<div class="viewsDtailContent">\n{_paragraphs(original, others)}{_authors(original, inside=True)}</div>\n'
        f"{_tags(original)}{furniture.share_box(original.edition)}{_related_block(original, others)}{_comments(original)}</div></div>\n"
    )


def _tags(original: Original) -> str:
    links = "".join(
        f'<a class="tag-link" href="https://{original.host}/tag/{slugify(tag)}-{tag_number(tag)}.tag" title=\'{tag}\'>{escape(tag)}</a>'
        for tag in original.tags
    )
    topics = "".join(f'<a class="topic-link" href="https://{original.host}/chu-de/{topic}.topic">{topic}</a>' for topic in original.topics)
    return f'<div class="article-tag">{links}</div>\n{topics}'


def tag_number(tag: str) -> int:
    """Give the number in a tag's address."""
    return sum(ord(letter) for letter in slugify(tag))


def _related_block(original: Original, others: Sequence[Original]) -> str:
    """Give the related articles below; one link in plain http and one to the mobile page, as such links still occur."""
    links = []
    for place, other in enumerate(others):
        address = (other.url.replace("https:", "http:"), f"{other.url}&mobile=yes", other.url)[place % 3]
        links.append(
            f'<div class="article"><h3 class="article-title"><a class="article-link" href="{address}">{escape(other.headline)}</a></h3></div>'
        )
    return (
        f'<!--googleoff: all--><div class="article-relate"><h2>{_RELATED[original.edition]}</h2>{"".join(links)}'
        f'<a href="https://{original.host}/{FORBIDDEN_SECTION}">+</a></div><!--googleon: all-->\n'
    )


def _comments(original: Original) -> str:
    return (
        f'<!--googleoff: all--><div id="user-comment"><h3>{_COMMENTS[original.edition]}</h3><textarea></textarea><p>'
        '<a class="__cf_email__" href="/cdn-cgi/l/email-protection" data-cfemail="5d3f3c32">[email&#160;protected]</a></p></div><!--googleon: all-->\n'
        f'<a class="print" rel="nofollow" href="/apicenter@/print_article&i={original.number}">Print</a>\n'
    )


def _paragraphs(original: Original, others: Sequence[Original] = ()) -> str:
    """Give the body: paragraphs, picture tables, and the boxes and adverts between them."""
    pieces: list[str] = []
    count = 0
    for block in original.blocks:
        if isinstance(block, Picture):
            pieces.append(_picture_table(original, block, count))
            continue
        pieces.append(_paragraph(original, block, count))
        if others:
            pieces.append(_interruption(others, count))
        count += 1
    sign_off = _sign_off(original)
    if sign_off:
        pieces.append(f'<p style="text-align: right;"><strong>{escape(sign_off)}</strong></p>')
    return "\n".join(piece for piece in pieces if piece) + "\n"


def _sign_off(original: Original) -> str:
    if original.agency:
        return _SIGN_OFF[original.edition].format(original.agency)
    return _COLLECTED if original.edition == "vi" and not original.authors and original.dice(4, "collected") == 0 else ""


def _paragraph(original: Original, paragraph: Paragraph, count: int) -> str:
    text = html.escape(_text(original, paragraph.text), quote=False)
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
    if paragraph.box:
        return (
            f'<table class="__MB_template_g" border="0"><tbody><tr><td class="__RE_PLACE_CONTENT"><p>{text}</p></td></tr></tbody></table>'
        )
    return f'<p style="text-align: justify;">{text}</p>'


def _picture_table(original: Original, picture: Picture, count: int) -> str:
    url = picture_url(original, picture)
    source = f'src="/stores/blank.gif" data-src="{url}"' if (original.dice(2, "lazy") + count) % 2 else f'src="{url}"'
    label = _CREDITS[original.edition][(original.dice(2, "credit") + count) % 2]
    caption = " ".join(part for part in (picture.caption, f"({label}: {picture.credit})" if picture.credit else None) if part)
    row = f'<tr><td class="pCaption caption"><em>{html.escape(_text(original, caption), quote=False)}</em></td></tr>' if caption else ""
    return (
        '<table class="MASTERCMS_TPL_TABLE" style="width: 100%;" border="0"><tbody>'
        f'<tr><td><img class="__img_mastercms" {source} alt="{escape(picture.caption or "")}"></td></tr>{row}</tbody></table>'
    )


def _interruption(others: Sequence[Original], count: int) -> str:
    """Give what stands after the paragraph with this place: boxes of other articles, adverts, styles, scripts, blanks."""
    if count == 0:
        return '<p>&nbsp;</p><style>.x-b{color:red}</style><div class="banner"><zone id="zone_in_1">Quảng cáo</zone></div>'
    other = others[count % len(others)]
    link = f"<a href=\"{other.url}\" title='{other.headline}'>{escape(other.headline)}</a>"
    if count == 1:
        return (
            '<table class="_MB_EMBEDNEWS"><thead><tr><th>More from WVR</th></tr></thead>'
            f'<tbody><tr><td><img src="{thumbnail_url(other)}" alt="">{link}</td></tr></tbody></table>'
        )
    if count == 2:
        return (
            f'<table class="__mb_article_in_image"><tbody><tr><td><p>{link}</p></td>'
            f"<td><p>{escape(other.description)}</p></td></tr></tbody></table><script>mcms_3('in',1);</script>"
        )
    if count == 3:
        return f'<table class="__MB_ARTICLE_A"><tbody><tr><td>{link}</td></tr></tbody></table><ins class="adsbygoogle"></ins><p></p>'
    return ""
