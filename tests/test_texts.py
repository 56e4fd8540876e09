"""What a text does besides standing there: numbers with their words, and names as a terminal wants them."""

import ctypes
import os
import shlex
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.foundation.texts import Text, as_typed, counted

NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters='"'), min_size=1)


@given(NAMES)
def test_what_is_typed_is_one_word_of_a_shell_and_the_same(name):
    assert shlex.split(as_typed(name, windows=False)) == [name]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (r"C:\werkmap", r"C:\werkmap"),
        (r"C:\Mijn map\werkmap", r'"C:\Mijn map\werkmap"'),
        ("C:\\Mijn map\\", '"C:\\Mijn map\\\\"'),  # the last backslash would hide the quote
        ("Team & Zo", '"Team & Zo"'),
        ("Team (Oost)", '"Team (Oost)"'),
        ('Team "Oost"', r'"Team \"Oost\""'),
        ("", '""'),
    ],
)
def test_windows_wants_double_quotes(name, typed):
    assert as_typed(name, windows=True) == typed
    assert _parted_as_windows_does(f"monitor {typed}") == ["monitor", name]


def _parted_as_windows_does(line: str) -> list[str]:
    """The words of a line by the rule of Microsoft's C runtime; on Windows by the system itself."""
    if sys.platform == "win32":
        count = ctypes.c_int()
        parted = ctypes.windll.shell32.CommandLineToArgvW
        parted.restype = ctypes.POINTER(ctypes.c_wchar_p)
        return parted(line, ctypes.byref(count))[: count.value]
    words, word, begun, quoted, slashes = [], "", False, False, 0
    for letter in line + " ":
        if letter == "\\":
            slashes += 1
            continue
        if letter == '"':
            word, begun = word + "\\" * (slashes // 2), True
            word, quoted = (word + letter, quoted) if slashes % 2 else (word, not quoted)
        elif letter == " " and not quoted:
            word += "\\" * slashes
            if begun or word:
                words.append(word)
            word, begun = "", False
        else:
            word, begun = word + "\\" * slashes + letter, True
        slashes = 0
    return words


def test_this_computer_has_its_own_rule():
    assert as_typed("mijn map") == as_typed("mijn map", windows=os.name == "nt")


@pytest.mark.parametrize(("n", "told"), [(0, "0 rijen"), (1, "1 rij"), (2, "2 rijen")])
def test_one_of_a_thing_is_told_as_one(n, told):
    assert counted(n, Text("{n} rij", "{n} row"), Text("{n} rijen", "{n} rows")).nl == told
