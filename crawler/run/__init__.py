"""One run of the crawl: its arguments, the lock and store it works with, what it counts, and how it ended."""
