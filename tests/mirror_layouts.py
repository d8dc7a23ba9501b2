"""Pours one article's text into pages of ever other markup: random tags, names, chrome. Each seed is one layout."""

from __future__ import annotations

import json
import random
import tomllib
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

SLUG = "hai-bo-truong-quoc-phong-ban-ve-tuan-tra-chung-tren-bien"
ORIGINAL = f"https://baoquocte.vn/{SLUG}-301245.html"


@dataclass(frozen=True)
class Story:
    language: str
    title: str
    paragraphs: tuple[str, ...]
    caption: str
    slot: str
    source: str
    comment: str
    related: str
    others: tuple[tuple[str, str], ...]
    legal: str
    cookie: str


def _stories() -> dict[str, Story]:
    tables = tomllib.loads((Path(__file__).parent / "pages" / "vietnam_vn" / "stories.toml").read_text("utf-8"))
    return {
        language: Story(
            language=language,
            paragraphs=tuple(table.pop("paragraphs")),
            others=tuple((title, text) for title, text in table.pop("others")),
            **table,
        )
        for language, table in tables.items()
    }


STORIES = _stories()


@dataclass
class Layout:
    """A page's markup and what a reader must find in it."""

    html: str
    body: list[str]
    caption_in_image: bool
    has_source: bool
    description: str | None
    marks: dict[str, object] = field(default_factory=dict)


