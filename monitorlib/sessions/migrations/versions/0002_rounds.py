"""Questions to the room that phones answer, and how many gave each answer; never who.

Revision 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("meeting", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("scope", sa.String(300), nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime, nullable=True),
        sa.Column("phones", sa.Integer, nullable=True),
        sa.UniqueConstraint("meeting", "number", name="one_round_a_number"),
    )
    op.create_index("rounds_open", "rounds", ["closed_at"])
    op.create_table(
        "counts",
        sa.Column("round", sa.String(32), primary_key=True),
        sa.Column("subject", sa.String(300), primary_key=True),
        sa.Column("word", sa.String(20), primary_key=True),
        sa.Column("phones", sa.Integer, nullable=False),
    )
