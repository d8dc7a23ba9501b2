"""Item pipelines: thin Scrapy classes over the road (`crawler.record`) and the store."""
