"""A small replica of the made-up sites: one HTTP proxy on loopback that answers for both hosts with the pages below."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PAPER, MIRROR = "http://puertoymar.example", "http://espejo.example"
TALKS = "ministros-de-defensa-de-chile-y-peru-acuerdan-patrullas-conjuntas"
DRILL = "las-armadas-de-chile-y-brasil-realizan-ejercicio-conjunto-en-valparaiso"
MARKET = "el-mercado-de-pescado-reabre-sus-puertas-tras-la-reforma"
NUMBERS = {TALKS: 1201, DRILL: 1202, MARKET: 1203}
TITLES = {
    TALKS: "Ministros de Defensa de Chile y Perú acuerdan patrullas conjuntas",
    DRILL: "Las armadas de Chile y Brasil realizan ejercicio conjunto en Valparaíso",
    MARKET: "El mercado de pescado reabre sus puertas tras la reforma",
}
_LEADS = {
    TALKS: "La ministra chilena recibió en Santiago a su homólogo peruano y ambos firmaron un memorando de cooperación en defensa.",
    DRILL: "Cuatro buques de las dos marinas entrenan durante una semana el rescate en alta mar.",
    MARKET: "Los puestos vuelven a vender a las cinco de la mañana, con hielo nuevo y más luz.",
}
_TEXTS = {
    TALKS: (
        "La ministra de Defensa de Chile conversó durante dos horas con el ministro de Defensa del Perú sobre la vigilancia de la costa.",
        "Según el memorando, las dos armadas enviarán cada trimestre dos patrulleros a la línea marítima y compartirán sus informes.",
        "El ministro peruano invitó a su colega a visitar Lima en octubre, cuando se reúna la comisión bilateral de defensa.",
    ),
    DRILL: (
        "La Armada de Chile y la Marina de Brasil comenzaron el lunes un ejercicio naval conjunto frente al puerto de Valparaíso.",
        "Participan dos fragatas chilenas y dos brasileñas, con helicópteros y unos seiscientos marinos de ambos países.",
        "El comandante brasileño visitó después al comandante en jefe de la Armada chilena para hablar del próximo ejercicio.",
    ),
    MARKET: (
        "Las obras duraron once meses y costaron menos de lo que el municipio había previsto para ellas.",
        "Una vendedora cuenta que los clientes de siempre preguntaron cada semana por la fecha.",
        "El sábado habrá música y sopa de congrio para quien llegue antes del mediodía.",
    ),
}
_GERMAN = {
    TALKS: (
        "Verteidigungsminister Chiles und Perus vereinbaren gemeinsame Patrouillen",
        "Die chilenische Ministerin empfing ihren peruanischen Amtskollegen in Santiago, beide zeichneten eine Absichtserklärung.",
        "Die Verteidigungsministerin Chiles sprach zwei Stunden lang mit dem Verteidigungsminister Perus über die Küstenwache.",
        "Nach der Absichtserklärung schicken beide Marinen jedes Vierteljahr zwei Patrouillenboote an die Seegrenze.",
        "Der peruanische Minister lud seine Kollegin für Oktober nach Lima ein, wo der gemeinsame Ausschuss tagt.",
    ),
    DRILL: (
        "Marinen Chiles und Brasiliens üben gemeinsam vor Valparaíso",
        "Vier Schiffe der beiden Marinen üben eine Woche lang die Rettung auf hoher See.",
        "Die Marinen Chiles und Brasiliens begannen am Montag eine gemeinsame Übung vor dem Hafen von Valparaíso.",
        "Zwei chilenische und zwei brasilianische Fregatten nehmen teil, dazu Hubschrauber und sechshundert Seeleute.",
        "Der brasilianische Kommandeur besuchte danach den Oberbefehlshaber der chilenischen Marine.",
    ),
}


def paper_url(slug: str) -> str:
    """Return the address of an article of the newspaper."""
    return f"{PAPER}/noticia/{slug}-{NUMBERS[slug]}.html"


def _paper_page(slug: str) -> str:
    lines = "\n".join(f"<p>{line}</p>" for line in _TEXTS[slug])
    moment = f"2025-03-{NUMBERS[slug] - 1190}T09:30:00{'-03:00' if slug == TALKS else ''}"  # one names the offset, the others do not
    return f"""<html lang="es"><head><title>{TITLES[slug]} - Puerto y Mar</title><link rel="canonical" href="{paper_url(slug)}"></head>
