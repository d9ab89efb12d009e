"""What prevention does by itself: patrols are laid some days ahead, and those nobody held are stamped as missed."""

from baiyi.jobs import ticks
from prevention.services.patrols import close_days, lay_ahead

EVERY = 600  # seconds between two scans

ticks.register(lay_ahead, every=EVERY)
ticks.register(close_days, every=EVERY)
