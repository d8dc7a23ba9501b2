"""A crawler for defence-diplomacy articles of baoquocte.vn and its translated mirrors."""

__version__ = "0.1.0"
