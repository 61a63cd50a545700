"""The window: Qt widgets over the services; the only layer that loads Qt."""
