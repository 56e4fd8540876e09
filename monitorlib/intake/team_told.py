"""The team that is told with a delivery (`--team`): it holds where no column tells another."""

from collections.abc import Sequence

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.reading import Intake


def check_team_is_used(team: str | None, intakes: Sequence[Intake]) -> None:
    """Refuse a `--team` that holds for no file, as each has a column with the team."""
    read = [intake.understood for intake in intakes if intake.understood is not None]
    columns = {seen.export.file: seen.mapping.column("team") for seen in read if seen.mapping.shape != "D"}
    if team is None or not columns or None in columns.values():
        return
    raise UserError(
        [
            Text(
                f"{file}: het bestand heeft zelf een kolom met het team ('{column}'); --team geldt er niet.",
                f"{file}: the file has a column with the team itself ('{column}'); --team does not hold for it.",
            )
            for file, column in columns.items()
        ],
        Text(
            'Laat --team weg. Klopt de kolom niet, zet haar dan in een profiel op "ignored" naast team = "…".',
            'Leave --team out. If the column is wrong, make it "ignored" in a profile, beside team = "…".',
        ),
    )
