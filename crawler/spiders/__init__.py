"""Spiders: where to ask next."""
