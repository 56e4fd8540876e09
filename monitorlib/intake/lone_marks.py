"""Cells with a quotation mark at one end only: 1000" is the client 1000, of whose cell the first mark is lost."""

import pyarrow as pa
import pyarrow.compute as pc

_LONE = (r'^"([^"]*)$', r'^([^"]*)"$')


def without_lone_marks(table: pa.Table) -> pa.Table:
    """The cells without a mark that stands alone at their beginning or end; marks in pairs remain."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if pc.any(pc.or_(pc.starts_with(column, '"'), pc.ends_with(column, '"'))).as_py():
            for pattern in _LONE:
                column = pc.replace_substring_regex(column, pattern, r"\1")
            table = table.set_column(place, name, column)
    return table
