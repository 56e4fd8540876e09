"""Writes in the trail for whom a hub starts what: `python -m monitorlib.server.opening`.

A process of its own, as the trail is the account's that works inside the wall: what the hub wrote itself (it runs
as root) would be a file that nobody else may add to. What is noted comes by standard input, as a command line is
what all accounts read.
"""

import json
import sys
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.trail import OPENED, note
from monitorlib.workspace import Workspace


def to_note(workspace: str, account: str, page: str, teams: tuple[str, ...]) -> str:
    """The line for this process: `account` of the hub is about to get `page`, with these teams."""
    told = {"workspace": workspace, "account": f"{account} (hub)", "page": page, "teams": teams}
    return f"{json.dumps(told)}\n"


def main() -> None:
    """Note what stands on standard input, a line a team; where that cannot be done, why not in words."""
    told = json.loads(sys.stdin.readline())
    workspace = Workspace(Path(told["workspace"]))
    try:
        for team in told["teams"] or [""]:
            note(workspace, OPENED, account=told["account"], team=team, page=told["page"])
    except UserError as error:
        sys.exit(error.message("en"))


if __name__ == "__main__":
    main()
