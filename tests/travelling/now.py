"""Says what time a program believes it is, in seconds since 1970."""

import time

print(time.time())
