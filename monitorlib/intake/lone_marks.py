"""Cells with a quotation mark at one end only: 1000" is the client 1000, of whose cell the first mark is lost."""

import pyarrow as pa
import pyarrow.compute as pc

_LONE = (r'^"([^"]*)$', r'^([^"]*)"$')


def without_lone_marks(table: pa.Table) -> pa.Table:
    """The cells without a mark that stands alone at their beginning or end; marks in pairs remain."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        words = column.unique().cast(pa.string())
        if pc.any(pc.or_(pc.starts_with(words, '"'), pc.ends_with(words, '"'))).as_py():
            cells = column.cast(pa.string())
            for pattern in _LONE:
                cells = pc.replace_substring_regex(cells, pattern, r"\1")
            table = table.set_column(place, name, cells.dictionary_encode().cast(column.type))
    return table
