"""The server of the meeting as it was: scripts one by one, nothing compressed, and formulas.

`python -m benchmarks.plain NOTEBOOK --port N` in the place of `monitorlib.server.voila`, for benchmarks.meeting.
"""

from monitorlib.server.viewer import Viewer
from monitorlib.server.voila import begin, serve, settings

REFILL_SECONDS = 1.5


class PlainViewer(Viewer):
    """A viewer that starts this module."""

    module = "benchmarks.plain"


def main() -> None:
    """Serve until stopped."""
    chosen = begin()
    from voila.app import Voila

    configuration = settings(chosen.port, chosen.language)
    del configuration["Voila"]["tornado_settings"]["static_immutable_cache"]
    del configuration["VoilaConfiguration"]["page_config_hook"]
    del configuration["VoilaConfiguration"]["resources"]["ml_scripts"]
    configuration["VoilaKernelManager"]["fill_delay"] = REFILL_SECONDS
    configuration["ViewerKernels"]["refill_seconds"] = 0.0
    serve(Voila, chosen.notebook, configuration)


if __name__ == "__main__":
    main()
