"""Alembic's environment: runs on the connection that ``Store.migrate`` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from models.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
