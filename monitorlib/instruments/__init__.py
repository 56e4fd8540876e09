"""The registry of instruments: what is measured is a data file, code is only how.

One TOML file an instrument, shipped beside this module or put in the workspace's `instruments/`
folder; a workspace's file may replace a shipped one of the same id. Standard library only.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from monitorlib.errors import UserError
from monitorlib.texts import Text

SHIPPED = Path(__file__).parent
PURPOSES = ("meten", "gesprek")
DESIGNS = ("repeated", "retrospective")
DIRECTIONS = ("higher", "lower", "none")


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
    where public material gives none.
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

    def leefgebied(self, code: str) -> Leefgebied:
        """The leefgebied with this code; an unknown code raises KeyError."""
        return {leefgebied.code: leefgebied for leefgebied in self.leefgebieden}[code]

    @property
    def tested(self) -> bool:
        """Whether changes on this instrument may be tested at all."""
        return self.purpose == "meten" and self.better_is != "none" and self.design == "repeated"


Instruments = Mapping[str, Instrument]


def read_instruments(folder: Path | None = None) -> dict[str, Instrument]:
    """All shipped instruments by id, with those of `folder` (a workspace's `instruments/`) laid over them."""
    own = sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else []
    return {**_shipped(), **{i.id: i for i in map(read_instrument_file, own)}}


def read_instrument(id: str, folder: Path | None = None) -> Instrument:
    """The instrument with this id, e.g. `read_instrument("zrm-2017")`; a UserError names the known ones."""
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
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            Text(
                f"{path.name}: geen geldig TOML-bestand ({error}).", f"{path.name}: no valid TOML ({error})."
            )
        ) from None
    problems = _problems(content)
    if problems:
        raise UserError([Text(f"{path.name}: {p.nl}", f"{path.name}: {p.en}") for p in problems])
    return _instrument(content)


def _problems(content: dict) -> list[Text]:
    problems = []

    def wrong(nl: str, en: str) -> None:
        problems.append(Text(nl, en))

    for name in (
        "id",
        "label",
        "raters",
        "purpose",
        "design",
        "better_is",
        "scale",
        "leefgebied",
        "citation",
    ):
        if name not in content:
            wrong(f"'{name}' ontbreekt.", f"'{name}' is missing.")
    closed = (("purpose", PURPOSES), ("design", DESIGNS), ("better_is", DIRECTIONS))
    for name, allowed in closed:
        if name in content and content[name] not in allowed:
            wrong(
                f"'{name}' moet een van {', '.join(allowed)} zijn.",
                f"'{name}' must be one of {', '.join(allowed)}.",
            )
    scale = content.get("scale", {})
    if "scale" in content and not (
        all(isinstance(scale.get(end), int | float) for end in ("low", "high"))
        and scale["low"] < scale["high"]
    ):
        wrong(
            "'scale' heeft een 'low' en een hogere 'high' nodig.",
            "'scale' needs a 'low' and a higher 'high'.",
        )
    codes = [area.get("code") for area in content.get("leefgebied", [])]
    if None in codes or len(set(codes)) != len(codes) or ("leefgebied" in content and not codes):
        wrong("elk leefgebied heeft een eigen 'code' nodig.", "each leefgebied needs a 'code' of its own.")
    for name, label in [("label", content.get("label"))] + [
        (f"leefgebied {area.get('code')}", area.get("label")) for area in content.get("leefgebied", [])
    ]:
        if label is not None and (not isinstance(label, dict) or set(label) != {"nl", "en"}):
            wrong(
                f"'{name}': het label heeft 'nl' en 'en' nodig.", f"'{name}': the label needs 'nl' and 'en'."
            )
        if label is None and name != "label":
            wrong(f"'{name}': 'label' ontbreekt.", f"'{name}': 'label' is missing.")
    return problems


def _instrument(content: dict) -> Instrument:
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
            labels={float(score): Text(**words) for score, words in scale.get("labels", {}).items()},
        ),
        leefgebieden=tuple(
            Leefgebied(area["code"], Text(**area["label"]), tuple(area.get("aliases", ())))
            for area in content["leefgebied"]
        ),
        missing={reason: tuple(codes) for reason, codes in content.get("missing", {}).items()},
        citation=content["citation"],
        sd=content.get("sd"),
    )
