"""Pours one article's text into pages of ever other markup: random tags, names, chrome. Each seed is one layout."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from html import escape

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


STORIES = {
    "de": Story(
        "de",
        "Zwei Verteidigungsminister beraten über gemeinsame Patrouillen auf See",
        (
            "Bei einem Treffen in der Hafenstadt sprachen die beiden Minister über gemeinsame Patrouillen und den Austausch von Lagebildern.",
            "Die Gastgeberin nannte die Zusammenarbeit „nüchtern und nützlich“; sie solle im Frühjahr um eine Übung zur Seenotrettung wachsen.",
            "Der Gast dankte für den Empfang.",
            "Beide Seiten wollen außerdem Offiziere an die Akademien des anderen Landes schicken [1] und einen ständigen Draht zwischen den Stäben einrichten.",
            "Ein Arbeitsplan für drei Jahre wird nach Angaben der Delegationen bis zum Jahresende unterschrieben (Stand: Oktober).",
        ),
        "Die beiden Minister auf dem Kai vor der Fregatte. (Quelle: Marine)",
        "[Anzeige_{}]",
        "Quelle",
        "Kommentar (0)",
        "Verwandte Nachrichten",
        (
            ("Reisernte im Delta bricht alle Erwartungen", "Die Bauern am Fluss haben in diesem Jahr mehr eingefahren als je zuvor, sagen die Genossenschaften."),
            ("Neue Brücke verbindet zwei Bezirke der Altstadt", "Nach vier Jahren Bauzeit rollt der Verkehr, und die Händler am Ufer hoffen auf Kundschaft."),
            ("Junge Köchin gewinnt Preis für Suppe aus dem Norden", "Ihr Gericht überzeugte die Jury durch Klarheit; das Rezept stammt von der Großmutter."),
            ("Museum zeigt Trommeln aus der Bronzezeit", "Die Schau läuft bis März und kostet keinen Eintritt für Schulklassen aus der Provinz."),
        ),
        "Diese Plattform wird im Auftrag der zuständigen Behörde betrieben. Sämtliche Inhalte unterliegen dem Urheberrecht; jede Übernahme, auch von Teilen, "
        "in Druckwerke, Datenbanken oder Sendungen bedarf der vorherigen schriftlichen Genehmigung der verantwortlichen Stelle, die jederzeit widerrufen werden "
        "kann, und ist mit vollständiger Angabe der Quelle zu versehen.",
        "Wir verwenden Cookies, um Inhalte zu gestalten und Zugriffe zu zählen. Mit der weiteren Nutzung stimmen Sie dem zu; Näheres steht in unserer Erklärung.",
    ),
    "ja": Story(
        "ja",
        "両国の国防相、海上での共同巡視について協議",
        (
            "港町で行われた会談で、両国の国防相は共同巡視の実施と情勢認識の共有について意見を交わした。",
            "開催国の大臣は協力を「地道で有益なもの」と述べ、来春には海難救助の共同訓練を加える考えを示した。",
            "訪問団は歓迎に謝意を表した。",
            "双方はさらに、士官を互いの士官学校に派遣し、参謀本部の間に常設の連絡線を設けることで一致した。",
            "三か年の行動計画は年末までに署名される見通しで、詳細は実務者が詰めることになっている。",
        ),
        "埠頭で握手する両大臣。（写真：海軍）",
        "[広告_{}]",
        "出典",
        "コメント (0)",
        "関連ニュース",
        (
            ("デルタの稲作、過去最高の収穫", "川沿いの農家は今年、これまでにない量の米を収めたと協同組合が発表した。"),
            ("旧市街に新しい橋が開通", "四年にわたる工事を終え、両岸の商店主は客足の回復に期待を寄せている。"),
            ("若い料理人が北部のスープで受賞", "審査員は澄んだ味わいを高く評価した。祖母から受け継いだ作り方だという。"),
            ("青銅器時代の太鼓を展示", "展覧会は三月まで開かれ、県内の児童と生徒は無料で入場できる。"),
        ),
        "本サイトは所管官庁の委託により運営されています。掲載されているすべての文章、写真、図版の著作権は各権利者に帰属し、書面による事前の許諾なく複製、転載、放送、データベースへの収録を"
        "行うことを固く禁じます。許諾はいつでも取り消されることがあり、引用の際は必ず出所を明示しなければなりません。",
        "当サイトではクッキーを利用して内容の最適化と閲覧数の計測を行っています。閲覧を続けると同意したものとみなされます。",
    ),
    "ar": Story(
        "ar",
        "وزيرا دفاع يبحثان تسيير دوريات بحرية مشتركة",
        (
            "بحث الوزيران خلال لقاء في المدينة الساحلية تسيير دوريات مشتركة وتبادل الصورة الميدانية بين القيادتين البحريتين.",
            "ووصفت الوزيرة المضيفة التعاون بأنه هادئ ومفيد، وقالت إنه سيتسع في الربيع ليشمل تمرينا على الإنقاذ في البحر.",
            "وشكر الضيف مضيفته على حسن الاستقبال.",
            "واتفق الجانبان كذلك على إيفاد ضباط إلى أكاديميات البلد الآخر وعلى إنشاء خط اتصال دائم بين هيئتي الأركان.",
            "ومن المنتظر توقيع خطة عمل لثلاث سنوات قبل نهاية العام بحسب ما ذكره أعضاء الوفدين في ختام اللقاء.",
        ),
        "الوزيران على الرصيف أمام الفرقاطة. (المصدر: البحرية)",
        "[إعلان_{}]",
        "المصدر",
        "تعليق (0)",
        "أخبار ذات صلة",
        (
            ("محصول الأرز في الدلتا يفوق كل التوقعات", "جنى المزارعون على ضفاف النهر هذا العام أكثر مما جنوه في أي عام مضى كما تقول التعاونيات."),
            ("جسر جديد يربط حيين في المدينة القديمة", "بعد أربع سنوات من العمل انطلقت الحركة ويأمل التجار على الضفة في عودة الزبائن."),
            ("طاهية شابة تفوز بجائزة عن حساء من الشمال", "أقنع طبقها لجنة التحكيم بصفائه والوصفة ورثتها عن جدتها."),
            ("متحف يعرض طبولا من العصر البرونزي", "يستمر المعرض حتى آذار والدخول مجاني لتلاميذ المدارس في المحافظة."),
        ),
        "تدار هذه المنصة بتكليف من الجهة المختصة، وتخضع جميع موادها لحقوق المؤلف، ولا يجوز نقل أي جزء منها إلى مطبوعات أو قواعد بيانات أو برامج إلا بإذن خطي مسبق من الجهة "
        "المسؤولة، وهو إذن يجوز سحبه في أي وقت، مع وجوب ذكر المصدر كاملا في كل مرة.",
        "نستخدم ملفات تعريف الارتباط لتنسيق المحتوى وإحصاء الزيارات، ومتابعتك التصفح تعني موافقتك على ذلك كما هو مبين في بياننا.",
    ),
    "th": Story(
        "th",
        "รัฐมนตรีกลาโหมสองประเทศหารือการลาดตระเวนร่วมทางทะเล",
        (
            "ในการพบกันที่เมืองท่า รัฐมนตรีทั้งสองหารือเรื่องการลาดตระเวนร่วมและการแลกเปลี่ยนข้อมูลสถานการณ์ระหว่างกองทัพเรือ",
            "เจ้าภาพกล่าวว่าความร่วมมือนี้เรียบง่ายและเป็นประโยชน์ และในฤดูใบไม้ผลิจะเพิ่มการฝึกช่วยเหลือผู้ประสบภัยทางทะเล",
            "ผู้มาเยือนกล่าวขอบคุณสำหรับการต้อนรับ",
            "ทั้งสองฝ่ายจะส่งนายทหารไปศึกษาในสถาบันของอีกฝ่าย และตั้งสายติดต่อถาวรระหว่างเสนาธิการของทั้งสองกองทัพ",
            "แผนงานสามปีคาดว่าจะลงนามภายในสิ้นปีนี้ตามที่คณะผู้แทนแจ้งไว้เมื่อจบการประชุม",
        ),
        "รัฐมนตรีทั้งสองบนท่าเรือหน้าเรือฟริเกต (ที่มา: กองทัพเรือ)",
        "[โฆษณา_{}]",
        "ที่มา",
        "ความคิดเห็น (0)",
        "ข่าวที่เกี่ยวข้อง",
        (
            ("ข้าวในลุ่มน้ำได้ผลผลิตเกินคาด", "ชาวนาริมแม่น้ำเก็บเกี่ยวปีนี้ได้มากกว่าทุกปีที่ผ่านมา ตามคำบอกของสหกรณ์"),
            ("สะพานใหม่เชื่อมสองย่านในเมืองเก่า", "หลังก่อสร้างสี่ปี รถเริ่มวิ่งได้ และพ่อค้าริมน้ำหวังว่าลูกค้าจะกลับมา"),
            ("แม่ครัวรุ่นใหม่ชนะรางวัลซุปจากภาคเหนือ", "กรรมการชอบรสชาติที่ใส สูตรนี้ได้มาจากคุณยายของเธอ"),
            ("พิพิธภัณฑ์จัดแสดงกลองยุคสำริด", "งานมีถึงเดือนมีนาคม นักเรียนในจังหวัดเข้าชมได้โดยไม่เสียค่าใช้จ่าย"),
        ),
        "เว็บไซต์นี้ดำเนินการตามมอบหมายของหน่วยงานที่รับผิดชอบ เนื้อหาทั้งหมดอยู่ภายใต้กฎหมายลิขสิทธิ์ การนำไปใช้ไม่ว่าทั้งหมดหรือบางส่วนในสิ่งพิมพ์ ฐานข้อมูล หรือรายการออกอากาศ "
        "ต้องได้รับอนุญาตเป็นลายลักษณ์อักษรล่วงหน้าจากหน่วยงาน ซึ่งอาจเพิกถอนได้ทุกเมื่อ และต้องระบุแหล่งอ้างอิงให้ครบถ้วนทุกครั้ง",
        "เราใช้คุกกี้เพื่อปรับเนื้อหาและนับจำนวนผู้เข้าชม การใช้งานต่อถือว่าท่านยอมรับ รายละเอียดอยู่ในคำชี้แจงของเรา",
    ),
}


@dataclass
class Layout:
    """A page's markup and what a reader must find in it."""

    html: str
    body: list[str]
    caption_in_image: bool
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
                out.append(self.wrap(f'<a href="{link}"><img src="/i/{number}.jpg" alt=""></a><h3><a href="{link}">{title}</a></h3><p>{text}</p>'))
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
        links = "".join(f'<li><a href="/{self.story.language}/category/c{n}">{title}</a></li>' for n, (title, _) in enumerate(self.story.others * 3))
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
        slots, source, counter = rnd.choice(((True, True, True), (True, True, False), (False, True, True), (False, False, True), (False, False, False), (True, False, True)))
        mode = rnd.choice(("p", "div", "span", "li", "br", "parts", "wrapped"))
        paragraphs = list(story.paragraphs)
        if slots:
            paragraphs[0] += " " + story.slot.format(1)
        expected = list(paragraphs)
        blocks = [escape(text, quote=False) for text in paragraphs]
        table_caption = rnd.random() < 0.6
        picture = '<img src="https://cdn.vietnam.vn/wp-content/uploads/2024/10/tau-{}.jpg" width="800" height="500">'.format(rnd.randrange(99))
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
        if source and not inside:
            body += self.wrap(source_html, "post-source", rnd.choice(("p", "div")))
        return Layout(self.page(body, counter=counter, bare_flat=not source and not counter), expected, not table_caption, {"mode": mode, "naming": self.naming})

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
            thing = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title, "datePublished": "2024-10-24T08:15:00+07:00"}
            out.append(f'<script type="application/ld+json">{json.dumps(thing)}</script>')
        if rnd.random() < 0.5:
            out.extend(f'<link rel="alternate" hreflang="{code}" href="https://www.vietnam.vn/{code}/{SLUG}">' for code in ("de", "ja", "fr", "zh-cn"))
            out.append(f'<link rel="alternate" hreflang="x-default" href="https://www.vietnam.vn/{SLUG}">')
        return "".join(out)

    def page(self, body: str, *, counter: bool, bare_flat: bool) -> str:
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
        share = rnd.choice(("", '<div><a href="https://www.facebook.com/sharer.php?u=x">Facebook</a> <a href="https://zalo.me/share">Zalo</a></div>'))
        chrome_before = self.wrap(f"<p>{story.cookie}</p><button>OK</button>", "cookie-notice") if rnd.random() < 0.5 else ""
        chrome_before += "<div>Vietnam.vn - Nền tảng quảng bá Việt Nam</div>" + self.nav()
        tail = share
        if counter:
            tail += "\n\n\n" + self.wrap(story.comment, "comments-title", rnd.choice(("div", "h3", "p")))
        if rnd.random() < 0.5:
            tail += self.wrap("<label>Name</label><input><textarea></textarea><button>OK</button>", "comment-respond", "form")
        top = title + dateline
        if rnd.random() < 0.5 or bare_flat:
            core = self.deep(top) + share + self.deep(body) + tail
        else:
            core = top + body + tail
        main = self.wrap(self.wrap(core, "td-ss-main-content") + self.latest(), "td-container") if rnd.random() < 0.6 else self.wrap(core, "site-main") + self.latest()
        if rnd.random() < 0.3:
            main = self.latest() + main
        footer = self.wrap(f"<p>{story.legal}</p><p>{story.legal}</p>", "site-info", rnd.choice(("footer", "div")))
        cookie_after = self.wrap(f"<p>{story.cookie}</p><button>OK</button>", "cookie-notice") if rnd.random() < 0.5 else ""
        return (
            f'<!doctype html><html lang="{story.language}"><head><meta charset="utf-8">{self.head()}</head><body>{chrome_before}{self.deep(main)}{footer}'
            f"{cookie_after}<script>var x = 1;</script></body></html>"
        )


def layout(language: str, seed: int) -> Layout:
    """Make one page."""
    return _Maker(STORIES[language], seed).make()
