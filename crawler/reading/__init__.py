"""From bytes to values, for any site: encodings, markup, feeds, dates, links, limits. Nothing here knows a site."""
