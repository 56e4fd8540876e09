"""Where coroutines of tests run."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def in_a_loop(work: Coroutine):
    """What it gives, in a loop of its own: a browser that is open for other tests has one in the main thread."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(asyncio.run, work).result()
