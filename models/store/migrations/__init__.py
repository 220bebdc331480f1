"""Alembic's migrations, packaged: ``Store.migrate`` runs them."""
