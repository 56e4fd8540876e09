"""What is wrong with a file that is no TOML, in words: where, and never what stands there."""

import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches

from monitorlib.texts import Text

_PLACE = re.compile(r"at line (\d+), column (\d+)")


def where_wrong(error: Exception) -> Text:
    """The place of a fault that reading a TOML file raised, after a colon; empty where the reader tells none.

    A ValueError of tomllib (its words end in the place), or the UnicodeDecodeError of the file's text.
    """
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        return Text(f": regel {line} is niet in UTF-8 bewaard", f": line {line} was not saved in UTF-8")
    place = _PLACE.search(str(error))
    if place:
        line, column = place.groups()
        return Text(f": regel {line}, teken {column}", f": line {line}, character {column}")
    if isinstance(error, tomllib.TOMLDecodeError) and "end of document" in str(error):
        return Text(": het houdt te vroeg op", ": it ends too early")
    return Text("", "")


def meant(word: str, known: Iterable[str]) -> Text:
    """The known word that is most like one that is not, as a question; all of them where none is near."""
    names = list(known)
    near = get_close_matches(word.casefold(), names, 1)
    if near:
        return Text(f"bedoel je '{near[0]}'?", f"do you mean '{near[0]}'?")
    return Text(f"bekend zijn: {', '.join(names)}.", f"known are: {', '.join(names)}.")
