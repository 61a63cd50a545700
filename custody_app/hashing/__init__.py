"""Evidence digests: one read, several digests; every failure to read is a finding."""
