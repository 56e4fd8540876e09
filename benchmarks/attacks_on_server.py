"""The attack suite on a real server, whole: every combination of message, channel and form, every odd value, every
method on every path, and a crowd of a hundred that opens pages and no line.

`python -m benchmarks.attacks_on_server`. `make test` runs the short form of the same tests.
"""

import itertools
import os
import subprocess
import sys

from tests.attack import test_messages, test_server
from tests.attack.client import FORMS


def main() -> None:
    """Run all of it, and print how much was tried."""
    combinations = len(list(itertools.product(FORMS, test_server.CHANNELS, test_server.KINDS)))
    paths = len(test_server.PATHS) * len(test_server.METHODS)
    values = len(test_server._out_of_range())
    # a process of its own: what this one has imported pytest can no longer look into, and says so
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-o",
        "addopts=",
        "-p",
        "no:cacheprovider",
        "tests/attack",
    ]
    ended = subprocess.run(command, env={**os.environ, "MONITOR_ATTACK": "full"}).returncode
    print(f"{combinations} messages x channels x forms, {paths} requests to {len(test_server.PATHS)} paths,")
    print(
        f"{values} values out of range on {len(test_server.SENT)} messages of a page, {test_messages.__doc__}"
    )
    print("nothing executed, no canary, all refused" if ended == 0 else "NOT HELD: see above")
    sys.exit(ended)


if __name__ == "__main__":
    main()
