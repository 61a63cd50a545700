"""Imaging logs: what the program that made an image wrote beside it, read into one record."""
