"""Facts to PDF bytes: pure renderers."""
