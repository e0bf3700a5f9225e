"""The order in which files tell their story, whatever order they were given in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import PurePath

from autoedit.model.media import Media


def in_story_order(media: Sequence[Media]) -> list[Media]:
    """By the time of capture when every file tells one, then by name; GOPR2 comes before GOPR10."""
    times = [captured_at(item) for item in media]
    if all(time is not None for time in times):
        return [item for _, item in sorted(zip(times, media, strict=True), key=lambda pair: (pair[0], _name(pair[1])))]
    return sorted(media, key=_name)


def captured_at(media: Media) -> datetime | None:
    """A capture time, in UTC where it does not say; None where it says nothing that can be read."""
    try:
        moment = datetime.fromisoformat(media.captured or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def natural(text: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key that sorts digits as numbers."""
    parts = re.split(r"(\d+)", text.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts], text


def _name(media: Media) -> tuple[object, ...]:
    path = PurePath(media.path)
    return natural(path.name), natural(str(path)), media.fingerprint, media.id
