"""Files of one delivery that belong together: the main file of a form and those of its repeats."""

from collections.abc import Sequence
from dataclasses import replace

from monitorlib.intake.grids import Grid
from monitorlib.intake.joins import join_by_keys
from monitorlib.intake.known import Known
from monitorlib.intake.parts import Part
from monitorlib.intake.sources import Export


def join_files(exports: Sequence[Export], known: Known) -> list[Export]:
    """The exports with every repeat joined to its form; the same ones where none refers to another."""
    joined = join_by_keys([_part(n, export) for n, export in enumerate(exports)], known)
    if joined is None:
        return list(exports)
    return [
        replace(
            exports[part.number],
            frame=part.grid.frame,
            notes=part.grid.notes,
            questions=part.grid.questions,
            labels=part.labels,
            missing=part.missing,
        )
        for part in joined
    ]


def _part(number: int, export: Export) -> Part:
    grid = Grid(
        export.frame, export.header_row, export.closing_lines, notes=export.notes, questions=export.questions
    )
    return Part(export.file, grid, number, labels=export.labels, missing=export.missing)
