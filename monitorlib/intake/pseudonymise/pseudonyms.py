"""Pseudonyms: a keyed fingerprint of a number, made with a key that stands outside the data.

A plain hash of a number can be undone by trying all numbers; without the key this one cannot
(docs: databeheer.md). One key per organisation and purpose; a lost key is a clear stop.
"""

import errno
import hashlib
import hmac
import os
import secrets
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from monitorlib.foundation.errors import UserError, why_refused
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.words import canonical
from monitorlib.workspace import SETTINGS_FILE, Workspace

KEY_BYTES = 32
_BLOCK = 64  # bytes that SHA-256 takes at once; a key is filled up to one
_LENGTH = 32  # hexadecimal figures of a pseudonym: 128 bits, two residents never share one
_MARK = "monitorlib-sleutel-1"


@dataclass(frozen=True)
class Key:
    """The secret behind the pseudonyms. `id` may be seen by everybody, the secret is never shown."""

    id: str
    secret: bytes = field(repr=False)

    def pseudonym(self, kind: str, value: str) -> str:
        """The pseudonym of `value` among its `kind` ("resident", "worker").

        The same number gets the same pseudonym from every system: spaces, case and lost leading zeros
        make no difference.
        """
        inner, outer = (begun.copy() for begun in self._begun)
        inner.update(f"{kind}\0{canonical(value)}".encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:_LENGTH]

    @cached_property
    def _begun(self) -> tuple:
        """The two hashes of HMAC-SHA-256 (RFC 2104) behind the key: half of the work, the same for each number."""
        filled = self.secret.ljust(_BLOCK, b"\0")
        return tuple(hashlib.sha256(bytes(byte ^ pad for byte in filled)) for pad in (0x36, 0x5C))


def new_key(path: str | Path) -> str:
    """Write a new random key to `path` (mode 600) and return its id.

    Refuses to overwrite, and refuses a place inside a workspace or a git work tree: a key beside the
    data protects nothing.
    """
    path = Path(path)
    _refuse_place(path)
    secret = secrets.token_bytes(KEY_BYTES)
    content = f'soort = "{_MARK}"\nsleutel = "{secret.hex()}"\n'
    try:
        _make_folder(path.parent)
        _write_once(path, content)
    except FileExistsError:
        raise UserError(
            Text(
                f"'{path}' bestaat al en is niet overschreven.", f"'{path}' exists and was not overwritten."
            ),
            Text("Kies een andere naam, of gebruik deze sleutel.", "Choose another name, or use this key."),
        ) from None
    except OSError as error:
        told = why_refused(error)
        raise UserError(
            Text(
                f"'{path}' kan niet geschreven worden ({told.nl}).",
                f"'{path}' cannot be written ({told.en}).",
            )
        ) from None
    return _key_id(secret)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:  # a file has that name: no key that exists already
        raise NotADirectoryError(errno.ENOTDIR, "") from None


def _refuse_place(path: Path) -> None:
    for folder in path.absolute().resolve().parents:
        if (folder / SETTINGS_FILE).exists():
            raise UserError(
                Text(
                    f"'{path}' ligt in een werkmap: een sleutel bij de gegevens beschermt niets.",
                    f"'{path}' lies in a workspace: a key beside the data protects nothing.",
                ),
                Text("Kies een map daarbuiten.", "Choose a folder outside of it."),
            )
        if (folder / ".git").exists():
            raise UserError(
                Text(
                    f"'{path}' ligt in een git-map: een sleutel hoort niet in versiebeheer.",
                    f"'{path}' lies in a git folder: a key does not belong under version control.",
                ),
                Text("Kies een map daarbuiten.", "Choose a folder outside of it."),
            )


def _write_once(path: Path, content: str) -> None:
    """Write beside the place, then link: the file is there whole or not at all, and never overwritten."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    finally:
        aside.unlink()


def read_key(path: str | Path, workspace: Workspace | None = None) -> Key:
    """The key in a file made by `new_key`; a UserError tells when there is none or others may read it.

    `workspace`: the one that it is for. Where that has a key already, a new one is no way out.
    """
    path = Path(path)
    try:
        content = path.read_text(encoding="utf-8")
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise UserError(
            Text(f"'{path}': dit sleutelbestand bestaat niet.", f"'{path}': this key file does not exist."),
            where_from(workspace) or _MAKE,
        ) from None
    except (OSError, UnicodeDecodeError):
        raise _no_key(path, workspace) from None
    secret = _secret(content)
    if secret is None:
        raise _no_key(path, workspace)
    if os.name == "posix" and mode & 0o077:
        raise UserError(
            Text(f"'{path}': anderen kunnen deze sleutel lezen.", f"'{path}': others can read this key."),
            Text(f"Herstel dat met: chmod 600 '{path}'.", f"Put that right with: chmod 600 '{path}'."),
        )
    return Key(_key_id(secret), secret)


def _secret(content: str) -> bytes | None:
    try:
        found = tomllib.loads(content)
        secret = bytes.fromhex(found.get("sleutel", ""))
    except (tomllib.TOMLDecodeError, ValueError, TypeError):
        return None
    return secret if found.get("soort") == _MARK and len(secret) == KEY_BYTES else None


def _no_key(path: Path, workspace: Workspace | None) -> UserError:
    return UserError(
        Text(f"'{path}': dit is geen sleutelbestand.", f"'{path}': this is no key file."),
        where_from(workspace) or _MAKE,
    )


def where_from(workspace: Workspace | None) -> Text | None:
    """Which key to look for: the one that this workspace was made with; None where there is none yet."""
    from monitorlib.measurements.delta import key_of  # a Delta table is asked only where a key is missing

    used = None if workspace is None else key_of(workspace)
    if used is None:
        return None
    return Text(
        f"Zoek het bestand van sleutel {used}; een nieuwe past niet bij deze werkmap.",
        f"Look for the file of key {used}; a new one does not fit this workspace.",
    )


_MAKE = Text("Maak er een met: monitor key new BESTAND.", "Make one with: monitor key new FILE.")


def _key_id(secret: bytes) -> str:
    """A name for the key that says nothing about it: told in messages and kept beside the data."""
    return hmac.new(secret, b"key id", hashlib.sha256).hexdigest()[:12]


def throw_away_key() -> Key:
    """A key that exists only in memory: to look at a file without importing it."""
    secret = secrets.token_bytes(KEY_BYTES)
    return Key(_key_id(secret), secret)
