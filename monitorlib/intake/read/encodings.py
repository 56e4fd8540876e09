"""Bytes to text: which encoding a file is in, told by its bytes and never by its name."""

import codecs
import io
import re

import numpy as np

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
_NUL_SHARE = 0.3  # of a text; old databases pad their cells with NUL signs
_PART = 1 << 16  # bytes that are converted at once: a larger part would get new memory each time
_ONLY_CP1252 = frozenset(range(0x80, 0xA0))  # the bytes that are another letter in cp1252 than in latin-1
# "Ã«" for "ë": UTF-8 read as cp1252 and saved again. In Dutch these pairs occur for no other reason.
_MOJIBAKE = re.compile("[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf“”˜™œžŸ¦¢]")
_MOJIBAKE_STARTS = ("Â", "Ã", "â€")  # looked for first: on a large text many times faster than the pattern


def as_utf8(data: bytes, file: str) -> tuple[bytes, str, bool]:
    """As `decode`, but the text as UTF-8: on the usual large file without holding it as text."""
    encoding = _encoding(data)
    if encoding not in ("utf-8", "utf-8-sig", "cp1252") or _looks_binary(data) or b"\0" in data:
        text, encoding, repaired = decode(data, file)
        return text.encode("utf-8", "replace"), encoding, repaired
    if encoding == "utf-8-sig" and not _is_utf8(data):
        raise _damaged(file)  # a mark at the begin promises UTF-8; what follows did not keep it
    beyond = _beyond_ascii(data)
    if _begins_mojibake(data, beyond, "cp1252" if encoding == "cp1252" else "utf-8"):
        text, encoding, repaired = decode(data, file)
        return text.encode("utf-8"), encoding, repaired
    if encoding == "cp1252":
        return _recoded(data, beyond), encoding, False
    return data.removeprefix(codecs.BOM_UTF8), encoding, False


def _beyond_ascii(data: bytes) -> frozenset[int]:
    """Which bytes a text has that are not ASCII; a handful in the longest registration."""
    if data.isascii():
        return frozenset()
    found: set[int] = set()
    for at in range(0, len(data), _PART):
        part = np.frombuffer(data, "uint8", min(_PART, len(data) - at), at)
        found.update(np.flatnonzero(np.bincount(part[part > 0x7F])).tolist())
    return frozenset(found)


def _begins_mojibake(data: bytes, beyond: frozenset[int], spelled: str) -> bool:
    """Whether a beginning of mojibake stands in it; only searched for where all of its bytes are there."""
    marks = (mark.encode(spelled) for mark in _MOJIBAKE_STARTS)
    return any(beyond.issuperset(mark) and mark in data for mark in marks)


def _recoded(data: bytes, beyond: frozenset[int]) -> bytes:
    """cp1252 as UTF-8."""
    # latin-1 is read ten times as fast, and spells most letters alike
    spelled = "latin-1" if beyond.isdisjoint(_ONLY_CP1252) else "cp1252"
    text, whole = io.BytesIO(), memoryview(data)
    for at in range(0, len(data), _PART):
        text.write(str(whole[at : at + _PART], spelled, "replace").encode("utf-8"))
    return text.getvalue()


def decode(data: bytes, file: str) -> tuple[str, str, bool]:
    """The text of `data`, the name of its encoding, and whether mojibake was repaired.

    UTF-16 and UTF-8 are recognised with and without byte order mark; what is neither is cp1252, the
    habit of Dutch Windows systems. Bytes that no text has raise a UserError.
    """
    encoding = _encoding(data)
    if encoding != "utf-16" and not encoding.startswith("utf-16") and _looks_binary(data):
        raise UserError(
            Text(f"{file}: dit is geen tekstbestand.", f"{file}: this is no text file."),
            Text("Exporteer als CSV of XLSX.", "Export as CSV or XLSX."),
        )
    text = _decoded(data, encoding, file).replace("\0", "")
    repaired = repair_mojibake(text)
    return repaired, encoding, repaired is not text


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:4000]
    if len(head) >= 4 and head[1::2].count(0) > 0.4 * len(head[1::2]):
        return "utf-16-le"
    if len(head) >= 4 and head[::2].count(0) > 0.4 * len(head[::2]):
        return "utf-16-be"
    return "utf-8" if _is_utf8(data) else "cp1252"


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _PART):
            decoder.decode(data[at : at + _PART])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_binary(data: bytes) -> bool:
    """Whether bytes are no text: control signs, or NUL signs that are more than some padding."""
    head = data[:100_000]
    strange = len(head) - len(head.translate(None, _CONTROLS))
    if b"\0" not in data:
        return strange > 0.01 * len(head)
    nul = data.count(b"\0")
    return strange > head.count(b"\0") or nul > _NUL_SHARE * len(data) or not _is_readable(head)


def _is_readable(head: bytes) -> bool:
    """Whether there are lines of letters in it: a database or an image may hold few control signs by chance."""
    rest = head.replace(b"\0", b"")
    return b"\n" in rest or b"\r" in rest


def _decoded(data: bytes, encoding: str, file: str) -> str:
    if encoding == "cp1252":
        # five bytes have no letter in cp1252: they stay visible as a replacement sign, the rest is right
        return data.decode(encoding, errors="replace")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _damaged(file) from None


def _damaged(file: str) -> UserError:
    return UserError(
        Text(
            f"{file}: het bestand is afgebroken of beschadigd.",
            f"{file}: the file is cut off or damaged.",
        ),
        Text("Maak de export opnieuw.", "Make the export again."),
    )


def repair_mojibake(text: str) -> str:
    """The text with "FinanciÃ«n" made "Financiën"; the very same object where there is nothing to repair."""
    if not any(sign in text for sign in _MOJIBAKE_STARTS) or not _MOJIBAKE.search(text):
        return text
    return _MOJIBAKE.sub(_repaired, text)


def _repaired(match: re.Match) -> str:
    seen = match.group()
    try:
        return b"".join(_byte(letter) for letter in seen).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return seen


def _byte(letter: str) -> bytes:
    return letter.encode("latin-1") if "\u0080" <= letter <= "\u009f" else letter.encode("cp1252")
