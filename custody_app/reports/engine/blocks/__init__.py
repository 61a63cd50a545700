"""The blocks a document is built from: each measures itself and draws itself with tags."""
