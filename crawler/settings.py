"""Every setting that differs from Scrapy's default, what the default is, and why it differs here.

Those that a user changes stand first; each can be given with ``-s NAME=VALUE``, the ones read from the environment also there.
"""

from __future__ import annotations

import os

# --- for the user -----------------------------------------------------------------------------------------------------------------------

OUTPUT_DIR = os.environ.get("OUTPUT_DIR", "output")
STORE_URL = os.environ.get("STORE_URL", "sqlite:///{OUTPUT_DIR}/store.sqlite")
# Goes into the user agent, so that the sites' owners can write to whoever runs this.
CONTACT = os.environ.get("CONTACT", "")
# Days until a run's file under runs/ and its row in the store are cleared away; 0 keeps them all. Records are never cleared away.
RUNS_KEPT = os.environ.get("RUNS_KEPT", "400")
# Packages whose modules are sites, separated by commas. Read when the program starts, so only from the environment, not with -s.
SITE_PACKAGES = os.environ.get("SITE_PACKAGES", "crawler.sites")
LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO")  # default DEBUG: a line a request would drown what matters

# --- the project ------------------------------------------------------------------------------------------------------------------------

BOT_NAME = "defence-diplomacy-crawler"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# --- politeness -------------------------------------------------------------------------------------------------------------------------

ROBOTSTXT_OBEY = True  # default False
DOWNLOAD_DELAY = 1.0  # default 0: one request a second a host
DOWNLOAD_DELAY_JITTER = 0  # default 0.5, which halves the delay now and then
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8
COOKIES_ENABLED = False  # default True: nothing here needs a session

# --- being answered ---------------------------------------------------------------------------------------------------------------------

DOWNLOAD_TIMEOUT = 45  # default 180: a stalled answer would hold the host's only place for three minutes
URLLENGTH_LIMIT = 0  # default 2083: such requests are dropped without their errback; the allow-list refuses them by name
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # default 1 GiB; a page has about 90 KB. Also bounds what a compressed answer may unpack to
DOWNLOAD_WARNSIZE = 2 * 1024 * 1024  # default 32 MiB
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False
REDIRECT_MAX_TIMES = 5  # default 20
RETRY_TIMES = 2  # the default: within a run; later runs ask again by the failure's retry policy
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # default ERROR: the spider shows each page that failed, once
METAREFRESH_ENABLED = False  # default True: only bot checks and error pages reload themselves, and they are failures by name

# A host that answers 429, 503 with Retry-After, or 403 is closed this long, then twice as long each time it is found closed again, in
# seconds: the mirror was seen to refuse for about a quarter of an hour …
BACK_OFF_FIRST = 900.0
# … but no longer than this at a time, unless it asks for more: a daily run should find it open.
BACK_OFF_MAX = 4 * 3600.0
# How long a run waits at a time for a closed host, in seconds, when it has nothing else to do: the first closure, and some. What is closed
# for longer is left to the next run.
BACK_OFF_PATIENCE = 1200.0

# Requests that a crawl may make in all; 0 for no bound. `scrapy survey` sets it to sixty.
REQUEST_RATION = 0

# --- the machine ------------------------------------------------------------------------------------------------------------------------

# The frontier in the store knows what was asked for; Scrapy's own filter would swallow a retry or a redirect without a word.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# Items of one response run through the pipelines one after the other anyway; more at a time only holds memory (default 100).
CONCURRENT_ITEMS = 8
LOG_VERSIONS = ()  # default: a block of library versions at the head of every log
STATS_DUMP = False  # default True, which would push the run's summary out of the log's last lines; the store keeps the counts
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True, which reads the callback's source again for every response
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"  # default WARNING: pages off the subject are the rule, not a fault
PROGRESS_INTERVAL = 15.0  # seconds between two lines that say where the crawl is; 0 for none
LOGSTATS_INTERVAL = 0  # default 60: the progress extension says more
REMOTE_CONTROL_ENABLED = False  # default True since 2.19, which opens a port
TELNETCONSOLE_ENABLED = False  # default True, which opens a port
FEED_EXPORT_ENCODING = "utf-8"  # default escapes every letter beyond ASCII

DOWNLOADER_MIDDLEWARES = {
    # Before everything else, robots.txt (100) included: no request to a strange host leaves, whoever made it.
    "crawler.fetching.allow_list.AllowListMiddleware": 10,
    # Scrapy's own at 100 lets requests through that wait together for one robots.txt.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.fetching.robots.RobotsMiddleware": 100,
    # Scrapy's own lets subdomains through and lets dont_filter pass.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    # After robots.txt and before retry (550) sees the answer: answers pass the higher numbers first.
    "crawler.fetching.back_off.BackOffMiddleware": 560,
    # After all that holds requests back, and before bodies are unpacked (590) on their way out: off unless REQUEST_RATION says how many.
    "crawler.fetching.ration.RationMiddleware": 585,
}

# Every response passes all of these; what the project does in another place, or not at all, is left out.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # the spider names every status itself
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,  # no site is told what was read on another
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # addresses are checked where they are found, and counted
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # the lists have limits of their own
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

ITEM_PIPELINES = {
    # One pipeline for the whole road from bytes to record: the order of its steps stands in crawler.record.road, for `scrapy inspect` as
    # well. A pipeline of a user's own between the two sees a finished record.
    "crawler.pipelines.make_record.MakeRecord": 100,
    "crawler.pipelines.keep.Keep": 500,  # last: what it stores is final
}

EXTENSIONS = {
    "crawler.extensions.find_sitemaps.FindSitemaps": 0,
    "crawler.extensions.report_failures.ReportFailures": 0,
    "crawler.extensions.close_run.CloseRun": 0,
    "crawler.extensions.progress.Progress": 0,
    "crawler.extensions.try_browser.TryBrowser": 0,
}

# --- lists that only JavaScript fills ---------------------------------------------------------------------------------------------------

# Starts a browser only for a list that is marked so in its site's data.
DOWNLOAD_HANDLERS = {"https": "crawler.fetching.browser.BrowserHandler"}
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"  # the default; Playwright needs it
PLAYWRIGHT_BROWSER_TYPE = "chromium"
PLAYWRIGHT_MAX_CONTEXTS = 1
PLAYWRIGHT_MAX_PAGES_PER_CONTEXT = 2  # its weakness is memory
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 45_000
