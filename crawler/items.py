"""The record of the data set. Field names follow schema.org's NewsArticle in snake case; the JSON Schema is made from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION: Final = 2

Verdict = Literal["yes", "borderline", "no"]
Where = Literal["headline", "description", "body", "slug"]

_HTTP_URL = r"^https?://\S+$"
# A date alone, or a date and time with an offset: never a local time without one.
_ISO_DATE = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))?$"

HttpUrl = Annotated[str, Field(pattern=_HTTP_URL)]
IsoDate = Annotated[str, Field(pattern=_ISO_DATE)]


class Part(BaseModel):
    """Base of all parts of a record: every field is always present and nothing else is."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True, json_schema_serialization_defaults_required=True)


class Original(Part):
    """The article that a translation was made from."""

    url: HttpUrl | None
    id: str


class ArticleImage(Part):
    """A picture of the article; where only its caption is left, ``url`` is null."""

    url: HttpUrl | None
    caption: str | None
    credit: str | None


class Dealing(Part):
    """Who deals with whom and how, in the text's words; docs/what-counts.md has the kinds and their codes of the CAMEO codebook."""

    kind: str
    cameo: str = Field(pattern=r"^\d{2,4}$")
    parties: list[str]
    where: Where
    text: str


class Evidence(Part):
    """A term that spoke for or against the subject, what it stands for, and where it stood."""

    term: str
    concept: str
    where: Where


class Topic(Part):
    """The subject's verdict, with the dealings and the terms that it rests on."""

    name: str
    score: float = Field(ge=0, le=1)
    verdict: Verdict
    dealings: list[Dealing]
    evidence: list[Evidence] = Field(max_length=12)


class RemovedPiece(Part):
    """A piece of the page's text that is not the article's, and why it was taken out."""

    kind: str
    text: str


class Provenance(Part):
    """Where the record came from and by which code."""

    requested_url: HttpUrl
    fetched_at: str
    status: int
    parser: str
    fallback: bool
    archive: dict[str, Any] | None
    content_hash: str
    revision: int = Field(ge=1)
    run_id: str


class Article(Part):
    """One version of one article: an original, or its translation into one language."""

    schema_version: Literal[2] = SCHEMA_VERSION
    id: str = Field(min_length=3)
    story_id: str = Field(min_length=3)
    url: HttpUrl
    site: str
    language: str
    translation_of: Original | None
    headline: str = Field(min_length=1)
    description: str | None
    body: str
    date_published: IsoDate | None
    date_modified: IsoDate | None
    date_source: str | None
    authors: list[str]
    agency: str | None
    publisher: str | None
    section: list[str]
    keywords: list[str]
    images: list[ArticleImage]
    topic: Topic
    parties: list[str]
    removed: list[RemovedPiece]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class OriginalFacts:
    """What is known of a translation's original: ``verdict`` is None where its page was not read, ``parties`` where it is not stored."""

    id: str
    url: str
    verdict: str | None
    date_published: str | None
    date_modified: str | None = None
    parties: tuple[str, ...] | None = None
