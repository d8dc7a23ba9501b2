"""Reads an article or a list in markup that nobody prepared for, by what such pages have in common."""
