"""The server of the meeting with places for three pages: `python -m tests.attack.small NOTEBOOK --port N`."""

from monitorlib.server.viewer import Viewer
from monitorlib.server.voila import main

PLACES = 3


class SmallViewer(Viewer):
    """A viewer that starts this module."""

    module = "tests.attack.small"


def _with_few_places(configuration: dict) -> dict:
    return {**configuration, "ViewerKernels": {**configuration["ViewerKernels"], "most_kernels": PLACES}}


if __name__ == "__main__":
    main(_with_few_places)
