"""Sets the clock of a Python that a test starts as far on as that of the tests: ``pytest --days-on`` puts this folder on the path."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(days=int(os.environ["DAYS_ON"])), tick=True).start()
