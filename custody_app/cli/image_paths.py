"""Which of the names on a command line are images, and which other files belong to them. Light: every `hash` asks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from custody_app.hashing.images.segment_names import find_segments, names_first_segment

if TYPE_CHECKING:
    from collections.abc import Sequence


def with_segments(paths: Sequence[str], folders: set[str]) -> tuple[list[str], list[str]]:
    """Return the names with every segment file of the images among them, and the images' first segments."""
    named = {os.path.abspath(os.fsencode(path)) for path in paths}  # noqa: PTH100  (bytes)
    everything, images = [], []
    for path in paths:
        everything.append(path)
        raw = os.fsencode(path)
        if path in folders or not names_first_segment(raw) or not os.path.isfile(path):  # noqa: PTH113
            continue
        found = find_segments(raw)
        if found is not None:
            images.append(path)
            everything += [os.fsdecode(each) for each in found.paths[1:] if os.path.abspath(each) not in named]  # noqa: PTH100
    return everything, images


def only_images(paths: Sequence[str], images: Sequence[str]) -> bool:
    """Return whether nothing but images, or their segments, was named."""
    segments = {each for image in images for each in getattr(find_segments(os.fsencode(image)), "paths", ())}
    return bool(images) and all(os.fsencode(path) in segments for path in paths)
