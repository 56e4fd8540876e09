"""What the table holds of the residents and days of a delivery, and the delivery does not."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from monitorlib.measurements.delta import open_table
from monitorlib.measurements.stacking import key_numbers, stacked
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace

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
