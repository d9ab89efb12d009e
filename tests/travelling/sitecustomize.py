"""Every Python that a test starts reads this first (PYTHONPATH, set by tests/moment.py): it lives in the test's time,
not the machine's.
"""

import os
import time

import time_machine

if ahead := os.environ.get("TRAVEL_SECONDS"):
    time_machine.travel(time.time() + float(ahead)).start()
