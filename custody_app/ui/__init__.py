"""The window: one face over the services, the other being the command line."""
