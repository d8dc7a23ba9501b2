"""Downloader middlewares: which requests leave, and when."""
