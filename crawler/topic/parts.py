"""An article as the parts that are weighed: headline, standfirst with the beginning of the body, Vietnamese address."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.topic import languages
from crawler.topic.dealings import Dealing, Where, find_dealings
from crawler.topic.features import features
from crawler.topic.lexicon import lexicon
from crawler.topic.sentences import Sentences, read_sentences

# What an article is about is said by here: standfirst and the first sentences; what follows would only add words.
READ_LENGTH = 500
# One letter of these scripts says as much as two or three of others.
_DENSE, _DENSER = frozenset({"ja", "zh", "ko"}), 2


@dataclass(slots=True)
class Parts:
    """What an article says, part by part, and the dealings that it tells of."""

    headline: Sentences
    text: Sentences
    slug: Sentences
    dealings: list[Dealing] = field(default_factory=list)
    weighed: list[tuple[str, set[str]]] = field(default_factory=list)


def read_parts(language: str | None, headline: str | None, description: str | None, body: str | None, slug: str | None) -> Parts:
    """Read an article; any of its texts may be missing.

    The address is read where the headline is in another language, or is missing: in Vietnamese it only repeats it. A language without a
    file is judged by names and by the address.
    """
    code = languages.known(language)
    if code is None and not language:
        code = languages.guess(" ".join(filter(None, (headline, description, body))))
    length = READ_LENGTH // (_DENSER if code in _DENSE else 1)
    beginning = " ".join(filter(None, (description, (body or "")[:length])))[:length].replace("\n", " ")
    address = slug if code != "vi" or not headline else None
    parts = Parts(read_sentences(code, headline), read_sentences(code, beginning), read_sentences("vi", address, slug=True))
    home = lexicon(code).language.home if code else None
    known: list[str] = []
    read: tuple[tuple[str, Sentences, Where], ...] = (
        ("headline", parts.headline, "headline"),
        ("text", parts.text, "description" if description else "body"),
        ("slug", parts.slug, "slug"),
    )
    for name, part, where in read:
        if not part.tokens:
            continue
        before = parts.headline.parties if name == "text" else ()
        dealings = find_dealings(part, where, before, "VN" if name == "slug" else home)
        parts.dealings += [dealing for dealing in dealings if dealing.kind not in {told.kind for told in parts.dealings}]
        parts.weighed.append((name, features(part, [] if name == "slug" else known, dealings, parts.headline if name == "text" else None)))
    return parts
