"""A process that neither reads nor answers, in the place of the one that serves the screens; it ends by itself."""

import time

time.sleep(120)
