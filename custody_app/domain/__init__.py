"""Values, commands, events and the rules of custody; pure."""
