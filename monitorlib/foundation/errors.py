"""The one exception that is a user's mistake, and our words for what a system or a file refuses.

Everything else is our bug and keeps its traceback. Of a file that is no TOML it is told where, and never what
stands there.
"""

import difflib
import errno
import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches

from monitorlib.foundation.texts import DEFAULT_LANGUAGE, Text


class UserError(Exception):
    """Something a person can put right, told in words: all problems at once, then the next step.

    `problems` name the file, the column, the rows and the rule, never a resident's value.
    `next_step` says what to do about them. The command line shows `message(language)` and exits
    with 1; in a notebook the Dutch message is the exception's text.
    """

    def __init__(self, problems: Text | Iterable[Text], next_step: Text | None = None) -> None:
        self.problems = (problems,) if isinstance(problems, Text) else tuple(problems)
        self.next_step = next_step
        super().__init__(self.message(DEFAULT_LANGUAGE))

    def __reduce__(self) -> tuple:
        """So that an error of a worker process arrives whole."""
        return type(self), (self.problems, self.next_step)

    def message(self, language: str) -> str:
        """The problems, one a line, and the next step behind them."""
        lines = [problem[language] for problem in self.problems]
        if self.next_step is not None:
            lines[-1] += f" {self.next_step[language]}"
        return "\n".join(lines)


def choose_from(wanted: str, known: Iterable[str]) -> Text:
    """The next step after a name that is not there: the one that was meant, all there are, or that there are none.

    Who knows what is to be done before there is one, says that instead.
    """
    names = list(known)
    if not names:
        return Text("Er is er nog geen om uit te kiezen.", "There is none yet to choose from.")
    told = ", ".join(names)
    return did_you_mean(wanted, names) or Text(f"Kies uit: {told}.", f"Choose from: {told}.")


def did_you_mean(wanted: str, known: Iterable[str]) -> Text | None:
    """The known name that is nearly the one that is not there, as a question; None where none is."""
    plain = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(wanted.casefold(), plain, 1)
    if not near:
        return None
    meant = plain[near[0]]
    return Text(f"Bedoelde u '{meant}'?", f"Did you mean '{meant}'?")


def why_refused(error: OSError) -> Text:
    """What the operating system refused, in words of ours: its own are English, and of its own making.

    A fault that we have no words for is told by its number.
    """
    told = _WHY.get(error.errno or 0)
    if told is not None:
        return told
    if error.errno is None:
        return Text("een fout van het systeem", "a fault of the system")
    return Text(f"fout {error.errno} van het systeem", f"fault {error.errno} of the system")


_NOT_ALLOWED = Text("u mag dat daar niet", "you may not do that there")
_NOT_THERE = Text("dat is er niet", "that is not there")
_NO_SPACE = Text("de schijf is vol", "the disk is full")
_GONE = Text("de schijf is niet bereikbaar", "the disk cannot be reached")
_BUSY = Text("een ander programma houdt het bezet", "another program keeps it busy")
_WHY = {
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.EROFS: Text("de schijf is alleen-lezen", "the disk is read-only"),
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: Text("uw ruimte op de schijf is op", "your room on the disk is used up"),
    errno.EFBIG: Text("het bestand wordt te groot", "the file becomes too big"),
    errno.EIO: Text("de schijf geeft een fout", "the disk gives a fault"),
    errno.ENOENT: _NOT_THERE,
    errno.ENOTDIR: Text("een deel van die plek is geen map", "a part of that place is no folder"),
    errno.EISDIR: Text("dat is een map", "that is a folder"),
    errno.EEXIST: Text("dat bestaat al", "that exists already"),
    errno.ENOTEMPTY: Text("die map is niet leeg", "that folder is not empty"),
    errno.ENAMETOOLONG: Text("de naam is te lang", "the name is too long"),
    errno.ELOOP: Text("die plek verwijst naar zichzelf", "that place points at itself"),
    errno.EMFILE: Text("er staan te veel bestanden open", "too many files are open"),
    errno.ENFILE: Text("er staan te veel bestanden open", "too many files are open"),
    errno.ENOMEM: Text("er is te weinig geheugen", "there is too little memory"),
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
    errno.EXDEV: Text("dat ligt op een andere schijf", "that lies on another disk"),
    errno.ENODEV: _GONE,
    errno.ENXIO: _GONE,
    errno.ESTALE: _GONE,
    errno.ENOTCONN: _GONE,
    errno.EPIPE: Text("wie meelas is weg", "whoever read along is gone"),
    errno.EADDRINUSE: Text("die poort is al in gebruik", "that port is in use already"),
    errno.EINVAL: Text("dat kan daar niet", "that is not possible there"),
}


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
        return Text(f"bedoelt u '{near[0]}'?", f"do you mean '{near[0]}'?")
    return Text(f"bekend zijn: {', '.join(names)}.", f"known are: {', '.join(names)}.")
