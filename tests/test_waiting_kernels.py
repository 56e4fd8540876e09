"""When the kernel begins that waits for the next page."""

import asyncio

from monitorlib.server.kernels import ViewerKernels
from tests.loops import in_a_loop


def test_the_next_kernel_leaves_the_page_before_alone_unless_somebody_waits_for_it():
    async def told() -> list[bool]:
        kernels = ViewerKernels(refill_seconds=3600)
        await kernels.its_time()  # the first one, before any page
        kernels.ask()
        following = asyncio.ensure_future(kernels.its_time())
        await asyncio.sleep(0.1)
        waited = not following.done()
        kernels.ask()
        await asyncio.wait_for(following, 60)
        return [waited, following.done()]

    assert in_a_loop(told()) == [True, True]
