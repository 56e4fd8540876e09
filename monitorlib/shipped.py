"""Where the notebooks, the dashboards and the demo data are: the one place that knows.

In a checkout they are top-level folders beside the package, so that an analyst finds them; a wheel holds them
inside the package (`shipped/`, see pyproject.toml), so that an installation has them wherever it is. Light.
"""

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("monitorlib")))


def shipped(name: str) -> Path:
    """The folder "notebooks", "dashboards" or "data" that came with this package."""
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def is_checkout() -> bool:
    """Whether this is the repository itself, and no installation."""
    return (_PACKAGE.parent / "pyproject.toml").is_file() and not (_PACKAGE / "shipped").is_dir()
