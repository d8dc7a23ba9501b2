"""The store's tables. SQLAlchemy Core, so that the same schema serves SQLite and PostgreSQL.

Instants are whole seconds since 1970 (UTC); dates inside records stay the ISO strings that the data set shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, text, update

from crawler.items import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Executable

VERSION = 4

metadata = MetaData()

meta = Table("meta", metadata, Column("name", String, primary_key=True), Column("value", String, nullable=False))

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("started_at", Integer, nullable=False),
    Column("ended_at", Integer),
    Column("since", String),
    Column("arguments", Text, nullable=False),  # JSON
    Column("complete", Boolean, nullable=False, default=False),  # every list was read to its end
    Column("exit_code", Integer),
    Column("summary", Text),  # JSON: what the run counted
)

# Frontier and history in one: a row for every article address ever met, whatever became of it.
pages = Table(
    "pages",
    metadata,
    Column("key", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("site", String, nullable=False),
    Column("language", String, nullable=False),
    Column("slug", String, nullable=False),
    Column("number", BigInteger),
    Column("state", String, nullable=False),  # see frontier.State
    Column("reason", String),  # of a declined, failed or exhausted page
    Column("priority", Integer, nullable=False, default=0),
    Column("due_at", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),  # failures since it was last read
    Column("status", Integer),  # the last HTTP status
    Column("found_in", String),  # the list or page that named it
    Column("story_hint", String),  # of a translation: the original that it was built from
    Column("headline", Text),  # as the list showed it
    Column("published", String),  # ISO date, from the list or the page
    Column("verdict", String),
    Column("fetched_at", Integer),
    Column("revisits", Integer, nullable=False, default=0),
    Column("revisit_at", Integer),
    Column("etag", String),
    Column("last_modified", String),
    Column("run_id", String),  # the run that holds or last touched it
    Column("names_all", Boolean, nullable=False, default=False, server_default="0"),  # a mirror page that says which translations there are
)
Index("pages_frontier", pages.c.state, pages.c.site, pages.c.due_at)
Index("pages_revisit", pages.c.revisit_at)
Index("pages_slug", pages.c.slug)

lists = Table(
    "lists",
    metadata,
    Column("url", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("completed_at", Integer),  # start of the last pass that read it completely
    Column("completed_since", String),  # how far back that pass went
    Column("completed_topic", String),
    Column("failures", Integer, nullable=False, default=0),  # passes in a row that failed
    Column("reason", String),
    Column("due_at", Integer, nullable=False, default=0),  # a list that was missing is asked for again only then
    Column("day", String),  # ISO date, of a list that holds one day's articles
    Column("reaches", String),  # ISO date of the oldest article that its complete passes showed
)
Index("lists_day", lists.c.site, lists.c.day)

# What a list showed; only rows of completed passes are known ground.
entries = Table(
    "entries",
    metadata,
    Column("list_url", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("fingerprint", String, nullable=False),  # changes when the entry's address, headline or date does
    Column("seen_at", Integer, nullable=False),
    Column("complete", Boolean, nullable=False, default=False),
)

# Originals whose pages are looked for on a mirror: until one names all its translations, or until looking again does not pay.
look_ups = Table(
    "look_ups",
    metadata,
    Column("story_id", String, primary_key=True),
    Column("mirror", String, primary_key=True),
    Column("slug", String, nullable=False),
    Column("published", String),  # ISO date of the original
    Column("step", Integer, nullable=False, default=0),  # how often it was looked for
    Column("due_at", Integer),  # NULL: never again
    Column("languages", String),  # the only ones that were wanted when it was last looked for, NULL for all
)
Index("look_ups_due", look_ups.c.due_at)

# What asking for addresses that were only built gave, by what was known of the story and by language.
yields = Table(
    "yields",
    metadata,
    Column("mirror", String, primary_key=True),
    Column("known", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("asked", Integer, nullable=False),
    Column("found", Integer, nullable=False),
)

# The newest reading of each page, before it is joined with its original.
articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("story_id", String, nullable=False),
    Column("site", String, nullable=False),
    Column("language", String, nullable=False),
    Column("slug", String, nullable=False),
    Column("is_original", Boolean, nullable=False),
    Column("verdict", String, nullable=False),
    Column("date_published", String),
    Column("date_modified", String),
    Column("url", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False),  # JSON
    Column("record_version", Integer, nullable=False, default=SCHEMA_VERSION),  # the record's schema version
    Column("wanted", Boolean, nullable=False, default=False),  # admitted by the language and window of some run
    Column("any_topic", Boolean, nullable=False, default=False),  # admitted by a run with topic=all
    Column("dirty", Boolean, nullable=False, default=True),  # not yet considered for publication since it changed
)
Index("articles_story", articles.c.story_id)
Index("articles_slug", articles.c.slug)
Index("articles_dirty", articles.c.dirty)
Index("articles_wanted", articles.c.wanted)
Index("articles_record_version", articles.c.record_version)

# What the files say: the final line of every record in the data set.
published = Table(
    "published",
    metadata,
    Column("id", String, primary_key=True),
    Column("month", String, nullable=False),
    Column("sort_key", String, nullable=False),
    Column("line", LargeBinary, nullable=False),
    Column("run_id", String, nullable=False),
)
Index("published_month", published.c.month, published.c.sort_key, published.c.id)
Index("published_run", published.c.run_id)

# Sites that refuse this crawler, and until when nothing is asked of them. A store without this table is of the same version: it is made.
closures = Table(
    "closures",
    metadata,
    Column("site", String, primary_key=True),
    Column("url", String, nullable=False),  # what was refused last
    Column("status", Integer, nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer, nullable=False),
    Column("times", Integer, nullable=False),
)

# Files that do not yet show what `published` says.
stale_files = Table("stale_files", metadata, Column("path", String, primary_key=True))

# Up to here records were all of schema version 1. They are made anew by whoever can judge them: see crawler.run.judge_again.
_RECORDS_HAVE_A_VERSION: tuple[Executable, ...] = (
    text("ALTER TABLE articles ADD COLUMN record_version INTEGER NOT NULL DEFAULT 1"),
    text("CREATE INDEX articles_record_version ON articles (record_version)"),
)

# What makes a store of one version one of the next, by the version that it starts from.
MIGRATIONS: dict[int, tuple[Executable, ...]] = {
    1: (update(pages).where(pages.c.state == "given-up").values(state="retries-exhausted"),),
    2: (
        text("ALTER TABLE lists ADD COLUMN day VARCHAR"),
        text("ALTER TABLE lists ADD COLUMN reaches VARCHAR"),
        text("CREATE INDEX lists_day ON lists (site, day)"),
        text("ALTER TABLE pages ADD COLUMN names_all BOOLEAN NOT NULL DEFAULT '0'"),
        # A built address that was not there waited to be asked for again by itself; now its story's look-up says when.
        update(pages).where(pages.c.state == "waiting", pages.c.reason == "absent").values(state="absent"),
    ),
    3: _RECORDS_HAVE_A_VERSION,
}
