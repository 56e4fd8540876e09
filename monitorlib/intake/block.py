"""One block of a table: the rows below one header, with what stands above it."""

from dataclasses import dataclass, field

from monitorlib.intake.machine_rows import Row

Numbered = tuple[int, Row]  # a row with its number in the file


@dataclass
class Block:
    """The rows below one header; `titles` are the rows above it that hold no data."""

    names: list[str]
    header: int
    titles: list[Row] = field(default_factory=list)
    rows: list[Numbered] = field(default_factory=list)
