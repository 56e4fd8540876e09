"""A process that has imported all that a page's kernel needs, and becomes a kernel by forking, in milliseconds.

`python -m monitorlib.server.warm` reads a line of JSON for each kernel that is wanted ({"argv", "env", "cwd",
"parent"}) and answers with its process number. It holds no data, opens no socket and has one thread; it ends when
the server that started it does. A kernel is forked twice, so that it becomes a child of the server and does not
end with this process.
"""

import gc
import json
import os
import random
import signal
import sys
import time
from importlib import import_module

ADOPTED_SECONDS = 2.0
# what ipykernel imports when a kernel begins; imported here it costs no kernel anything
_IPYKERNELS_OWN = (
    "ipykernel.debugger",
    "tornado.platform.asyncio",
    "tornado.queues",
    "IPython.core.oinspect",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
)


def main() -> None:
    """Fork a kernel for each line, until there are no more."""
    gc.disable()  # what is imported stays: looking through it took a seventh of the time
    _import_what_a_kernel_needs()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how the process between ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()  # pages of memory that no kernel will write to stay shared
    gc.enable()
    for line in sys.stdin:
        wanted = json.loads(line)
        if os.fork() == 0:
            if os.fork() == 0:
                _become_a_kernel(wanted)
            os._exit(0)


def _import_what_a_kernel_needs() -> None:
    # a meeting has no use for a debugger, which is more than half of what a kernel does and holds when it begins
    sys.modules.setdefault("debugpy", None)
    ours = (f"monitorlib.{room}" for room in ("sessions.log", "widgets.meeting", "widgets.progress"))
    for module in (*ours, *_IPYKERNELS_OWN):
        import_module(module)  # to be there after the fork


def _become_a_kernel(wanted: dict) -> None:
    """What a kernel's process is when it is started in the ordinary way; never returns."""
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        for number in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        _wait_until_adopted(wanted["parent"])  # before that the server cannot see whether it lives
        os.write(1, f"{os.getpid()}\n".encode())
        os.dup2(2, 1)  # what it prints goes to the server's log, not to the server
        os.environ.clear()
        os.environ.update(wanted["env"])
        os.chdir(wanted["cwd"] or ".")
        random.seed()
        _run_kernel([*wanted["argv"], f"--IPKernelApp.parent_handle={wanted['parent']}"])
    finally:
        os._exit(1)


def _wait_until_adopted(parent: int) -> None:
    """A kernel watches its parent, and ends when that is another one."""
    until = time.monotonic() + ADOPTED_SECONDS
    while os.getppid() != parent and time.monotonic() < until:
        time.sleep(0.001)


def _run_kernel(argv: list[str]) -> None:
    import ipywidgets
    from ipykernel.kernelapp import IPKernelApp

    from monitorlib.server.logs import OneLine

    IPKernelApp._log_formatter_cls = OneLine  # a kernel that is ended in the middle of a word says so
    sys.argv = [sys.argv[0], *argv]
    app = IPKernelApp.instance()
    app.initialize(argv)
    ipywidgets.register_comm_target()  # it was imported before there was a kernel to register with
    app.start()
    os._exit(0)


if __name__ == "__main__":
    main()
