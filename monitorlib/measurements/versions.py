"""The versions of the table: load one, count them, take the last import back, see what a delivery leaves out."""

import json
from collections.abc import Callable, Iterable
from functools import lru_cache, reduce
from operator import or_
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from deltalake import CommitProperties, DeltaTable

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.handed_on import answer_to
from monitorlib.foundation.texts import Text
from monitorlib.instruments import carries
from monitorlib.measurements.delta import asked, nothing_yet, open_table, place_of, shown_import
from monitorlib.measurements.locks import write_lock
from monitorlib.measurements.sharing import teams_sharing
from monitorlib.measurements.stacking import key_numbers, stacked
from monitorlib.tables import KENMERK_PREFIX, MEASUREMENTS
from monitorlib.workspace import Workspace


def load_measurements(
    workspace: Workspace | str | Path,
    team: str | None = None,
    instrument: str | None = None,
    version: int | None = None,
) -> pd.DataFrame:
    """MEASUREMENTS of a workspace, all or of one team or instrument, now or as they were at a `version`.

    The table remembers the workspace's own instruments, for the verbs that come after.
    A UserError tells when nothing was imported yet or the version does not exist.

    Parameters
    ----------
    workspace : Workspace, str or Path
        The workspace, or its folder.
    team : str, optional
        One team; all when left out.
    instrument : str, optional
        One instrument; all when left out.
    version : int, optional
        Of the table; the newest when left out.

    Returns
    -------
    pandas.DataFrame
        MEASUREMENTS: a row a resident, instrument, leefgebied, rater and day.

    Raises
    ------
    UserError
        Nothing was imported yet, or the version does not exist.

    Examples
    --------
    >>> import monitorlib as ml
    >>> measurements = ml.load_measurements("demo", team="Demo-Oost", instrument="zrm-2017")
    >>> float(measurements["score"].min()), float(measurements["score"].max())
    (1.0, 5.0)
    """
    table = open_table(place_of(workspace), version)
    wanted = (("team", team), ("instrument", instrument))
    filters = [(name, "=", value) for name, value in wanted if value is not None]
    found = table.to_pyarrow_table(filters=filters or None)
    if not found.num_rows and not filters:
        raise nothing_yet()
    return carries(_as_measurements(found.to_pandas(date_as_object=False)), place_of(workspace).instruments)


def load_caseload(workspace: Workspace | str | Path, team: str, version: int | None = None) -> pd.DataFrame:
    """MEASUREMENTS of every resident whom this team ever measured, those by other teams included.

    Who moved has a first measurement elsewhere: pair first, then keep the pairs of the team.

    Parameters
    ----------
    workspace : Workspace, str or Path
        The workspace, or its folder.
    team : str
        The team, as the export names it.
    version : int, optional
        Of the table; the newest when left out.

    Returns
    -------
    pandas.DataFrame
        MEASUREMENTS, of all teams that measured these residents.

    Raises
    ------
    UserError
        Nothing was imported yet, or the version does not exist.

    Examples
    --------
    >>> import monitorlib as ml
    >>> caseload = ml.load_caseload("demo", "Demo-Oost")
    >>> len(caseload) >= len(ml.load_measurements("demo", team="Demo-Oost"))
    True
    """
    place = place_of(workspace)
    table = open_table(place, version)
    found = _caseload(place, str(table.metadata().id), table.version(), team)
    return carries(found.copy(deep=False), place.instruments)  # a table of its own: pandas copies on write


@lru_cache(maxsize=8)
def _caseload(workspace: Workspace, table: str, version: int, team: str) -> pd.DataFrame:
    """A version of a table does not change, and one release asks for the same caseload six times."""
    return answer_to(("caseload", workspace, table, version, team), lambda: _read(workspace, version, team))


def _read(workspace: Workspace, version: int, team: str) -> pd.DataFrame:
    return _as_measurements(_of_caseload(workspace, version, team).to_pandas(date_as_object=False))


def people_of_caseload(workspace: Workspace, team: str, version: int) -> set[str]:
    """The pseudonyms of all residents whom a team ever measured, and of the workers who measured them."""
    found = _of_caseload(workspace, version, team, ["resident_id", "worker_id"])
    names = (found[column].unique().to_pylist() for column in found.column_names)
    return {name for each in names for name in each if name is not None}


def _of_caseload(workspace: Workspace, version: int, team: str, columns: list[str] | None = None) -> pa.Table:
    """The rows of all residents whom a team ever measured, those by other teams included, as they are stored."""
    table = open_table(workspace, version)
    own = table.to_pyarrow_table(columns=["resident_id"], filters=[("team", "=", team)])
    residents = own["resident_id"].unique().to_pylist()
    wanted = ds.field("resident_id").isin(pa.array(residents, "string"))
    near = teams_sharing(workspace, table, team)
    if near is not None:
        # each team by itself: Arrow passes no part of a file over by a list of more than fifty
        wanted &= reduce(or_, (ds.field("team") == each for each in near))
    return table.to_pyarrow_dataset().to_table(columns, wanted)


def measured_days(workspace: Workspace) -> pd.DataFrame:
    """Each team and day once (`team`, `measured_on`), and whether anything was `scored` that day.

    By Delta's own engine, which adds up while it reads: of all rows a plan needs no more. UserError: nothing was
    imported yet.
    """
    found = asked(open_table(workspace), _DAYS).to_pandas(date_as_object=True)
    if found.empty:
        raise nothing_yet()
    return found


