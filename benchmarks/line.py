"""The line on the demo: seconds for the import of every export, and for the release of every team."""

import tempfile
import time
from pathlib import Path

from monitorlib.cli.demo import prepare_demo
from monitorlib.cli.publishing import DEFAULT_JOBS, plan, publish_all


def main() -> None:
    """Print wall-clock seconds; the goals are 10 for the import and 180 for the release."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        workspace = prepare_demo(Path(folder) / "werkmap")
        imported = time.perf_counter()
        wishes = plan(workspace)
        publish_all(workspace, wishes, DEFAULT_JOBS, lambda _wish: None)
        released = time.perf_counter()
    print(f"import of the demo exports: {imported - begin:.1f} s")
    print(
        f"release of {len(wishes)} teams and periods, {DEFAULT_JOBS} at a time: {released - imported:.1f} s"
    )


if __name__ == "__main__":
    main()
