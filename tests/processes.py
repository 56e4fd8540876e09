"""Processes of their own for tests that kill: forked, with everything imported, so a kill hits what they do."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess

BEGINS_WITHIN = 60.0  # seconds, on a computer that does much else


def prepared() -> ForkServerContext:
    """Where they come from: what our own runs are forked from too, so that a worker of tests starts it once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["monitorlib.runs.warmed"])
    return context


def begun(act: Callable, *arguments: object) -> BaseProcess:
    """A process that does `act(*arguments, ready)`, as soon as it has said so (`ready.set()`)."""
    context = prepared()
    ready = context.Event()
    process = context.Process(target=act, args=(*arguments, ready))
    process.start()
    assert ready.wait(BEGINS_WITHIN)
    return process