class _Maker:
    def __init__(self, story: Story, seed: int) -> None:
        self.story = story
        self.random = random.Random(f"{story.language}/{seed}")
        self.naming = self.random.choice(("none", "noise", "wordpress"))

    def attributes(self, role: str = "") -> str:
        if self.naming == "none":
            return ""
        if self.naming == "wordpress" and role:
            return f' class="{role}"'
        letters = "".join(self.random.choice("abcdefghkmqrtvwxz0123456789") for _ in range(6))
        return f' class="x{letters} {self.random.choice("qrst")}{self.random.randrange(9)}"'

    def wrap(self, inner: str, role: str = "", tag: str | None = None) -> str:
        tag = tag or self.random.choice(("div", "div", "div", "section"))
        return f"<{tag}{self.attributes(role)}>{inner}</{tag}>"

    def deep(self, inner: str, most: int = 3) -> str:
        for _ in range(self.random.randrange(most)):
            inner = self.wrap(inner)
        return inner

    def article_link(self, number: int) -> str:
        return f"https://www.vietnam.vn/{self.story.language}/mot-bai-viet-khac-ve-chu-de-{number}"

    def latest(self, *, heading: bool = True) -> str:
        """A list of other articles, with standfirsts or without."""
        kind = self.random.choice(("cards", "flat", "links", "whole"))
        items = list(self.story.others)
        self.random.shuffle(items)
        out = []
        for number, (title, text) in enumerate(items):
            link = self.article_link(number)
            if kind == "cards":
                out.append(
                    self.wrap(f'<a href="{link}"><img src="/i/{number}.jpg" alt=""></a><h3><a href="{link}">{title}</a></h3><p>{text}</p>')
                )
            elif kind == "flat":
                out.append(f'<h4><a href="{link}">{title}</a></h4><p>{text}</p>')
            elif kind == "links":
                out.append(f'<li><a href="{link}">{title}</a></li>')
            else:
                out.append(f'<a href="{link}"><h3>{title}</h3><p>{text}</p></a>')
        inner = "<ul>" + "".join(out) + "</ul>" if kind == "links" else "".join(out)
        head = f"<h3>{self.story.related}</h3>" if heading else ""
        return self.wrap(head + inner, "widget td_block_widget", self.random.choice(("div", "aside", "section")))

    def inline_related(self) -> str:
        link = self.article_link(7)
        title = self.story.others[0][0]
        other = f'<li><a href="{self.article_link(8)}">{self.story.others[1][0]}</a></li>'
        return self.random.choice(
            (
                f'<div><p>{self.story.related}</p><ul><li><a href="{link}">{title}</a></li>{other}</ul></div>',
                f'<table><tr><td>{self.story.related}</td></tr><tr><td><a href="{link}">{title}</a></td></tr></table>',
                f'<h4>{self.story.related}</h4><ul><li><a href="{link}">{title}</a></li>{other}</ul>',
                f'<p>{self.story.related}: <a href="{link}">{title}</a></p>',
            )
        )

    def nav(self) -> str:
        links = "".join(
            f'<li><a href="/{self.story.language}/category/c{n}">{title}</a></li>' for n, (title, _) in enumerate(self.story.others * 3)
        )
        return self.wrap(f"<ul>{links}</ul>", "main-menu", self.random.choice(("nav", "div")))

    def source(self) -> str:
        label = self.story.source
        return self.random.choice(
            (
                f"{label}: {ORIGINAL}",
                f'{label}: <a href="{ORIGINAL}">{ORIGINAL}</a>',
                f'{label} : <a href="{ORIGINAL}" rel="nofollow">baoquocte.vn</a>',
                f'<b>{label}:</b> <a href="{ORIGINAL}">{ORIGINAL[:40]}…</a>',
                f"{label}：{ORIGINAL}",
            )
        )

    def make(self) -> Layout:
        story, rnd = self.story, self.random
        slots, source, counter = rnd.choice(
            ((True, True, True), (True, True, False), (False, True, True), (False, False, True), (False, False, False), (True, False, True))
        )
        mode = rnd.choice(("p", "div", "span", "li", "br", "parts", "wrapped"))
        paragraphs = list(story.paragraphs)
        if slots:
            paragraphs[0] += " " + story.slot.format(1)
        expected = list(paragraphs)
        blocks = [escape(text, quote=False) for text in paragraphs]
        table_caption = rnd.random() < 0.6
        picture = f'<img src="https://cdn.vietnam.vn/wp-content/uploads/2024/10/tau-{rnd.randrange(99)}.jpg" width="800" height="500">'
        if table_caption:
            figure = f"<table><tbody><tr><td>{picture}</td></tr><tr><td>{story.caption}</td></tr></tbody></table>"
            expected.insert(1, f"{story.caption} |")
        else:
            figure = f"<figure>{picture}<figcaption>{story.caption}</figcaption></figure>"
        if slots:
            blocks.append(story.slot.format(2))
            expected.append(story.slot.format(2))
        source_html = self.source() if source else ""
        inside = rnd.random() < 0.5
        if source and inside:
            blocks.append(source_html)
        related = self.inline_related() if rnd.random() < 0.5 else ""
        body = self.body(mode, blocks, figure, related)
        flat = counter and mode in ("p", "br") and rnd.random() < 0.4
        bare = body.partition(">")[2].rpartition("<")[0] + (f"<p>{source_html}</p>" if source and not inside else "")
        if source and not inside:
            body += self.wrap(source_html, "post-source", rnd.choice(("p", "div")))
        html = self.page(body, bare, counter=counter, bare_flat=not source and not counter, flat=flat)
        description = story.paragraphs[0] if "og:description" in html else None
        if description is not None:
            # The page's head has its beginning: the paragraph is the standfirst, what is left of it is an ad slot.
            left = expected[0].removeprefix(description).strip()
            expected[:1] = [left] if left else []
        return Layout(html, expected, not table_caption, source, description, {"mode": mode, "naming": self.naming, "flat": flat})

    def body(self, mode: str, blocks: list[str], figure: str, related: str) -> str:
        rnd = self.random
        extras = {0: figure, 2: related}
        if mode == "br":
            parts = [block + "<br><br>" + (f"{extras[n]}" if extras.get(n) else "") for n, block in enumerate(blocks)]
            return self.wrap("\n".join(parts), "entry-content", "div")
        if mode == "parts":
            first = "".join(f"<p>{block}</p>{extras.get(n, '')}" for n, block in enumerate(blocks[:3]))
            second = "".join(f"<p>{block}</p>" for block in blocks[3:])
            name = self.attributes("entry-part")
            return self.wrap(f'<div{name}>{first}</div><div id="ad-3"></div><div{name}>{second}</div>', "entry-content", "div")
        tag = {"wrapped": "p"}.get(mode, mode)
        lines = []
        for number, block in enumerate(blocks):
            line = f"<{tag}>{block}</{tag}>"
            if mode == "wrapped":
                line = self.wrap(self.wrap(line, tag="div"), tag="div")
            lines.append(line)
            extra = extras.get(number)
            if extra:
                lines.append(f"</ul>{extra}<ul>" if mode == "li" else extra)
        inner = "\n".join(lines)
        if mode == "li":
            inner = f"<ul>{inner}</ul>"
        return self.wrap(inner, "td-post-content entry-content", rnd.choice(("div", "section")))

    def head(self) -> str:
        story, rnd = self.story, self.random
        title = escape(story.title)
        out = [f"<title>{title} - Vietnam.vn</title>"]
        if rnd.random() < 0.5:
            out.append(f'<meta property="og:title" content="{title} - Vietnam.vn - Nền tảng quảng bá Việt Nam">')
            out.append(f'<meta property="og:description" content="{escape(story.paragraphs[0][:60])}…">')
        if rnd.random() < 0.5:
            thing = {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": story.title,
                "datePublished": "2024-10-24T08:15:00+07:00",
            }
            out.append(f'<script type="application/ld+json">{json.dumps(thing)}</script>')
        if rnd.random() < 0.5:
            out.extend(
                f'<link rel="alternate" hreflang="{code}" href="https://www.vietnam.vn/{code}/{SLUG}">'
                for code in ("de", "ja", "fr", "zh-cn")
            )
            out.append(f'<link rel="alternate" hreflang="x-default" href="https://www.vietnam.vn/{SLUG}">')
        return "".join(out)

    def page(self, body: str, bare: str, *, counter: bool, bare_flat: bool, flat: bool) -> str:
        story, rnd = self.story, self.random
        title = f"<h1>{escape(story.title, quote=False)}</h1>"
        glue = rnd.choice(
            (
                "Báo Quốc TếBáo Quốc Tế24/10/2024",
                "<a href='/author/bao-quoc-te'>Báo Quốc Tế</a><a href='/author/bao-quoc-te'>Báo Quốc Tế</a>24/10/2024",
                "<span>Báo Quốc Tế</span><span>Báo Quốc Tế</span><span>24/10/2024</span>",
            )
        )
        dateline = self.wrap(glue, "post-meta", rnd.choice(("div", "p")))
        share = rnd.choice(
            ("", '<div><a href="https://www.facebook.com/sharer.php?u=x">Facebook</a> <a href="https://zalo.me/share">Zalo</a></div>')
        )
        chrome_before = self.wrap(f"<p>{story.cookie}</p><button>OK</button>", "cookie-notice") if rnd.random() < 0.5 else ""
        chrome_before += "<div>Vietnam.vn - Nền tảng quảng bá Việt Nam</div>" + self.nav()
        tail = share
        if counter:
            tail += "\n\n\n" + self.wrap(story.comment, "comments-title", rnd.choice(("div", "h3", "p")))
            if rnd.random() < 0.3:
                tail += self.wrap("".join(f"<p>{text} {text}</p>" for _, text in story.others), "comment-list")
        if rnd.random() < 0.5:
            tail += self.wrap("<label>Name</label><input><textarea></textarea><button>OK</button>", "comment-respond", "form")
        top = title + dateline
        between = self.latest() if rnd.random() < 0.15 else ""
        apart = rnd.random() < 0.5 or bare_flat
        core = self.deep(top) + share + between + self.deep(body) + tail if apart else top + between + body + tail
        main = (
            self.wrap(self.wrap(core, "td-ss-main-content") + self.latest(), "td-container")
            if rnd.random() < 0.6
            else self.wrap(core, "site-main") + self.latest()
        )
        if rnd.random() < 0.3:
            main = self.latest() + main
        law = rnd.choice((f"<p>{story.legal}</p><p>{story.legal}</p>", story.legal * 3, f"<div><div>{story.legal * 2}</div></div>"))
        footer = self.wrap(law, "site-info", rnd.choice(("footer", "div")))
        cookie_after = self.wrap(f"<p>{story.cookie}</p><button>OK</button>", "cookie-notice") if rnd.random() < 0.5 else ""
        inner = f"{chrome_before}{self.deep(main)}{footer}{cookie_after}"
        if flat:
            law = "".join(f"<p>{story.legal}</p>" for _ in range(2))
            inner = f"<p>Vietnam.vn - Nền tảng quảng bá Việt Nam</p>{self.nav()}{title}{dateline}{share}{bare}{tail}<hr>{law}"
        opening = f'<!doctype html><html lang="{story.language}"><head><meta charset="utf-8">{self.head()}</head>'
        return f"{opening}<body>{inner}<script>var x = 1;</script></body></html>"


def layout(language: str, seed: int) -> Layout:
    """Make one page."""
    return _Maker(STORIES[language], seed).make()
