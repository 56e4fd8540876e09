"""What every process of ours settles before it uses Jupyter's packages."""

import gc
import os
import sys

# kernels of ours talk over files of this user, not over ports that others on the computer can reach
KERNEL_TRANSPORT = "tcp" if sys.platform == "win32" else "ipc"

CAN_FORK = sys.platform == "linux"  # elsewhere a fork after imports is not safe, or not there


def skip_slow_grammar() -> None:
    """Keep `rfc3987_syntax` from being imported: it compiles a grammar for 2-3 s in every process.

    jsonschema uses it for one format (IRIs) that no notebook and no event schema of Jupyter's asks for, and
    does without it when the import fails (docs/decisions.md, 9).
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def one_thread_for_matrices() -> None:
    """Keep linear algebra from threads of its own: our matrices are small, and its threads spin while they wait.

    On two busy cores they took ten times the processor time of the sums themselves (docs/decisions.md, 125).
    Libraries read it when they are imported; who sets another number keeps it.
    """
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def collect_seldom() -> None:
    """Look for circles of dead objects once in 50,000 new ones instead of once in 700 (docs/decisions.md, 132).

    A picture or a table makes tens of thousands that live until it is done, and each look walks over them.
    """
    gc.set_threshold(50_000, 20, 20)
