"""What every process of ours settles before it uses Jupyter's packages."""

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
