"""An article as the parts that are weighed: headline, standfirst with the beginning of the body, Vietnamese address."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.topic import folding, languages
from crawler.topic.dealings import Dealing, find_dealings
from crawler.topic.features import features
from crawler.topic.lexicon import lexicon
from crawler.topic.sentences import Sentences, read_sentences

# What an article is about is said by here: standfirst and the first sentences; what follows would only add words.
READ_LENGTH = 500
# No headline and no address is longer; more of it is the page's fault, and would only cost.
_LONGEST_HEADLINE = 400
# So many letters tell the language of a text without a tag.
_GUESSED_BY = 2000
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

    def add(self, name: str, part: Sentences, found: set[str]) -> None:
        """Have a part weighed, if it says anything."""
        if part.tokens:
            self.weighed.append((name, found))

    def tell(self, dealings: list[Dealing]) -> None:
        """Note the dealings of a part, of kinds that no part before has told of."""
        told = {dealing.kind for dealing in self.dealings}
        self.dealings += [dealing for dealing in dealings if dealing.kind not in told]


def _repeats(slug: str | None, headline: str) -> bool:
    """Whether an address is made of the headline's own words, so that it is in the headline's language."""
    words = (slug or "").split("-")[:3]
    return all(word in headline.lower() for word in words)


def read_parts(language: str | None, headline: str | None, description: str | None, body: str | None, slug: str | None) -> Parts:
    """Read an article; any of its texts may be missing.

    The address is read where the headline is in another language, or is missing: in Vietnamese it only repeats it. A language without a
    file is judged by names and by the address.
    """
    headline, slug = (headline or "")[:_LONGEST_HEADLINE], (slug or "")[:_LONGEST_HEADLINE]
    code = languages.known(language) or (
        None if language else languages.guess(" ".join(filter(None, (headline, description, body)))[:_GUESSED_BY])
    )
    address = None if headline and (code == "vi" or _repeats(slug, headline)) else slug
    parts = Parts(read_sentences(code, headline), _text(code, description, body), read_sentences("vi", address, slug=True))
    known: list[str] = []
    home = lexicon(code).language.home if code else None
    parts.add("headline", parts.headline, features(parts.headline, known, dealings := find_dealings(parts.headline, "headline", home=home)))
    parts.tell(dealings)
    if parts.text.tokens:
        dealings = find_dealings(parts.text, "description" if description else "body", parts.headline, home)
        parts.add("text", parts.text, features(parts.text, known, dealings, parts.headline))
        parts.tell(dealings)
    dealings = find_dealings(parts.slug, "slug", home="VN")
    parts.add("slug", parts.slug, features(parts.slug, [], dealings))
    parts.tell(dealings)
    return parts


def _text(code: str | None, description: str | None, body: str | None) -> Sentences:
    """Read the standfirst and the beginning of the body."""
    length = READ_LENGTH // (_DENSER if code in _DENSE else 1)
    read = read_sentences(code, " ".join(filter(None, (description, (body or "")[:length])))[:length].replace("\n", " "))
    if description:
        read.body_from = len(folding.clean(description[:length], code or ""))
    return read
