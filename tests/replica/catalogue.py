"""All stories of a replica: where each stands, and how they change while it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.replica import bulk
from tests.replica.messages import slugify
from tests.replica.sections import NEWEST, section_paths
from tests.replica.stories import parse_body, settled, story_from_mapping
from tests.replica.story import PUBLISHER, Story, StoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tests.replica.story import Original


@dataclass(frozen=True, slots=True)
class Listed:
    """An article's place in a list, before the article itself is made."""

    published: datetime
    number: int
    edition: str


class Catalogue:
    """Stories by number, slug, section, tag and topic. ``version`` goes up with every change."""

    def __init__(self, stories: Iterable[Story], bulk_size: int = 0) -> None:
        self._at_first = {story.key: story for story in settled(stories)}
        self._bulk_size = bulk_size
        self.version = 0
        self._begin()

    def _begin(self) -> None:
        """Set all that `change` may change as it is at first."""
        self._stories = dict(self._at_first)
        self._layouts: dict[str, dict[str, str]] = {}
        self._renderings = 0
        self.clock: datetime | None = None
        self._index()

    def _index(self) -> None:
        self._mirrored: dict[str, list[Story]] = {}
        self._by_number: dict[int, Story] = {}
        self._by_slug: dict[str, Story] = {}
        for story in self._stories.values():
            if story.original:
                self._by_number[story.original.number] = story
            self._by_slug[story.mirror_slug] = story
        self._bulk_by_number: dict[int, int] = {}
        self._bulk_by_slug: dict[str, int] = {}
        self._lists: dict[tuple[str, str], list[Listed]] = {}
        everything: list[tuple[Listed, tuple[str, ...]]] = []
        index = 0
        while len(self._bulk_by_number) < self._bulk_size:
            entry = bulk.entry(index)
            if entry.number not in self._by_number:
                self._bulk_by_number[entry.number] = index
                everything.append((Listed(entry.published, entry.number, entry.edition), entry.sections))
                if bulk.on_subject(index):
                    self._bulk_by_slug[bulk.story(index).mirror_slug] = index
            index += 1
        for story in self._by_number.values():
            original = story.original
            if original:
                everything.append((Listed(original.published, original.number, original.edition), original.sections))
        everything.sort(key=lambda item: (item[0].published, item[0].number), reverse=True)
        self._all = [listed for listed, _ in everything]
        for listed, sections in everything:
            for path in (NEWEST, *section_paths(sections)):
                self._lists.setdefault((listed.edition, path), []).append(listed)

    def by_number(self, number: int) -> Story | None:
        """Find the story whose original has this number."""
        if number in self._by_number:
            return self._by_number[number]
        index = self._bulk_by_number.get(number)
        return None if index is None else bulk.story(index)

    def by_slug(self, slug: str) -> Story | None:
        """Find the story that the mirror has under this slug."""
        if slug in self._by_slug:
            return self._by_slug[slug]
        index = self._bulk_by_slug.get(slug)
        return None if index is None else bulk.story(index)

    def section(self, edition: str, path: str) -> list[Listed]:
        """List a section, newest first; empty for one that nobody writes for."""
        return self._lists.get((edition, path), [])

    def newest(self) -> list[Listed]:
        """List both editions, newest first."""
        return self._all

    def original(self, listed: Listed) -> Original:
        """Make the article that a list names."""
        story = self.by_number(listed.number)
        if story is None or story.original is None:
            message = f"number {listed.number} is listed but gone"
            raise LookupError(message)
        return story.original

    def tagged(self, edition: str, slug: str) -> list[Listed]:
        """List the articles with a tag."""
        return self._matching(edition, lambda original: any(slugify(tag) == slug for tag in original.tags))

    def on_topic(self, edition: str, slug: str) -> list[Listed]:
        """List the articles of a topic page."""
        return self._matching(edition, lambda original: slug in original.topics)

    def found(self, edition: str, words: str) -> list[Listed]:
        """List the articles whose headline, standfirst or tags have these words, however they are accented."""
        wanted = slugify(words)
        return self._matching(
            edition,
            lambda original: bool(wanted) and wanted in slugify(f"{original.headline} {original.description} {' '.join(original.tags)}"),
        )

    def _matching(self, edition: str, fits: Callable[[Original], bool]) -> list[Listed]:
        chosen = [
            Listed(story.original.published, story.original.number, edition)
            for story in self.subject_and_files()
            if story.original and story.original.edition == edition and fits(story.original)
        ]
        return sorted(chosen, key=lambda listed: (listed.published, listed.number), reverse=True)

    def subject_and_files(self) -> Iterator[Story]:
        """Give the stories from files and those of the bulk that are on the subject."""
        yield from self._stories.values()
        for index in self._bulk_by_slug.values():
            yield bulk.story(index)

    def mirrored(self, segment: str) -> list[Story]:
        """Give the stories that the mirror has in a language, newest first; foreign ones last."""
        if segment not in self._mirrored:
            stories = [story for story in self.subject_and_files() if segment in story.translations]
            self._mirrored[segment] = sorted(
                stories, key=lambda story: (story.original.published.timestamp() if story.original else 0.0, story.key), reverse=True
            )
        return self._mirrored[segment]

    def layout(self, site: str) -> Mapping[str, str]:
        """Give the names that a redesign of this site changed: old to new."""
        return self._layouts.get(site, {})

    def design(self, site: str) -> str:
        """Give what makes the bytes of a site's pages other than they were, though no story changed: part of their ETags."""
        return f"{len(self.layout(site))}.{self._renderings}"

    def change(self, order: Mapping[str, Any]) -> None:
        """Carry out one change, given as ``{"do": verb, ...}``; raises StoryError on one that makes no sense."""
        verb = order.get("do")
        if verb == "add":
            story = story_from_mapping(order["story"], "added story")
            self._stories = {known.key: known for known in settled([*self._stories.values(), story])}
        elif verb == "remove":
            del self._stories[self._story(order["key"]).key]
        elif verb == "edit":
            self._edit(self._story(order["key"]), order.get("language"), order["fields"])
        elif verb == "rename":
            self._rename(self._story(order["key"]), order["slug"])
        elif verb == "redesign":
            self._layouts[order["site"]] = dict(order["names"])
        elif verb == "render":
            self.clock = datetime.fromisoformat(order["clock"])
            self._renderings += 1
        else:
            message = f"unknown change: {verb!r}"
            raise StoryError(message)
        self.version += 1
        if verb not in {"redesign", "render"}:
            self._index()

    def restore(self) -> None:
        """Undo all changes."""
        self._begin()
        self.version += 1

    def _story(self, key: str) -> Story:
        if key not in self._stories:
            message = f"no story file tells {key!r}"
            raise StoryError(message)
        return self._stories[key]

    def _edit(self, story: Story, language: str | None, fields: Mapping[str, Any]) -> None:
        changed: dict[str, Any] = {name: value for name, value in fields.items() if name in {"headline", "description"}}
        if "body" in fields:
            changed["blocks"] = parse_body(fields["body"])
        if not changed or len(changed) != len(fields):
            message = f"only headline, description and body can be edited, not {sorted(fields)}"
            raise StoryError(message)
        if language is None and story.original:
            modified = (story.original.modified or story.original.published) + timedelta(hours=1)
            original = replace(story.original, modified=modified, revision=story.original.revision + 1, **changed)
            self._stories[story.key] = replace(story, original=original)
        elif language is not None and language in story.translations:
            old = story.translations[language]
            translation = replace(old, revision=old.revision + 1, **changed)
            self._stories[story.key] = replace(story, translations={**story.translations, language: translation})
        else:
            message = f"{story.key} has no version {language!r}"
            raise StoryError(message)

    def _rename(self, story: Story, slug: str) -> None:
        if story.original is None:
            message = f"{story.key} has no original to rename"
            raise StoryError(message)
        self._stories[story.key] = replace(story, original=replace(story.original, slug=slug, revision=story.original.revision + 1))


def publisher(story: Story) -> str:
    """Name the newspaper as the mirror shows it."""
    return PUBLISHER if story.ours else story.source
