"""What the crash tests run in a process of its own, so that it can be killed."""

import resource
from pathlib import Path

from monitorlib.foundation.errors import UserError
from monitorlib.intake.pseudonymise.pseudonyms import Key
from monitorlib.intake.store.importing import import_files
from monitorlib.workspace import Workspace

KEY = Key("test", b"k" * 32)


def import_one(workspace: str, file: str, ready=None) -> None:
    """Import one file; `ready` is set when the process has begun."""
    if ready is not None:
        ready.set()
    import_files(Workspace(Path(workspace)), [file], KEY)


def import_on_a_full_disk(workspace: str, file: str, free: int, told) -> None:
    """Import where no file can grow beyond `free` bytes; puts the message into `told`."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, free))
    try:
        import_files(Workspace(Path(workspace)), [file], KEY)
    except UserError as error:
        told.send(error.message("nl"))
    else:
        told.send("")
