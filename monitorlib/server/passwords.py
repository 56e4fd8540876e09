"""The password of a server: only its hash is kept (argon2id), in a file for its owner alone."""

import os
import stat
import tomllib
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text

SHORTEST = 12
_FIELD = "wachtwoord"
_HASHER = PasswordHasher()  # argon2id, 64 MB and three turns a try (RFC 9106's second choice)
_ONE_AT_A_TIME = Lock()  # so that tries cannot fill the memory


def hash_of(password: str) -> str:
    """What is kept of a password; a UserError for one that is too short."""
    if len(password) < SHORTEST:
        raise UserError(
            Text("Dit wachtwoord is te kort.", "This password is too short."),
            Text(
                f"Neem er een van minstens {SHORTEST} tekens.", f"Take one of {SHORTEST} characters or more."
            ),
        )
    return _HASHER.hash(password)


def is_password(typed: str, hashed: str) -> bool:
    """Whether this is the password; takes a tenth of a second on purpose."""
    with _ONE_AT_A_TIME:
        try:
            return _HASHER.verify(hashed, typed)
        except (VerificationError, InvalidHashError):
            return False


def write_password(file: Path, password: str) -> None:
    """Keep the hash of a password, for the owner of the file alone; replaces an earlier one."""
    hashed = hash_of(password)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as output:
        output.write(f"# monitor serve --set-password\n{_FIELD} = '{hashed}'\n")
        output.flush()
        os.fsync(output.fileno())
    aside.replace(file)


def read_password(file: Path) -> str:
    """The hash in a file; a UserError where there is none, or where others may read it."""
    try:
        content = file.read_text(encoding="utf-8")
        hashed = tomllib.loads(content)[_FIELD]
    except FileNotFoundError:
        raise UserError(
            Text("Er is nog geen wachtwoord.", "There is no password yet."),
            Text(
                "Doe eerst: monitor serve --workspace MAP --set-password.",
                "First do: monitor serve --workspace DIR --set-password.",
            ),
        ) from None
    except (OSError, ValueError, KeyError):
        raise UserError(
            Text(f"{file} is niet te lezen als wachtwoord.", f"{file} cannot be read as a password."),
            Text(
                "Doe opnieuw: monitor serve --workspace MAP --set-password.",
                "Do again: monitor serve --workspace DIR --set-password.",
            ),
        ) from None
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise UserError(
            Text(f"Anderen mogen {file} lezen.", f"Others may read {file}."),
            Text(f"Doe: chmod 600 {file}", f"Do: chmod 600 {file}"),
        )
    return hashed
