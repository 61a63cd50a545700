"""Custody: the chain of custody of electronic evidence."""

__version__ = "0.1.0"
