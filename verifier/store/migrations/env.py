"""How Alembic runs a migration: on the connection that `Database.migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from verifier.store.tables import metadata

__all__ = ["run"]


def run() -> None:
    """Run the migration that was asked for."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()


# Alembic loads this file for its effect; an import of the module by its name is none of Alembic's.
if __name__ == "env_py":
    run()
