"""The command line: the same services for scripts, servers and tests."""
