"""The registry of instruments: what is measured is a data file, code is only how.

One TOML file an instrument, shipped beside this module or put in the workspace's `instruments/`
folder; a workspace's file may replace a shipped one of the same id. Standard library only.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError, where_wrong
from monitorlib.foundation.texts import Text
from monitorlib.instruments.checking import problems_of
from monitorlib.instruments.kinds import as_number

SHIPPED = Path(__file__).parent
MEND = Text(
    "Verbeter het bestand; docs/instrumenten.md laat een heel voorbeeld zien.",
    "Correct the file; docs/instrumenten.md shows a whole example.",
)


@dataclass(frozen=True)
class Leefgebied:
    """One life domain of an instrument: its code in the tables, its labels, the names seen in exports."""

    code: str
    label: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scale:
    """The scores that an instrument allows, both ends included.

    `step` is the distance between two neighbouring scores (0 for a continuous line).
    `labels` gives the words of a score where the instrument has them.
    """

    low: float
    high: float
    step: float
    labels: Mapping[float, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Instrument:
    """What a score means.

    `better_is` turns a change so that positive is better (`none`: no direction, never tested).
    `design` is `repeated` (measured at moments, changes are paired) or `retrospective` (asked once,
    looking back: a share of answers, no pairs). `purpose` is `meten` or `gesprek`; an instrument for
    the conversation is described, never tested. `missing` maps a reason of tables.MISSING_REASONS to
    the codes that exports use for it. `sd` is the published standard deviation of one score, or None
    where public material gives none. Two scores that lie at most `unchanged_within` scale points apart count
    as the same; 0 where every difference counts. `unchanged_source` says where that border comes from.
    `reliability` is the published test-retest reliability of one score (over 0, under 1) among people like these,
    with `reliability_source`; None where it is not known.
    """

    id: str
    label: Text
    raters: tuple[str, ...]
    purpose: str
    design: str
    better_is: str
    scale: Scale
    leefgebieden: tuple[Leefgebied, ...]
    missing: Mapping[str, tuple[str, ...]]
    citation: str
    sd: float | None = None
    unchanged_within: float = 0.0
    unchanged_source: Text | None = None
    reliability: float | None = None
    reliability_source: Text | None = None

    def leefgebied(self, code: str) -> Leefgebied:
        """The leefgebied with this code; an unknown code raises KeyError."""
        return {leefgebied.code: leefgebied for leefgebied in self.leefgebieden}[code]

    @property
    def tested(self) -> bool:
        """Whether changes on this instrument may be tested at all."""
        return self.purpose == "meten" and self.better_is != "none" and self.design == "repeated"


Instruments = Mapping[str, Instrument]


def read_instruments(folder: Path | None = None) -> dict[str, Instrument]:
    """All shipped instruments by id, with those of `folder` (a workspace's `instruments/`) laid over them.

    Parameters
    ----------
    folder : Path, optional
        A workspace's `instruments/`; without it only the shipped ones.

    Returns
    -------
    dict of str to Instrument
        Every instrument by its id.

    Raises
    ------
    UserError
        What is wrong with any of the files, all at once.

    Examples
    --------
    >>> import monitorlib as ml
    >>> "zrm-2017" in ml.read_instruments()
    True
    """
    own = sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else []
    return {**_shipped(), **_own(own)}


def _own(paths: list[Path]) -> dict[str, Instrument]:
    """The instruments of a workspace by id; what is wrong with any of the files is told at once."""
    read: dict[str, Instrument] = {}
    files: dict[str, str] = {}
    problems: list[Text] = []
    for path in paths:
        try:
            instrument = read_instrument_file(path)
        except UserError as error:
            problems += error.problems
            continue
        if instrument.id in read:
            one, other, id = files[instrument.id], path.name, instrument.id
            problems.append(
                Text(f"{other}: id '{id}' staat ook in {one}.", f"{other}: id '{id}' stands in {one} too.")
            )
        read[instrument.id], files[instrument.id] = instrument, path.name
    if problems:
        raise UserError(problems, MEND)
    return read


def read_instrument(id: str, folder: Path | None = None) -> Instrument:
    """The instrument with this id, e.g. `read_instrument("zrm-2017")`; a UserError names the known ones.

    Parameters
    ----------
    id : str
        The name of its file: `zrm-2017`.
    folder : Path, optional
        A workspace's `instruments/`, whose files go before the shipped ones.

    Returns
    -------
    Instrument
        Its leefgebieden, scale, direction and citation.

    Raises
    ------
    UserError
        Nothing has this id (the known ones are named), or a file of `folder` is wrong.

    Examples
    --------
    >>> import monitorlib as ml
    >>> zrm = ml.read_instrument("zrm-2017")
    >>> zrm.better_is, len(zrm.leefgebieden), (zrm.scale.low, zrm.scale.high)
    ('higher', 13, (1, 5))
    """
    known = read_instruments(folder)
    if id not in known:
        raise UserError(
            Text(f"Instrument '{id}' is niet bekend.", f"Instrument '{id}' is not known."),
            Text(f"Kies uit: {', '.join(sorted(known))}.", f"Choose from: {', '.join(sorted(known))}."),
        )
    return known[id]


@cache
def _shipped() -> dict[str, Instrument]:
    return {i.id: i for i in map(read_instrument_file, sorted(SHIPPED.glob("*.toml")))}


def read_instrument_file(path: Path) -> Instrument:
    """Read and check one definition; a UserError tells everything that is wrong with the file at once."""
    content = _content(path)
    problems = problems_of(content)
    if problems:
        raise UserError([Text(f"{path.name}: {p.nl}", f"{path.name}: {p.en}") for p in problems], MEND)
    return instrument_of(content)


def _content(path: Path) -> dict[str, Any]:
    """The content of a TOML file; text editors may put a byte order mark before it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise UserError(Text(f"{path.name}: niet te openen.", f"{path.name}: cannot be opened.")) from None
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, a number of a thousand figures
        where = where_wrong(error)
        raise UserError(
            Text(
                f"{path.name}: geen geldig TOML-bestand{where.nl}.", f"{path.name}: no valid TOML{where.en}."
            ),
            MEND,
        ) from None


def instrument_of(content: dict[str, Any]) -> Instrument:
    """The instrument of a content in which nothing is wrong (checking.problems_of)."""
    scale = content["scale"]
    return Instrument(
        id=content["id"],
        label=Text(**content["label"]),
        raters=tuple(content["raters"]),
        purpose=content["purpose"],
        design=content["design"],
        better_is=content["better_is"],
        scale=Scale(
            low=scale["low"],
            high=scale["high"],
            step=scale.get("step", 1),
            labels={
                number: Text(**words)
                for score, words in scale.get("labels", {}).items()
                if (number := as_number(score)) is not None
            },
        ),
        leefgebieden=tuple(
            Leefgebied(area["code"], Text(**area["label"]), tuple(area.get("aliases", ())))
            for area in content["leefgebied"]
        ),
        missing={reason: tuple(codes) for reason, codes in content.get("missing", {}).items()},
        citation=content["citation"],
        sd=content.get("sd"),
        unchanged_within=float(content.get("unchanged_within", 0)),
        unchanged_source=_text(content, "unchanged_source"),
        reliability=content.get("reliability"),
        reliability_source=_text(content, "reliability_source"),
    )


def _text(content: dict[str, Any], name: str) -> Text | None:
    return Text(**content[name]) if name in content else None


_CARRIED = "instruments"  # the key in a table's attrs


def carries(frame: Any, folder: str | Path) -> Any:
    """The same table, marked with the folder of its workspace's own instruments; pandas hands that on."""
    frame.attrs[_CARRIED] = str(folder)
    return frame


def instruments_behind(frame: Any, given: Instruments | None = None) -> Instruments:
    """The `given` instruments, or the shipped ones with those of the workspace that a table came from."""
    if given is not None:
        return given
    folder = frame.attrs.get(_CARRIED)
    return read_instruments(None if folder is None else Path(folder))
