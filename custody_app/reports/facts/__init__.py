"""What documents print: a typed model of a snapshot, built without clock, files or randomness."""
