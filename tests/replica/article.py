"""Article pages of baoquocte.vn in three generations of markup, with everything that stands around an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.replica import furniture
from tests.replica.addresses import HANOI
from tests.replica.article_body import paragraphs
from tests.replica.article_head import author_place, head, own_layout, standfirst, text_of
from tests.replica.messages import Response, Told, escape, page, slugify
from tests.replica.sections import FORBIDDEN_SECTION, breadcrumb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.replica.story import Original, Story

_RELATED = {"vi": "Tin liên quan", "en": "Related news"}
_COMMENTS = {"vi": "Bình luận", "en": "Comments"}
_TAGS = {"vi": "Từ khóa:", "en": "Tags:"}
_VIEWS = {"vi": "lượt xem", "en": "views"}
_SOURCE = {"vi": "Nguồn", "en": "Source"}
# How a name stands in the div that holds the date.
_NAME_FORMS = ("{}", '<a class="author-link" href="#">{}</a>', "<strong>{}</strong>")


def render(story: Story, sidebars: furniture.Sidebars, others: Sequence[Original], design: str) -> Response:
    """Render the article's page."""
    original = _original(story)
    edition = original.edition
    middle = _old_page(original, others) if own_layout(story) and story.generation == "G2" else _page(story, original, others)
    return page(
        "<!-- Content Management System: MasterCMS -->\n" + head(story, original),
        furniture.styles(),
        "</head>\n<body class='pc-detail'>\n",
        *furniture.header(edition),
        *middle,
        sidebars.right(edition),
        sidebars.below(edition),
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
        f'<div class="__MASTERCMS_CONTENT">{paragraphs(original)}</div></body></html>\n'
    )


def render_print(story: Story) -> Response:
    """Render the clean print view."""
    original = _original(story)
    return page(
        f'<!doctype html>\n<html lang="{original.edition}"><head><meta charset="utf-8"><title>{escape(original.headline)}</title>'
        f'<meta name="robots" content="noindex"><link rel="canonical" href="{original.url}"></head><body onload="window.print()"><div class="print-page">'
        f'<h1 class="article-detail-title">{escape(original.headline)}</h1><div class="article-date">{_shown(original.published)}</div>'
        f'<div class="article-detail-desc">{escape(standfirst(original))}</div><div class="__MASTERCMS_CONTENT"><div id="articleBody">'
        f"{paragraphs(original)}</div></div></div></body></html>\n"
    )


def _original(story: Story) -> Original:
    if story.original is None:
        message = f"{story.key} has no original"
        raise LookupError(message)
    return story.original


def _shown(moment: datetime) -> str:
    return moment.astimezone(HANOI).strftime("%H:%M | %d/%m/%Y")


def _names_and_date(story: Story, original: Original) -> str:
    """Give the row under the headline: one div with the date, perhaps a name, scripts, a rating, a count of readers."""
    moment = original.published.astimezone(HANOI)
    if story.generation == "G4":
        date = f'<div class="article-date hna-article-date lt">{moment:%H:%M | %d/%m/%Y}</div>'
    else:
        date = f'<span class="format_time">{moment:%d/%m/%Y %H:%M}</span>'
    name = ""
    if author_place(original) == "beside the date":
        form = _NAME_FORMS[original.dice(len(_NAME_FORMS), "name")]
        name = form.format(escape("/".join(original.authors)))
    views = f'<span class="article-views">{original.number % 9000 + 1000:,} {_VIEWS[original.edition]}</span>'
    return (
        f'<div class="article-social fw lt clearfix">\n\t<div class="inforAuthor lt">\n\t\t{name}{date}\n\t\t<script>mcms_1("rate",2);</script>\n'
        '<!--googleoff: all--><div class="author-raterjs lt"><div class="reader-raterjs"><div id="rater-step" data-url=""></div><span>4.5/5</span></div>'
        f"<script>mcms_2('rater',5);</script></div><!--googleon: all-->{views if original.dice(2, 'views') else ''}\n\t</div>\n"
        f'\t<div class="readFlags rt"></div></div>\n{_author_line(original)}'
    )


def _author_line(original: Original) -> str:
    """Give the author's own line above the standfirst, where the article has it there."""
    names = escape("/".join(original.authors))
    lines = {"member": f'<div class="article-member">{names}</div>\n', "cms-author": f'<span class="cms-author">{names}</span>\n'}
    return lines.get(author_place(original), "")


def _author_below(original: Original) -> str:
    """Give the author's div below the body, which is there and empty where it has nobody to name, and the source beside it."""
    mine = author_place(original) == "beside the body"
    names = escape(" - ".join(original.authors)) if mine else ""
    source = ""
    if mine and original.dice(3, "source"):
        source = f'<div class="article-detail-source">{_SOURCE[original.edition]}: {escape(original.agency or furniture.NAMES[original.edition])}</div>'
    return f'<div class="article-detail-author clearfix"> <i style="font-family: Arial, sans-serif;">{names}</i></div>{source}\n'


def _crumbs(original: Original) -> str:
    items = []
    for depth, (path, name) in enumerate(breadcrumb(original.edition, original.sections)):
        css = "cat-alias cat-sub-alisa" if depth else "menu-alias"
        slash = '<li class="nav-slash"><span>/</span></li>' if depth else ""
        items.append(f'{slash}<li class="{css}"><a href="https://{original.host}/{path}">{escape(name)}</a></li>')
    return f'<div class="navigation fw lt mb clearfix"><ul class="breadcrumb clearfix">{"".join(items)}</ul></div>\n'


