"""Packages in and out."""
