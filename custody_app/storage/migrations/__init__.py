"""Migrations of the projection tables. The log tables are made once and never migrated."""
