"""What each site looks like. No Scrapy in here."""
