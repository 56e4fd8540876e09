"""Kernels that end when nobody looks at them any more, and are there when somebody comes.

A page that closes says goodbye, but not every browser sends that word, and one that is killed never does. So the
server itself ends a kernel some seconds after its last connection went, or after it was handed out to somebody who
never connected (`attendance`). What waits for the next page is watched, and replaced. Our use of Jupyter's and
Voila's insides stands in this one class.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Float, Int, Unicode
from voila.request_info_handler import RequestInfoSocketHandler

from monitorlib.foundation.logs import where_it_went_wrong
from monitorlib.server.attendance import Attendance
from monitorlib.server.forking import warm_process

LOG = logging.getLogger("monitorlib.server")
WATCH_SECONDS = 0.5
LOOK_SECONDS = 0.02
REFILL_SECONDS = 1.0  # the next kernel leaves the page that was just opened alone
AGAIN_SECONDS = 5.0  # after a waiting kernel could not be started
MOST_KERNELS = 40  # of some 60 MB each; thirty viewers on two cores were measured to go well
SPARE = 4  # kernels beside those of pages: one that waits, and some that are ending
FIRST_SECONDS = 60.0  # for the first kernel of a server that has just begun
TRIES = 5  # of kernels that die before they speak, for one page
SPOKEN = "jupyter-config-data"  # stands in the first part of a page that only a kernel that lives gives
GONE = 1001  # the websocket's own number for "it went away"


class ViewerKernels(AsyncMappingKernelManager):
    """The kernels of a meeting's pages; one whose page went away ends (`attendance`).

    Beyond `most_kernels` a page gets a 503 in words (the template's error page) instead of a slow computer; pages
    that are being made count from the moment that they are asked for.
    """

    most_kernels = Int(MOST_KERNELS, config=True, help="how many pages may be open at once")
    full = Unicode("503", config=True, help="what a page says when there are too many")
    refill_seconds = Float(
        REFILL_SECONDS, config=True, help="how long the next kernel waits when nobody waits for it"
    )
    _asked = _begun = 0  # pages that asked for a kernel, and kernels that began and have not died waiting
    _taken = -math.inf  # when the last one was asked for
    _coming = _starting = 0  # pages that have no kernel yet, and kernels that are not there yet
    _again = -math.inf  # before that no kernel is begun that nobody waits for
    _watching: asyncio.Task | None = None

    def __init__(self, **kwargs) -> None:
        self.attendance = Attendance()  # at the kernels of pages
        self._ending: set[asyncio.Task] = set()
        super().__init__(**kwargs)

    def __init_subclass__(cls, **kwargs) -> None:
        """Voila adds its pool of waiting kernels in a subclass; there we watch what it hands out."""
        super().__init_subclass__(**kwargs)
        if "get_pool_size" in vars(cls):
            cls.get_pool_size = _at_least_one
            cls.get_rendered_notebook = _from_a_living_kernel(cls.get_rendered_notebook)
            cls._initialize = _when_it_is_time(cls._initialize)
            cls.shutdown_kernel = _past_failures(cls.shutdown_kernel)

    # --- how many

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one more page while it gets its kernel; 503 where there is none."""
        if len(self.attendance) + self._coming >= self.most_kernels:
            raise HTTPError(503, self.full, reason=self.full)
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1

    async def start_kernel(self, **kwargs) -> str:
        """A kernel, unless there are too many; those that are starting count."""
        if len(self) + self._starting >= self.most_kernels + SPARE:
            raise HTTPError(503, self.full, reason=self.full)
        self._watch()
        self._starting += 1
        try:
            return await super().start_kernel(**kwargs)
        finally:
            self._starting -= 1

    # --- who looks

    def lines_of(self, kernel_id: str) -> int:
        """How many connections a kernel has."""
        return self._kernel_connections.get(kernel_id, 0)

    def notify_connect(self, kernel_id: str) -> None:
        """A page connected to this kernel; Jupyter calls this."""
        super().notify_connect(kernel_id)
        self.attendance.look(kernel_id)

    def notify_disconnect(self, kernel_id: str) -> None:
        """A connection to this kernel went; Jupyter calls this."""
        super().notify_disconnect(kernel_id)
        self.attendance.look(kernel_id)

    def kernel_model(self, kernel_id: str) -> dict:
        """What a page hears when it asks for its kernel: not there (404) when its process has died."""
        model = super().kernel_model(kernel_id)
        if not self.lives(kernel_id):
            raise HTTPError(404)
        self.attendance.look(kernel_id)
        return model

    def is_busy(self, kernel_id: str) -> bool:
        """Whether the kernel says that it is at work; Jupyter keeps that."""
        return kernel_id in self and getattr(self.get_kernel(kernel_id), "execution_state", "") == "busy"

    def lives(self, kernel_id: str) -> bool:
        """Whether the kernel's process is there."""
        provisioner = self.get_kernel(kernel_id).provisioner if kernel_id in self else None
        process = provisioner.process if provisioner is not None else None
        return process is not None and process.poll() is None

    def remove_kernel(self, kernel_id: str):
        """Forget a kernel that has ended; Jupyter calls this."""
        self.attendance.end(kernel_id)
        RequestInfoSocketHandler._cache.pop(kernel_id, None)  # Voila would keep it for good
        return super().remove_kernel(kernel_id)

    # --- the watch

    def _watch(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.ensure_future(self._look_after_all())

    async def _look_after_all(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                self.look_after_all()
            except Exception as error:  # noqa: BLE001, a watch that stops would let every later page down
                LOG.error("the watch over kernels: %s", where_it_went_wrong(error))

    def look_after_all(self) -> None:
        """End what nobody looks at and what has died, and see that a warm process and a kernel wait."""
        for kernel_id in self.attendance:
            has_line = self.lines_of(kernel_id) > 0
            left_alone = not has_line and self.attendance.is_over(kernel_id, self.is_busy(kernel_id))
            if left_alone or not self.lives(kernel_id):
                self._end(kernel_id)
        warm = warm_process()
        if warm is not None:
            warm.keep()
        for notebook in self._pools:
            self.drop_dead_kernels(notebook)

    def _end(self, kernel_id: str) -> None:
        """End a kernel, and the lines to it: its page then asks for another one."""
        self.attendance.end(kernel_id)
        for line in list(ZMQChannelsWebsocketConnection._open_sockets):
            if line.kernel_id == kernel_id:
                line.websocket_handler.close(GONE)
        task = asyncio.ensure_future(self._shut_down(kernel_id))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _shut_down(self, kernel_id: str) -> None:
        with suppress(KeyError, HTTPError, RuntimeError):  # the page's own word came in between
            await self.shutdown_kernel(kernel_id, now=True)

    # --- the kernel that waits

    def drop_dead_kernels(self, notebook: str, wanted: bool = False) -> None:
        """Take waiting kernels that are gone or could not be started from the pool, and begin another.

        At once where a page wants one, else after AGAIN_SECONDS when the last one could not be started.
        """
        pool = self._pools.setdefault(notebook, [])
        self.forget_failures()
        for task in [task for task in pool if task.done()]:
            if not self.lives(task.result()["kernel_id"]):
                pool.remove(task)
                self._begun -= 1
                self._end(task.result()["kernel_id"])
        if not pool and (wanted or time.monotonic() > self._again):
            self.fill_if_needed(delay=0, notebook_name=notebook)

    def forget_failures(self) -> None:
        """Take waiting kernels that could not be started from the pool."""
        for pool in self._pools.values():
            for task in [task for task in pool if task.done() and self._failed(task)]:
                pool.remove(task)
                self._begun -= 1

    def _failed(self, task: asyncio.Task) -> bool:
        if not task.cancelled() and task.exception() is None:
            return False
        self._again = time.monotonic() + AGAIN_SECONDS
        return True

    async def its_time(self) -> None:
        """Return when another kernel may begin: at once for a page that waits, else after `refill_seconds`."""
        self._begun += 1
        number = self._begun
        while number > self._asked and time.monotonic() < self._taken + self.refill_seconds:
            await asyncio.sleep(LOOK_SECONDS)

    async def ready_for(self, notebook: str) -> None:
        """Return when a first kernel of this notebook began, 500 when none did.

        Before that Voila starts one past the pool, and nobody would watch it.
        """
        until = time.monotonic() + FIRST_SECONDS
        while not self.notebook_data.get(notebook):
            if time.monotonic() > until:
                raise HTTPError(500)
            await asyncio.sleep(LOOK_SECONDS)

    def ask(self) -> None:
        """A page wants a kernel."""
        self._asked += 1
        self._taken = time.monotonic()

    async def handed_out(self, take: Callable, notebook: str, **kwargs) -> tuple:
        """Take a kernel that has spoken for one page; one that dies before is replaced."""
        for _ in range(TRIES):
            self.ask()
            self.drop_dead_kernels(notebook, wanted=True)
            try:
                rendering, sent, kernel_id = await take(self, notebook, **kwargs)
            except Exception as error:  # noqa: BLE001, whatever it was: the next one may live
                LOG.error("a kernel could not be started: %s", where_it_went_wrong(error))
                continue
            begun = await self._first_words(rendering, kernel_id)
            if begun is not None:
                self.attendance.begin(kernel_id)
                return begun, [], kernel_id
            await self._shut_down(kernel_id)
        raise HTTPError(500)

    async def _first_words(self, rendering: asyncio.Task, kernel_id: str) -> asyncio.Task | None:
        """The page's parts up to the first that its kernel spoke, and the others to come; None when it died.

        Sent before that, a page could begin and never tell its browser which kernel to ask for.
        """
        spoken = asyncio.ensure_future(_until_it_spoke(rendering))
        while not spoken.done() and self.lives(kernel_id):
            await asyncio.wait([spoken], timeout=LOOK_SECONDS)
        if spoken.done() and not spoken.cancelled() and spoken.exception() is None and self.lives(kernel_id):
            return spoken
        spoken.cancel()
        return None


async def _until_it_spoke(rendering: asyncio.Task) -> tuple:
    parts, others = await rendering
    while not any(SPOKEN in part for part in parts):
        part, _resources = await anext(others)
        parts.append(part)
    return parts, others


def _at_least_one(self: ViewerKernels, notebook: str) -> int:
    """A page always waits for a kernel of the pool: only there we see whether it lives."""
    return max(1, len(self._pools.get(notebook, ())))


def _from_a_living_kernel(get_rendered_notebook: Callable) -> Callable:
    """A kernel can die between its start and its first word; Voila would wait for it, and show a fault."""

    async def chosen(self: ViewerKernels, notebook_name: str, **kwargs) -> tuple:
        with self.place():
            return await self.handed_out(get_rendered_notebook, notebook_name, **kwargs)

    return chosen


def _past_failures(shutdown_kernel: Callable) -> Callable:
    """Voila looks for a kernel among those that wait, and stumbles over one that could not be started."""

    async def ended(self: ViewerKernels, kernel_id: str, *args, **kwargs) -> None:
        self.forget_failures()
        await shutdown_kernel(self, kernel_id, *args, **kwargs)

    return ended


def _when_it_is_time(initialize: Callable) -> Callable:
    async def begun(self: ViewerKernels, *args, **kwargs) -> dict:
        await self.its_time()
        return await initialize(self, *args, **kwargs)

    return begun
