"""When the kernel begins that waits for the next page."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from monitorlib.server.kernels import ViewerKernels


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

    with ThreadPoolExecutor(1) as elsewhere:  # a browser test before this one leaves a loop running here
        assert elsewhere.submit(asyncio.run, told()).result() == [True, True]
