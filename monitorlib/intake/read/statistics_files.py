"""SPSS (.sav, .zsav, .por) and Stata (.dta): texts, with the labels and missing codes that the file knows."""

import importlib.util
import io
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.fields import guess_by_name, split_moment
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.leefgebied_names import area_names
from monitorlib.intake.know.words import is_known, plain
from monitorlib.intake.read.archives import damaged
from monitorlib.intake.read.header_rows import unique_names
from monitorlib.intake.read.parts import Grid, Part

_CHILD = Path(__file__).with_name("statistics_child.py")
_LONGEST = 600  # seconds; a million cases take one
# columns of which the label is the value; of a score or a client the code is
_WORDS = ("team", "wijk", "rater", "worker", "instrument", "leefgebied", "moment", "kenmerk")


def read_statistics(data: bytes, kind: str, file: str, known: Known) -> Part:
    """The one table of a statistical file; its rows are numbered as cases, from 1.

    A column gets the name of its variable, or the label of it where only that says what it holds.
    """
    table, told = _read(data, kind, file)
    names = _names(told, known)
    frame = table.rename_columns(names).to_pandas().astype("str")
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    labels = {name: words for name, words in zip(names, told["labels"], strict=True) if words}
    missing = {name: frozenset(codes) for name, codes in zip(names, told["missing"], strict=True) if codes}
    for name in [name for name in labels if _is_word(name, frame[name], labels[name])]:
        frame[name] = frame[name].map(lambda value, words=labels[name]: words.get(value, value)).astype("str")
        if name in missing:
            missing[name] = frozenset(labels[name].get(code, code) for code in missing[name])
        del labels[name]
    return Part(None, Grid(frame, 0, 0, headings=0), encoding=_PROGRAMS[kind], labels=labels, missing=missing)


_PROGRAMS = {"sav": "SPSS", "por": "SPSS", "dta": "Stata"}


def _read(data: bytes, kind: str, file: str) -> tuple[pa.Table, dict]:
    """What the reader in its own process tells; a crash of it is a broken file."""
    if importlib.util.find_spec("pyreadstat") is None:
        raise UserError(
            Text(
                f"{file}: om een bestand van {_PROGRAMS[kind]} te lezen is pyreadstat nodig.",
                f"{file}: reading a file of {_PROGRAMS[kind]} needs pyreadstat.",
            ),
            Text("Installeer het: pip install pyreadstat.", "Install it: pip install pyreadstat."),
        )
    command = [sys.executable, "-P", str(_CHILD), kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired:
        raise damaged(file) from None
    if done.returncode != 0:
        raise damaged(file)
    table = pa.ipc.open_stream(io.BytesIO(done.stdout)).read_all()
    return table, json.loads(table.schema.metadata[b"told"])


def _names(told: dict, known: Known) -> list[str]:
    """The name of each column: that of the variable where it says something, else its label."""
    titles = Counter(title.strip() for title in told["titles"])
    names = []
    for name, title in zip(told["names"], told["titles"], strict=True):
        says = _says(name, known) or not title.strip() or titles[title.strip()] > 1
        names.append(name if says else title)
    return unique_names(names)


def _says(name: str, known: Known) -> bool:
    """Whether the name of a variable says by itself what it holds; a short likeness ("tijd") does not."""
    if known.is_told(name) or is_known(name):
        return True
    its = {plain(part) for part in (name, split_moment(plain(name))[0])}
    return any(its & area_names(instrument).keys() for instrument in known.instruments.values())


def _is_word(name: str, values: pd.Series, words: dict[str, str]) -> bool:
    """Whether the label is what a column holds, by the column's name; every code must have one."""
    guess = guess_by_name(name)
    if guess is None or guess.field.partition(":")[0] not in _WORDS:
        return False
    return all(value in words or not value for value in values.unique())
