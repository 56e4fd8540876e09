"""Ten thousand damaged exports: how many are read, refused in words, or taken wrongly."""

import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.intake.test_mutations import fault_of

TRIED = 10_000


def main() -> None:
    """Print what went wrong; the goal is nothing."""
    first = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 5_000_000
    with ProcessPoolExecutor(2) as pool:
        faults = list(pool.map(_tried, range(first, first + TRIED), chunksize=100))
    told = Counter(fault for _, fault in faults if fault)
    print(f"{TRIED} damaged exports from number {first}: {sum(told.values())} taken wrongly")
    for number, fault in faults:
        if fault:
            print(f"  {number}: {fault}")


def _tried(number: int) -> tuple[int, str | None]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return number, fault_of(Path(folder), number)
        except BaseException as error:  # noqa: BLE001 - whatever comes out is what is looked for
            return number, f"{type(error).__name__}: {error}"[:200]


if __name__ == "__main__":
    main()
