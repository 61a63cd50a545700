"""Block devices: read-only, sector by sector where they fail, and across a disconnection."""
