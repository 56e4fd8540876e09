"""What one row tells of all rows of a client, as REDCap and Castor write it: the others are filled in."""

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.mapping import Mapping

_OF_A_CLIENT = ("team", "wijk", "worker", "kenmerk")  # what one row may tell of all rows of a client


def of_one_record(frame: pd.DataFrame, mapping: Mapping) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """The table with blank cells filled from the client's other rows, and for the team a remark on how many.

    Only where these rows all say the same: of a client with two teams a blank row stays blank, and is refused.
    """
    client = mapping.column("client")
    if client is None:
        return frame, ()
    once = [g for g in mapping.guesses if g.field.partition(":")[0] in _OF_A_CLIENT]
    filled = {g.column: _filled(frame[g.column], frame[client]) for g in once}
    team = mapping.column("team")
    rows = 0 if team is None else int((_is_blank(frame[team]) & ~_is_blank(filled[team])).sum())
    return frame.assign(**filled), ((_told(rows),) if rows else ())


def _is_blank(values: pd.Series) -> pd.Series:
    return values.str.strip().eq("")


def _filled(values: pd.Series, client: pd.Series) -> pd.Series:
    """Blank cells filled with what the client's other rows say, where these all say the same."""
    told = values[~_is_blank(values) & ~_is_blank(client)].str.strip()
    per_client = told.groupby(client[told.index], observed=True)
    one = per_client.first()[per_client.nunique() == 1]
    return values.mask(_is_blank(values), client.map(one).fillna("").astype(values.dtype))


def _told(rows: int) -> Text:
    return Text(
        f"bij {rows} rijen stond geen team; genomen uit de andere rijen van dezelfde cliënt.",
        f"{rows} rows had no team; it was taken from the other rows of the same client.",
    )
