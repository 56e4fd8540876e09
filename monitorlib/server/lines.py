"""How the server and its kernels write a line in the log."""

from traitlets.config.application import LevelFormatter

from monitorlib.foundation.logs import WithoutData


class OneLine(LevelFormatter):
    """Jupyter's lines, with exceptions by their kind and place."""

    formatException = WithoutData.formatException  # noqa: N815, the name is logging's
