"""How Alembic runs our migrations: on the connection, and inside the transaction, that we hand it."""

from alembic import context

from monitorlib.sessions.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
