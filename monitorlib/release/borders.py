"""Under which border of "the same" a period counts: the one under which it was first released, for good.

Two tables of the same residents under two borders can be subtracted: 12 improved and 11 improved tell that one
resident moved a little. So the border of an instrument in a window is fixed by the first release of that window,
of whichever team of the workspace; another border holds for windows that were not released yet (decision 82).
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import write_aside
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Instruments, read_instruments
from monitorlib.release.history import Past, all_releases
from monitorlib.release.windows import days_of
from monitorlib.released import Content, View
from monitorlib.workspace import Period, Workspace

BORDERS_FILE = "grenzen.json"
Borders = dict[str, dict[str, Any]]  # instrument → its border and its source, as JSON values


def instruments_in(workspace: Workspace, period: Period) -> dict[str, Instrument]:
    """The instruments of a workspace as they count in this period: with the border of its first release.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    period : Period
        A period of the workspace's settings.

    Returns
    -------
    dict of str to Instrument
        By id.

    Raises
    ------
    UserError
        An instrument's file of the workspace is wrong.

    Examples
    --------
    >>> import monitorlib as ml
    >>> demo = ml.open_workspace("demo")
    >>> period = demo.settings().period("2025", "Demo-Oost")
    >>> ml.instruments_in(demo, period)["zrm-2017"].unchanged_within
    0.0
    """
    kept = _ledger(workspace).get(_window(period.start.isoformat(), period.end.isoformat()), {})
    return _with_borders(read_instruments(workspace.instruments), kept)


def as_released(instruments: Instruments, content: Content) -> dict[str, Instrument]:
    """The instruments with the borders under which a release was made."""
    return _with_borders(instruments, _borders_of(content))


def note_borders(workspace: Workspace, content: Content) -> None:
    """Write the borders of a release that was just made into the ledger inside the wall."""
    ledger, key = _ledger(workspace), _window(content.period.start, content.period.end)
    ledger[key] = _borders_of(content) | ledger.get(key, {})
    write_aside(workspace.runs / BORDERS_FILE, json.dumps(ledger, ensure_ascii=False).encode())


def refuse_two_borders(content: Content, before: Iterable[Past]) -> None:
    """Raise a UserError when its window was released under another border of one of its instruments."""
    now = {view.instrument: view for view in content.views}
    window = days_of(content)
    problems = [
        _OTHER_BORDER.fill(
            instrument=view.label,
            period=content.period.id,
            earlier=_spoken(view.unchanged_within),
            now=_spoken(now[view.instrument].unchanged_within),
        )
        for past in before
        if past.window == window
        for view in past.content.views
        if view.instrument in now and view.unchanged_within != now[view.instrument].unchanged_within
    ]
    if problems:
        raise UserError(list(dict.fromkeys(problems)), _KEEP)


def kept_borders(workspace: Workspace, periods: Iterable[Period]) -> list[Text]:
    """A line for each instrument whose file has another border by now than these periods keep."""
    now, told = read_instruments(workspace.instruments), defaultdict(list)
    for period in sorted(set(periods), key=lambda each: each.start):
        for id, instrument in instruments_in(workspace, period).items():
            if instrument.unchanged_within != now[id].unchanged_within:
                told[id, instrument.unchanged_within].append(period.id)
    return [
        _KEPT.fill(
            instrument=now[id].label,
            periods=", ".join(dict.fromkeys(names)),
            kept=_spoken(kept),
            now=_spoken(now[id].unchanged_within),
        )
        for (id, kept), names in told.items()
    ]


def _ledger(workspace: Workspace) -> dict[str, Borders]:
    """Window → borders: as noted, or from all releases where they are of before there was a ledger."""
    file = workspace.runs / BORDERS_FILE
    if file.is_file():
        return json.loads(file.read_text(encoding="utf-8"))
    found: dict[str, Borders] = {}
    for past in all_releases(workspace):
        key = _window(past.content.period.start, past.content.period.end)
        found[key] = _borders_of(past.content) | found.get(key, {})
    return found


def _window(start: str, end: str) -> str:
    return f"{start}/{end}"


def _borders_of(content: Content) -> Borders:
    return {view.instrument: _border_of(view) for view in content.views}


def _border_of(view: View) -> dict[str, Any]:
    source = view.unchanged_source
    return {
        "unchanged_within": view.unchanged_within,
        "unchanged_source": None if source is None else {"nl": source.nl, "en": source.en},
    }


def _with_borders(instruments: Instruments, borders: Borders) -> dict[str, Instrument]:
    return {
        id: _with_border(instrument, borders[id]) if id in borders else instrument
        for id, instrument in instruments.items()
    }


def _with_border(instrument: Instrument, border: dict[str, Any]) -> Instrument:
    source = border["unchanged_source"]
    return replace(
        instrument,
        unchanged_within=float(border["unchanged_within"]),
        unchanged_source=None if source is None else Text(**source),
    )


def _spoken(points: float) -> Text:
    return Text(f"{points:g}".replace(".", ","), f"{points:g}")


_OTHER_BORDER = Text(
    "{instrument}, {period}: deze periode is eerder vrijgegeven met een grens van {earlier} punten voor 'gelijk', "
    "en niet van {now}. Met twee grenzen over dezelfde inwoners is een klein aantal af te trekken.",
    "{instrument}, {period}: this period was released before with a border of {earlier} points for 'the same', "
    "and not of {now}. With two borders on the same residents a small count can be subtracted.",
)
_KEEP = Text(
    "Gebruik in het notebook ml.instruments_in(werkmap, periode). Een nieuwe grens geldt voor perioden die nog "
    "niet zijn vrijgegeven. Er is niets vrijgegeven.",
    "Use ml.instruments_in(workspace, period) in the notebook. A new border holds for periods that were not "
    "released yet. Nothing was released.",
)
_KEPT = Text(
    "{instrument}: in {periods} blijft de grens voor 'gelijk' {kept} punten, zoals eerder vrijgegeven. De grens "
    "van {now} punten geldt voor perioden die nog niet zijn vrijgegeven.",
    "{instrument}: in {periods} the border for 'the same' stays {kept} points, as released before. The border of "
    "{now} points holds for periods that were not released yet.",
)
