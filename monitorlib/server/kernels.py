"""Kernels that end when nobody looks at them any more.

A page that closes asks for its kernel's end, but not every browser sends that word, and one that is killed
never does. So the server itself ends a kernel some seconds after its last connection went. Our use of
Jupyter's insides stands in this one class.
"""

import asyncio
import math
import time
from collections.abc import Callable
from contextlib import suppress

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Float, Int, Unicode

LINGER_SECONDS = 10  # a page that lost its connection comes back within a few
LOOK_SECONDS = 0.02
REFILL_SECONDS = 1.0  # the next kernel leaves the page that was just opened alone
MOST_KERNELS = 40  # of some 60 MB each; thirty viewers on two cores were measured to go well


class ViewerKernels(AsyncMappingKernelManager):
    """The kernels of a meeting's pages; one whose page went away ends after LINGER_SECONDS.

    Beyond `most_kernels` a page gets a 503 in words (the template's error page) instead of a slow computer.
    """

    most_kernels = Int(MOST_KERNELS, config=True, help="how many pages may be open at once")
    full = Unicode("503", config=True, help="what a page says when there are too many")
    refill_seconds = Float(
        REFILL_SECONDS, config=True, help="how long the next kernel waits when nobody waits for it"
    )
    _asked = _begun = 0  # pages that asked for a kernel, and kernels that began and have not died waiting
    _taken = -math.inf  # when the last one was asked for

    def __init_subclass__(cls, **kwargs) -> None:
        """Voila adds its pool of waiting kernels in a subclass; there a dead one is not offered to a page."""
        super().__init_subclass__(**kwargs)
        if "get_pool_size" in vars(cls):
            cls.get_pool_size = _without_dead_kernels(cls.get_pool_size)
            cls.get_rendered_notebook = _from_a_living_kernel(cls.get_rendered_notebook)
            cls._initialize = _when_it_is_time(cls._initialize)

    async def start_kernel(self, **kwargs) -> str:
        """A kernel for a page, unless there are too many."""
        if len(self) >= self.most_kernels:
            raise HTTPError(503, self.full, reason=self.full)
        return await super().start_kernel(**kwargs)

    def notify_disconnect(self, kernel_id: str) -> None:
        """A connection to this kernel went; Jupyter calls this."""
        super().notify_disconnect(kernel_id)
        if not self._kernel_connections.get(kernel_id):
            loop = asyncio.get_running_loop()
            loop.call_later(LINGER_SECONDS, lambda: loop.create_task(self._end_when_alone(kernel_id)))

    def kernel_model(self, kernel_id: str) -> dict:
        """What a page hears when it asks for its kernel: not there (404) when its process has died."""
        model = super().kernel_model(kernel_id)
        if not self.lives(kernel_id):
            raise HTTPError(404)
        return model

    def drop_dead_kernels(self, notebook: str) -> None:
        """Take waiting kernels whose process is gone from the pool, and begin another."""
        pool = self._pools.get(notebook, [])
        dead = [task for task in pool if task.done() and not self.lives(task.result()["kernel_id"])]
        self._begun -= len(dead)
        for task in dead:
            pool.remove(task)
            asyncio.ensure_future(self.shutdown_kernel(task.result()["kernel_id"], now=True))
        if dead:
            self.fill_if_needed(delay=0, notebook_name=notebook)

    def lives(self, kernel_id: str) -> bool:
        """Whether the kernel's process is there."""
        provisioner = self.get_kernel(kernel_id).provisioner if kernel_id in self else None
        process = provisioner.process if provisioner is not None else None
        return process is not None and process.poll() is None

    async def its_time(self) -> None:
        """Return when another kernel may begin: at once for a page that waits, else after `refill_seconds`."""
        self._begun += 1
        number = self._begun
        while number > self._asked and time.monotonic() < self._taken + self.refill_seconds:
            await asyncio.sleep(LOOK_SECONDS)

    def ask(self) -> None:
        """A page wants a kernel."""
        self._asked += 1
        self._taken = time.monotonic()

    async def _end_when_alone(self, kernel_id: str) -> None:
        if kernel_id in self and not self._kernel_connections.get(kernel_id):
            with suppress(KeyError, HTTPError):  # the page's own word came in between
                await self.shutdown_kernel(kernel_id, now=True)


def _without_dead_kernels(get_pool_size: Callable) -> Callable:
    def counted(self: ViewerKernels, notebook: str) -> int:
        self.drop_dead_kernels(notebook)
        return get_pool_size(self, notebook)

    return counted


def _from_a_living_kernel(get_rendered_notebook: Callable) -> Callable:
    """A kernel can die between its start and its first word; Voila would wait for it, and show a fault."""

    async def chosen(self: ViewerKernels, notebook_name: str, **kwargs) -> tuple:
        while True:
            self.ask()
            rendering, sent, kernel_id = await get_rendered_notebook(self, notebook_name, **kwargs)
            while not (sent or rendering.done()) and self.lives(kernel_id):
                await asyncio.sleep(LOOK_SECONDS)
            if self.lives(kernel_id):
                return rendering, sent, kernel_id
            rendering.cancel()
            await self.shutdown_kernel(kernel_id, now=True)

    return chosen


def _when_it_is_time(initialize: Callable) -> Callable:
    async def begun(self: ViewerKernels, *args, **kwargs) -> dict:
        await self.its_time()
        return await initialize(self, *args, **kwargs)

    return begun
