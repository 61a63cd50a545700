"""What the user or agency has chosen."""
