"""`make lock`: of the pins with the bench's peers, keep those that requirements.lock does not have."""

import re
import sys
from pathlib import Path


def main() -> None:
    """Read all pins on standard input, write the additional ones to requirements-bench.lock."""
    common = set(_blocks(Path("requirements.lock").read_text(encoding="utf-8")))
    extra = [block for block in _blocks(sys.stdin.read()) if block not in common]
    Path("requirements-bench.lock").write_text("\n".join(extra) + "\n", encoding="utf-8")


def _blocks(lock: str) -> list[str]:
    return re.split(r"\n(?=[A-Za-z])", lock.strip())


if __name__ == "__main__":
    main()
