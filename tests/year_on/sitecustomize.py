"""A year from now: ``PYTHONPATH=$PWD/tests/year_on make test`` sets the clock of the tests and of every Python that they start.

The clock goes on from there. What measures durations (``time.monotonic``) and what is not Python (the browser, file times) is left alone.
"""

from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(days=365), tick=True).start()
