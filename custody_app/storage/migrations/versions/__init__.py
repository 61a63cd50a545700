"""Scripts that Alembic loads by their path."""
