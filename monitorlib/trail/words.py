"""What a line tells, in plain words."""

from monitorlib.texts import Text
from monitorlib.trail import lines
from monitorlib.trail.lines import Line


def told(line: Line) -> Text:
    """A few words about what was done."""
    about = {name: value for name, value in line.about.items() if value != ""}
    return (_WITHOUT if "team" in lines.MAY_HOLD[line.what] and "team" not in about else _WORDS)[
        line.what
    ].fill(**{"period": _ALL_PERIODS, "page": "", "format": "", "audience": "", **about})


_ALL_PERIODS = Text("alle perioden", "all periods")
_WORDS = {
    lines.OPENED: Text("opende het scherm ({page}) voor {team}", "opened the screen ({page}) for {team}"),
    lines.RELEASED: Text(
        "gaf {team}, {period} vrij (nummer {number})", "released {team}, {period} (number {number})"
    ),
    lines.WITHDREW: Text(
        "trok {team}, {period} in (nummer {number})", "withdrew {team}, {period} (number {number})"
    ),
    lines.EXPORTED: Text(
        "schreef de tabellen van {team}, {period} ({format})",
        "wrote the tables of {team}, {period} ({format})",
    ),
    lines.REPORTED: Text(
        "schreef het verslag van {team}, {period} ({format}, voor: {audience})",
        "wrote the report of {team}, {period} ({format}, for: {audience})",
    ),
    lines.CASELOAD: Text(
        "maakte een blad van een eigen caseload bij {team}, {period}",
        "made the page of an own caseload at {team}, {period}",
    ),
    lines.IMPORTED: Text(
        "las {files} bestand(en) in (versie {version})", "imported {files} file(s) (version {version})"
    ),
    lines.UNDID: Text(
        "draaide de import van versie {version} terug", "undid the import of version {version}"
    ),
    lines.FORGOT: Text("liet een inwoner vergeten", "had a resident forgotten"),
    lines.RESIDENT_PAGE: Text("maakte een blad van een inwoner", "made a resident's page"),
    lines.RESIDENT_DATA: Text("gaf een inwoner inzage", "gave a resident what is stored"),
    lines.BACKED_UP: Text(
        "maakte reservekopie {mark} (versie {version})", "made backup {mark} (version {version})"
    ),
    lines.RESTORED: Text(
        "zette reservekopie {mark} terug, die tot regel {line} ging",
        "restored backup {mark}, which went up to line {line}",
    ),
    lines.MENDED: Text(
        "een halve regel van een gestopte computer is weggehaald",
        "a half line of a stopped computer was taken off",
    ),
    lines.GAP: Text(
        "LET OP: er waren {expected} regels en er stonden er {found}",
        "NOTE: there were {expected} lines and {found} stood there",
    ),
}
_WITHOUT = {
    **_WORDS,
    lines.OPENED: Text("opende het scherm ({page})", "opened the screen ({page})"),
    lines.REPORTED: Text(
        "schreef het verslag van elk team ({format}, voor: {audience})",
        "wrote the report of every team ({format}, for: {audience})",
    ),
}
