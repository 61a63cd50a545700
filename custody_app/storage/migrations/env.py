"""How Alembic runs here: on the connection and in the transaction that the store hands over."""

from alembic import context

from custody_app.storage.migrations.scope import is_projection
from custody_app.storage.projections.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_projection,
    transactional_ddl=False,  # the store's own transaction surrounds it
)
context.run_migrations()
