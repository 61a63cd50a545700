"""Disk images read as the media they hold: EWF (E01, S01, L01, Ex01, Lx01), split raw.

Written from the public format descriptions (libyal: "Expert Witness Compression Format" and its version 2); no code
of another reader. Every number in an image is taken as hostile: sizes are bounded before memory is.
"""
