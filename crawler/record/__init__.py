"""From a page's address and bytes to a record of the data set: the one road that crawl, `scrapy inspect` and replay take."""
