"""Ten thousand damaged exports: how many are read, refused in words, or taken wrongly."""

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.intake.test_mutations import fault_of

TRIED = 10_000


def main() -> None:
    """Print what went wrong; the goal is nothing."""
    first = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 5_000_000
    faults = 0
    with ProcessPoolExecutor() as pool:
        for number, fault in pool.map(_tried, range(first, first + TRIED), chunksize=50):
            if fault:
                faults += 1
                print(f"  {number}: {fault}", flush=True)
    print(f"{TRIED} damaged exports from number {first}: {faults} taken wrongly")


def _tried(number: int) -> tuple[int, str | None]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return number, fault_of(Path(folder), number)
        except BaseException as error:  # noqa: BLE001 - a panic of Rust is no Exception
            return number, f"{type(error).__name__}: {error}"[:200]


if __name__ == "__main__":
    main()
