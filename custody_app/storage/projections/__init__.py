"""Tables derived from the log: droppable, rebuilt from the log alone."""
