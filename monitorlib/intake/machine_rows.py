"""Rows of a header that tools write for other programs: Qualtrics' ids of questions and the tags of HXL."""

import re
from collections.abc import Sequence

Row = Sequence[str]

_IMPORT_ID = '{"importid"'
_TAG = re.compile(r"#[A-Za-z]\w*(\s*\+\s*\w+)*")  # "#adm1 +name"; no "#N/A" or "#NAAM?" of a spreadsheet


def are_import_ids(row: Row) -> bool:
    """Whether most cells of a row are the ids of questions that Qualtrics writes."""
    filled = [cell.strip().replace(" ", "").casefold() for cell in row if cell.strip()]
    return bool(filled) and sum(cell.startswith(_IMPORT_ID) for cell in filled) > 0.5 * len(filled)


def are_tags(row: Row) -> bool:
    """Whether a row holds HXL tags and nothing else, as KoboToolbox writes them below its header."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(_TAG.fullmatch(cell) for cell in filled)
