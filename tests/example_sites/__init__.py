"""Sites that do not exist: what docs/add-a-site.md tells step by step. A crawl finds them with ``SITE_PACKAGES=tests.example_sites``."""
