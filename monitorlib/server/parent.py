"""A server ends with the command that started it, however that ended.

`monitor session`, `serve` and `progress` stop their server when they are stopped; one that is killed cannot. Its
server would go on without anybody who starts it again or ends it, take what is written, and keep the port.
"""

import os
import signal
import threading
import time

LOOK_SECONDS = 1.0
GOODBYE_SECONDS = 5.0  # to end kernels in the ordinary way; they watch their parent too


def end_when_orphaned() -> None:
    """End this process when its parent is gone. Windows gives no other parent, so there it goes on."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)  # as the command would have stopped it
    time.sleep(GOODBYE_SECONDS)
    os._exit(1)  # it hangs, or is not yet so far that it listens to a signal
