"""What the kill test of forgetting runs in a process of its own."""

from pathlib import Path

from monitorlib.intake.pseudonymise.pseudonyms import read_key
from monitorlib.resident.person import persons_of
from monitorlib.resident.rights import forget
from monitorlib.workspace import Workspace


def forget_one(workspace: Path, key_file: Path, number: str, ready) -> None:
    """Forget somebody; `ready` is set when the workspace is about to change."""
    place = Workspace(workspace)
    persons = persons_of(place, read_key(key_file), number, ever=True)
    ready.set()
    forget(place, persons)
