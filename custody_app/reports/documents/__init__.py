"""The documents: each turns facts into pages through the engine."""
