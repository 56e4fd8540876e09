"""The words by which somebody gets in: made afresh at each start, easy to type, compared in constant time."""

import hmac
import secrets

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
TOKEN_LETTERS = 20  # 99 bits
PHONE_LETTERS = 6  # typed by hand by everybody in the room; wrong ones are counted (lockout.py)
_GROUP = 5


def new_token() -> str:
    """A word for a link, in groups so that it can be typed."""
    return spelled("".join(secrets.choice(LETTERS) for _ in range(TOKEN_LETTERS)))


def new_phone_code() -> str:
    """A short word for everybody in the room."""
    return "".join(secrets.choice(LETTERS) for _ in range(PHONE_LETTERS))


def spelled(code: str) -> str:
    """Four groups of five letters."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def plain(typed: str) -> str:
    """What was typed without what does not count: capitals, spaces and hyphens."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def same(typed: str, code: str) -> bool:
    """Whether this is the code, in a time that does not depend on how much of it is right; never an empty one."""
    return bool(code) and hmac.compare_digest(plain(typed).encode(), plain(code).encode())