_DAYS = (
    "select team, measured_on, count(score) > 0 as scored from measurements group by team, measured_on"
    " order by team, measured_on"
)


def table_id(workspace: Workspace | str | Path, version: int | None = None) -> tuple[str, int]:
    """What tells a version of the table from every other: the table's own id, and the number."""
    table = open_table(place_of(workspace), version)
    return str(table.metadata().id), table.version()


def load_visits(workspace: Workspace, residents: Iterable[str]) -> pd.DataFrame:
    """Each resident_id, team and measured_on of these residents once; empty where nothing was imported yet."""
    names = ["resident_id", "team", "measured_on"]
    if not DeltaTable.is_deltatable(str(workspace.measurements)):
        return pd.DataFrame(
            {name: pd.Series(dtype="datetime64[s]" if name == names[2] else "str") for name in names}
        )
    found = open_table(workspace).to_pyarrow_table(columns=names)
    known = pc.is_in(found["resident_id"].cast("string"), pa.array(list(residents), "string"))
    return (
        found.filter(known)
        .to_pandas(date_as_object=False)
        .astype({"measured_on": "datetime64[s]"})
        .drop_duplicates()
    )


def measurement_version(workspace: Workspace | str | Path) -> int:
    """The version of the table: 0 after the first import, one more with every change.

    Parameters
    ----------
    workspace : Workspace, str or Path
        The workspace, or its folder.

    Returns
    -------
    int
        0 after the first import.

    Raises
    ------
    UserError
        Nothing was imported yet.

    Examples
    --------
    >>> import monitorlib as ml
    >>> ml.measurement_version("demo") >= 0
    True
    """
    return open_table(place_of(workspace)).version()


def next_version(workspace: Workspace) -> int:
    """The version that the next change will make; certain only under `write_lock`."""
    if not DeltaTable.is_deltatable(str(workspace.measurements)):
        return 0
    return open_table(workspace).version() + 1


def undo_import(
    workspace: Workspace | str | Path, noting: Callable[[int], object] = lambda _version: None
) -> int:
    """Take the last import back that has not been taken back yet; returns the new version.

    The table gets the content of before that import as a new version: nothing is lost, the history shows
    both. `noting` is told the version that is about to be taken back. A UserError tells when there is nothing to
    undo.
    """
    place = place_of(workspace)
    with write_lock(place):
        table = open_table(place)
        shown = shown_import(table)
        if shown is None:
            raise UserError(
                Text("Er is geen import om terug te draaien.", "There is no import to undo."),
            )
        earlier = None if shown == 0 else shown_import(table, shown - 1)
        noting(shown)
        properties = CommitProperties(
            custom_metadata={"action": "undo", "undone": str(shown), "shows": json.dumps(earlier)}
        )
        if earlier is None:
            table.delete(commit_properties=properties)
        else:
            table.restore(earlier, commit_properties=properties)
        return open_table(place).version()


def _as_measurements(frame: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in frame if name not in ("score", "measured_on")]
    kinds = dict.fromkeys(texts, "str") | {"measured_on": "datetime64[s]", "score": "float32"}
    kenmerken = sorted(name for name in frame if name.startswith(KENMERK_PREFIX))
    return MEASUREMENTS.check(frame.astype(kinds)[[*MEASUREMENTS.names, *kenmerken]], key=())


_KIND = ("team", "instrument", "rater")
_COLUMNS = (*MEASUREMENTS.key, "team", "source")


def left_out(workspace: Workspace, delivery: pd.DataFrame) -> tuple[int, int]:
    """How many stored measurements a delivery leaves out, and of how many residents; (0, 0) where none.

    Counted are those of residents of the delivery (MEASUREMENTS), between its first and its last day, with a team,
    instrument and rater that it has, and of a registration that it goes on with: of the same `source`, or one
    that has a measurement in common with it.
    """
    if delivery.empty or not DeltaTable.is_deltatable(str(workspace.measurements)):
        return 0, 0
    stored = _stored(workspace, delivery)
    both, n = stacked([stored, delivery[list(_COLUMNS)]]), len(stored)
    keys, kinds = key_numbers(both), key_numbers(both, _KIND)
    stands = pd.Index(keys[:n]).isin(keys[n:])
    source, its_own = both["source"].iloc[:n], both["source"].iloc[n:].unique()
    goes_on = source.isin([*its_own, *source[stands].unique()]).to_numpy()
    gone = ~stands & goes_on & pd.Index(kinds[:n]).isin(pd.unique(kinds[n:]))
    return int(gone.sum()), stored["resident_id"][gone].nunique()


def _stored(workspace: Workspace, delivery: pd.DataFrame) -> pd.DataFrame:
    """The stored measurements of the residents of a delivery, from its first to its last day."""
    days = delivery["measured_on"]
    within = [("measured_on", ">=", days.min().date()), ("measured_on", "<=", days.max().date())]
    found = open_table(workspace).to_pyarrow_table(columns=list(_COLUMNS), filters=within)
    residents = pa.array(delivery["resident_id"].unique().astype("str"), "string")
    known = found.filter(pc.is_in(found["resident_id"].cast("string"), residents))
    frame = known.to_pandas(strings_to_categorical=True, date_as_object=False)
    return frame.astype({"measured_on": "datetime64[s]"})
