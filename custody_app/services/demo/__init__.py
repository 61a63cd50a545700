"""The sample station: made through the real services from real files that it makes itself."""