def _page(story: Story, original: Original, others: Sequence[Original]) -> list[str | bytes]:
    # Articles of the oldest generation keep their body's markup in today's page.
    container = 'class="viewsDtailContent"' if story.generation == "G2" else 'id="__MB_MASTERCMS_EL_3" class="fw lt clearfix"'
    # On some pages the author's div stands beside the content's div, not in it.
    outside = original.dice(3, "author outside") == 0
    below = f'<div style="clear: both;"></div>{_author_below(original)}'
    return [
        (
            f'<main id="main"><div class="siteCenter clearfix"><div class="main-detail fw lt clearfix"><div class="bx-detail-left lt">{_crumbs(original)}'
            f'<div class="article-detail fw lt mb clearfix">\n<span class="article-detail-subtitle">{escape(original.kicker)}</span>\n'
            f'<h1 class="article-detail-title f0">\n\t{escape(text_of(original, original.headline))}\n</h1>\n{_names_and_date(story, original)}'
        ),
        _told(f'<div class="article-detail-desc fw lt f0 mb clearfix">{escape(text_of(original, standfirst(original)))}</div>\n'),
        (
            f"{furniture.share_box(original.edition, original.url, original.number)}{_related_block(original, others)}"
            '<!--googleoff: all--><div class="banner-detail"><zone id="zone_detail_top"></zone></div><!--googleon: all-->\n'
            f'<div class="__MASTERCMS_CONTENT fw lt clearfix"><div id="articleBody" class="fw lt clearfix" itemprop="articleBody"><div {container}>'
            '<style id="css_tpl_box_in_db">.x{}</style>\n'
        ),
        _told(paragraphs(original, others)),
        (
            '</div>\n<div style="clear: both;"></div><div class="banner fw lt mb clearfix"><ins class="adsbygoogle" data-ad-client="ca-pub-000">quảng cáo</ins>'
            f'</div><div class="banner fw lt mb clearfix"><zone id="zone_detail_end"></zone></div></div>\n{"" if outside else below}</div>\n{below if outside else ""}'
            f"</div>\n{_tags(original)}{_comments(original)}</div>\n"
        ),
    ]


def _old_page(original: Original, others: Sequence[Original]) -> list[str | bytes]:
    """Give the whole page of 2017 to 2019."""
    names = escape("/".join(original.authors))
    inside = author_place(original) == "beside the body"
    above = f'<div class="inforAuthor">{names}</div>' if author_place(original) == "beside the date" else _author_line(original)
    return [
        (
            f'<main id="main"><div class="wrapper"><div class="sharefullColLeft">{_crumbs(original)}'
            f'<h1 class="titleDetailNews">{escape(text_of(original, original.headline))}</h1>\n'
            f'<div class="dateUp"><span class="format_time">{original.published.astimezone(HANOI):%d/%m/%Y %H:%M}</span></div>\n{above}'
        ),
        _told(f'<div class="padB10">{escape(text_of(original, standfirst(original)))}</div>\n'),
        '<div class="viewsDtailContent">\n',
        _told(paragraphs(original, others)),
        (
            f"{f'<div class=article-detail-author>{names}</div>' if inside else ''}</div>\n"
            f"{_tags(original)}{furniture.share_box(original.edition, original.url, original.number)}{_related_block(original, others)}{_comments(original)}</div>\n"
        ),
    ]


def _told(text: str) -> Told:
    return Told(text.encode())


def _tags(original: Original) -> str:
    links = "".join(
        f'<a class="tag-link" href="https://{original.host}/tag/{slugify(tag)}-{tag_number(tag)}.tag" title=\'{tag}\'>{escape(tag)}</a>'
        for tag in original.tags
    )
    topics = "".join(f'<a class="topic-link" href="https://{original.host}/chu-de/{topic}.topic">{topic}</a>' for topic in original.topics)
    title = f'<span class="article-tag-title">{_TAGS[original.edition]}</span>'
    return f'<div class="article-tag fw lt mb clearfix">{title}<div class="article-tag-link">{links}</div></div>\n{topics}'


def tag_number(tag: str) -> int:
    """Give the number in a tag's address."""
    return sum(ord(letter) for letter in slugify(tag))


def _related_block(original: Original, others: Sequence[Original]) -> str:
    """Give the related articles above the body; one link in plain http and one to the mobile page, as such links still occur."""
    links = []
    for place, other in enumerate(others):
        address = (other.url.replace("https:", "http:"), f"{other.url}&mobile=yes", other.url)[place % 3]
        links.append(f'<a class="article-link" href="{address}" title=\'{other.headline}\'>{escape(other.headline)}</a>\n')
    return (
        f'<div class="article-relate fw lt mb clearfix"><!-- {_RELATED[original.edition]} --><div class="bx-cat-content fw lt">{"".join(links)}'
        f'<a href="https://{original.host}/{FORBIDDEN_SECTION}">+</a></div></div>\n'
    )


def _comments(original: Original) -> str:
    host = original.host
    return (
        f'<!--googleoff: all--><div style="display: none;"><iframe rel="nofollow" src="https://{host}/widgets@/article_statistic&amp;aid={original.number}" '
        f'width="0" height="0"></iframe><input type="hidden" name="__printURL" value="{original.url}"></div>'
        f'<div id="user-comment" class="fw lt mb clearfix"><h3>{_COMMENTS[original.edition]}</h3><textarea></textarea><p>'
        '<a class="__cf_email__" href="/cdn-cgi/l/email-protection" data-cfemail="5d3f3c32">[email&#160;protected]</a></p>'
        f'<div class="__API_WIDGET" data-url="https://{host}/apicenter@/user_comments&amp;tpl_gui=tpl_member_comments_file_2"></div></div><!--googleon: all-->\n'
    )
