"""The server of the meeting with places for three pages: `python -m tests.attack.small NOTEBOOK --port N`."""

from monitorlib.server.viewer import Viewer
from monitorlib.server.voila import begin, serve, settings

PLACES = 3


class SmallViewer(Viewer):
    """A viewer that starts this module."""

    module = "tests.attack.small"


def main() -> None:
    """Serve until stopped."""
    chosen = begin()
    from monitorlib.server.application import MeetingServer

    configuration = settings(chosen.port, chosen.language)
    configuration["ViewerKernels"]["most_kernels"] = PLACES
    serve(MeetingServer, chosen.notebook, configuration)


if __name__ == "__main__":
    main()
