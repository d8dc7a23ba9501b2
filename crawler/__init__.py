"""A crawler for defence-diplomacy articles of baoquocte.vn and its translated mirrors."""
