"""`make bench`: the measurements, part by part; `make bench ARGS="loads"` runs one."""

import importlib
import sys

PARTS = (
    "line",
    "runs",
    "intake",
    "mutations",
    "public_import",
    "statistics",
    "coverage",
    "explanations",
    "attack",
    "audit",
    "meeting",
    "first_meeting",
    "loads",
    "phones",
    "load",
    "forget",
)


def main() -> None:
    for part in sys.argv[1:] or PARTS:
        print(f"== {part}")
        importlib.import_module(f"benchmarks.{part}").main()


main()
