"""The key of the seal (Ed25519): made inside the wall at the first release, one a workspace.

The private half signs, and only publishing and withdrawing read it. The public half lies beside it: whoever
starts a viewer hands it on, so that a viewer's kernel opens nothing inside the wall and cannot make a seal.
"""

import os
import tomllib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import was_first, write_aside
from monitorlib.foundation.texts import Text
from monitorlib.release.seal import Releases
from monitorlib.workspace import Workspace, made_private

FOLDER = "zegel"
PRIVATE_FILE, PUBLIC_FILE = "geheim.toml", "openbaar.toml"
_PRIVATE, _PUBLIC = "monitorlib-zegel-geheim-1", "monitorlib-zegel-openbaar-1"
_KEY_BYTES = 32


def releases_of(workspace: Workspace) -> Releases:
    """The releases of a workspace, for a process that may look inside the wall."""
    return Releases(workspace.release, _key_in(_folder(workspace) / PUBLIC_FILE, _PUBLIC))


def signing_key(workspace: Workspace) -> Ed25519PrivateKey:
    """The private key, made when there is none; its public half is put beside it where that is not right.

    UserError: the file is damaged, others can read it, or it is gone while its public half is there. A new one
    would make every seal of before look forged, so that is for a person to choose.
    """
    folder = made_private(_folder(workspace), parents=True)
    file, had_public = folder / PRIVATE_FILE, (folder / PUBLIC_FILE).exists()  # it is written last
    if not (had_public or file.exists()):
        was_first(file, _written(_PRIVATE, Ed25519PrivateKey.generate().private_bytes_raw()))
    secret = _key_in(file, _PRIVATE)
    if secret is None:
        raise UserError(_DAMAGED.fill(file=file), _PUT_BACK.fill(folder=folder))
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise UserError(_OPEN.fill(file=file), _CLOSE.fill(file=file))
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = key.public_key().public_bytes_raw()
    if releases_of(workspace).public != public:
        write_aside(folder / PUBLIC_FILE, _written(_PUBLIC, public))
    return key


def _folder(workspace: Workspace) -> Path:
    return workspace.runs / FOLDER


def _written(kind: str, key: bytes) -> bytes:
    return f'soort = "{kind}"\nsleutel = "{key.hex()}"\n'.encode()


def _key_in(file: Path, kind: str) -> bytes | None:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        key = bytes.fromhex(found["sleutel"])
    except (OSError, ValueError, KeyError, TypeError):  # a TOMLDecodeError is a ValueError
        return None
    return key if found.get("soort") == kind and len(key) == _KEY_BYTES else None


_DAMAGED = Text(
    "'{file}': de sleutel van het zegel is er niet, of is beschadigd.",
    "'{file}': the key of the seal is not there, or is damaged.",
)
_PUT_BACK = Text(
    "Zet het bestand terug uit een reservekopie. Is er geen? Haal de map '{folder}' weg: monitor publish "
    "maakt een nieuwe sleutel en verzegelt opnieuw wat binnen de muur genoteerd staat.",
    "Put the file back from a backup. Is there none? Take the folder '{folder}' away: monitor publish makes a new "
    "key and seals again what is noted inside the wall.",
)
_OPEN = Text("'{file}': anderen kunnen deze sleutel lezen.", "'{file}': others can read this key.")
_CLOSE = Text("Herstel dat met: chmod 600 '{file}'.", "Put that right with: chmod 600 '{file}'.")
