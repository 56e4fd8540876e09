"""Kernels by forking a process that is warm (`server.warm`); the ordinary way where that cannot be.

A kernel that starts from nothing imports for more than a second, on the same two cores that show the pages. Our
use of Jupyter's insides stands in ForkedKernel and ForkingProvisioner.
"""

import asyncio
import ctypes
import json
import logging
import os
import select
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from monitorlib.foundation.startup import CAN_FORK
from monitorlib.server.messages import Pace
from monitorlib.server.untold import UntoldKernel

LOG = logging.getLogger("monitorlib.server")
LAUNCHER = "ipykernel_launcher"
ANSWER_SECONDS = 10.0  # milliseconds are usual
IMPORT_SECONDS = 60.0  # one or two are usual
MOST_BEGUN, BEGUN_SECONDS = 5, 20.0  # so many warm processes at once, and then one in so many seconds
ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


class WarmProcess:
    """The process that forks; begun at once, so that it is ready when the first page comes."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._begun = Pace(MOST_BEGUN, 1 / BEGUN_SECONDS)
        self._begin()

    def _begin(self) -> None:
        self._begun.allows()
        self._patience = IMPORT_SECONDS  # until its first answer
        self._process = subprocess.Popen(
            [sys.executable, "-m", "monitorlib.server.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def keep(self) -> None:
        """Begin another one where it is gone; not over and over where it cannot live."""
        if self._process.poll() is None or not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            if self._begun.has() and self._process.poll() is not None:
                LOG.warning("The process that forks kernels was gone; another one begins.")
                self._close()
                self._begin()
        finally:
            self._one_at_a_time.release()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()

    def fork(self, argv: list[str], env: dict[str, str], cwd: str | None) -> int | None:
        """The number of a new kernel's process; None where the warm process is gone."""
        with self._one_at_a_time, suppress(OSError, ValueError):
            wanted = {"argv": argv, "env": env, "cwd": cwd, "parent": os.getpid()}
            self._process.stdin.write(json.dumps(wanted) + "\n")
            self._process.stdin.flush()
            if not select.select([self._process.stdout], [], [], self._patience)[0]:
                self._process.kill()  # what it might still answer would be taken for the next answer
            pid = int(self._process.stdout.readline())
            self._patience = ANSWER_SECONDS
            return pid
        return None


@cache
def warm_process() -> WarmProcess | None:
    """The one warm process of this server; None where it is not used."""
    if not CAN_FORK or ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1, 0, 0, 0) != 0:
        return None
    return WarmProcess()


class Forked:
    """A kernel's process, adopted rather than started, with what jupyter_client asks of a subprocess.Popen."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """None while it lives, else how it ended (0 where nobody knows any more)."""
        if self.returncode is None:
            try:
                number, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                self.returncode = 0
            else:
                self.returncode = os.waitstatus_to_exitcode(status) if number else None
        return self.returncode

    def wait(self) -> int:
        """Called when it has ended."""
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """Nothing happens when it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


class ForkingProvisioner(LocalProvisioner):
    """Starts a kernel by forking the warm process."""

    async def launch_kernel(self, cmd: list[str], **kwargs):
        """As the ordinary provisioner, which is asked where no kernel was forked."""
        warm = warm_process()
        if warm is None or LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        argv = cmd[cmd.index(LAUNCHER) + 1 :]
        env = {str(name): str(value) for name, value in kwargs.get("env", os.environ).items()}
        pid = await asyncio.to_thread(warm.fork, argv, env, kwargs.get("cwd"))
        if pid is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid = Forked(pid), pid, pid
        return self.connection_info


class ForkedKernel(UntoldKernel):
    """A kernel whose process is forked."""

    async def _async_pre_start_kernel(self, **kwargs):
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or kwargs.get("kernel_id")
            self.provisioner = ForkingProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**kwargs)
