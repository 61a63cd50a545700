"""Database and files: the only layer that loads SQLAlchemy."""
