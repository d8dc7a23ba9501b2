"""From a page as it was read to a clean one: one verb a module, each a pure function on a `Page` that says what it took out."""
