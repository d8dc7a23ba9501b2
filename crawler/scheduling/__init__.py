"""What a crawl asks for next, and what became of what it asked for. Nothing in here makes a request, reads a page or knows the spider."""