<body><nav><a href="/defensa">Defensa</a></nav><main><p class="antetitulo">Defensa</p><h1>{TITLES[slug]}</h1>
<p class="entradilla">{_LEADS[slug]}</p><p class="firma">Por <b>Inés Barrientos</b></p>
<time datetime="{moment}">9.30</time>
<div class="cuerpo">{lines}<figure><img src="/fotos/{slug}.jpg"><figcaption>La sala del encuentro.</figcaption></figure>
<aside>Lea además: otra noticia</aside></div></main></body></html>"""


def _row(slug: str) -> str:
    return f'<li><h2><a href="{paper_url(slug)}">{TITLES[slug]}</a></h2><p>{_LEADS[slug]}</p></li>'


def _section(*slugs: str) -> str:
    return f'<html><body><ul class="noticias">{"".join(map(_row, slugs))}</ul></body></html>'


def _feed(*entries: tuple[str, str, str]) -> str:
    items = "".join(
        f"<item><title>{title}</title><link>{url}</link><description>{lead}</description></item>" for url, title, lead in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Noticias</title>{items}</channel></rss>'


def _mirror_page(language: str, slug: str, words: tuple[str, ...], labels: tuple[str, str, str], links: str = "") -> str:
    title, lead, *lines = words
    source, comment, slot = labels
    text = "\n".join(f"<p>{line}</p>" for line in lines)
    return f"""<html lang="{language}"><head><title>{title} | El mundo en su idioma</title>
<meta property="og:type" content="article">{links}</head><body><header><a href="/">Espejo</a></header>
<article><h1>{title}</h1><p>Puerto y Mar - 12/03/2025 10:05</p>
<p>{lead} [{slot}_1]</p>{text}<p>[{slot}_2] |</p>
<p>{source}: <a href="{paper_url(slug)}">{paper_url(slug)}</a></p><p>{comment} (0)</p></article>
<footer>Espejo 2025</footer></body></html>"""


_SPANISH_LABELS, _GERMAN_LABELS = ("Fuente", "Comentario", "anuncio"), ("Quelle", "Kommentar", "Anzeige")
PAGES: dict[str, str] = {
    f"{PAPER}/rss.xml": _feed(*((paper_url(slug), TITLES[slug], _LEADS[slug]) for slug in (TALKS, DRILL, MARKET))),
    f"{PAPER}/defensa": _section(TALKS, DRILL),
    f"{PAPER}/ciudad": _section(MARKET),
    **{paper_url(slug): _paper_page(slug) for slug in NUMBERS},
    # An empty feed: the translations are found through their originals.
    f"{MIRROR}/rss.xml": _feed(),
    # The one story stands there in Spanish and says that it does in German. The other is there in German alone, and Japanese is missing.
    f"{MIRROR}/{TALKS}": _mirror_page(
        "es", TALKS, (TITLES[TALKS], _LEADS[TALKS], *_TEXTS[TALKS]), _SPANISH_LABELS,
        f'<link rel="alternate" hreflang="de" href="{MIRROR}/de/{TALKS}">',
    ),
    f"{MIRROR}/de/{TALKS}": _mirror_page("de", TALKS, _GERMAN[TALKS], _GERMAN_LABELS),
    f"{MIRROR}/de/{DRILL}": _mirror_page("de", DRILL, _GERMAN[DRILL], _GERMAN_LABELS),
}  # fmt: skip


class ExampleReplica:
    """The proxy while it runs: what it was asked for, and how a command finds it."""

    def __init__(self, port: int, asked: list[str]) -> None:
        self.port = port
        self.asked = asked

    def environ(self) -> dict[str, str]:
        """Return the environment of a command that knows the made-up sites only, and reaches them only through the proxy."""
        proxy = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        return {**kept, "http_proxy": proxy, "https_proxy": proxy, "SITE_PACKAGES": "tests.example_sites"}


@contextmanager
def example_replica() -> Iterator[ExampleReplica]:
    """Serve the pages for as long as the block lasts, on a port that the server itself takes."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            page = PAGES.get(self.path)
            body = (page or "<html><body><h1>404</h1></body></html>").encode()
            self.send_response(200 if page is not None else 404)
            self.send_header("Content-Type", "text/xml" if self.path.endswith(".xml") else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield ExampleReplica(server.server_port, asked)
        finally:
            server.shutdown()
            thread.join()
