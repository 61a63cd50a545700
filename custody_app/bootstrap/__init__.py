"""The one place that builds everything."""
