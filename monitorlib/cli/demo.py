"""The demo workspace: invented residents and one real study, imported and released by the ordinary commands."""

from pathlib import Path

from platformdirs import user_config_path

from monitorlib.foundation.files import shipped
from monitorlib.intake import import_files, new_key, read_key
from monitorlib.workspace import Workspace

DATA = shipped("data")


def demo_key() -> Path:
    """The key of the demo's pseudonyms: of this user, outside the workspace and outside the code."""
    return user_config_path("monitorlib") / "demo.key"


def demo_files() -> list[Path]:
    """The exports of the demo: three invented systems and the real study."""
    exports = [file for file in (DATA / "demo").iterdir() if file.suffix in (".csv", ".xlsx")]
    return [*sorted(exports), DATA / "reference" / "homeless_housing_export.csv"]


def prepare_demo(path: Path, progress=None) -> Workspace:
    """The demo workspace with its exports imported; what is there already stays."""
    settings = (DATA / "demo" / "workspace.toml").read_text(encoding="utf-8")
    workspace = Workspace.create(path, settings)
    if not demo_key().exists():
        new_key(demo_key())
    if not workspace.measurements.exists():
        import_files(workspace, demo_files(), read_key(demo_key()), progress=progress)
    return workspace
