"""Picture against sound at the film's start, middle and end.

The film's sound is held against the mix that went into it, its pictures against the drawings; what is left between the two is
what a viewer would see as lips that do not meet the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autoedit.render.verify.findings import Offset
from autoedit.render.verify.lag import REACH, SILENT, alike, lag_of, loudness_of
from autoedit.render.verify.mix_file import Mix
from autoedit.render.verify.path import Way
from autoedit.render.verify.shown import HEARD_RATE, Heard, Shown

WINDOW, SHORTER = Fraction(2), 4
# From each place so many windows are tried, side by side, until one has a sound that can be told.
TRIES = 6
# What AAC leaves of noise correlates by 0.97 and more with what it was given, in place; so near to it a lag is measured still.
SAME, NEAR = 0.9, Fraction(5, 1000)


def offsets(film: Shown, mix: Path, found: Way, rate: Fraction) -> tuple[Offset, ...]:
    """How much later the sound is than the picture, at up to three places."""
    if film.heard is None:
        return ()
    with Mix(mix) as sound:
        return tuple(_offset(place, starts, film, sound, found, rate) for place, starts in _places(sound))


def _places(sound: Mix) -> Iterator[tuple[str, Iterator[Fraction]]]:
    """Start, middle and end, each with the starts of the windows to try; a short film has one window alone."""
    window = min(WINDOW, sound.duration)
    last = _on_sample(sound.duration - window)
    if last < window:
        yield "start", iter([Fraction(0)])
        return
    middle = _on_sample(last / 2)
    steps = [window / 2 * step for step in range(TRIES)]
    yield "start", (step for step in steps if step <= last)
    yield "middle", (start for step in steps for start in (middle + step, middle - step) if 0 <= start <= last)
    yield "end", (last - step for step in steps if step <= last)


def _on_sample(time: Fraction) -> Fraction:
    return (time * HEARD_RATE).__floor__() / Fraction(HEARD_RATE)


def _offset(place: str, starts: Iterator[Fraction], film: Shown, sound: Mix, found: Way, rate: Fraction) -> Offset:
    """The first window that can be told; else one that tells nothing, or something else than was mixed."""
    chosen: Offset | None = None
    for start in starts:
        seen = _window(place, start, film.heard, sound)
        if chosen is None or seen.sound is not None or (seen.is_unlike and chosen.is_silent):
            chosen = seen
        if seen.sound is not None:
            break
    assert chosen is not None
    middle = chosen.time + min(WINDOW, sound.duration) / 2
    return replace(chosen, picture=_picture_late(film, found, rate, (middle * rate).__floor__()))


def _window(place: str, start: Fraction, heard: Heard | None, sound: Mix) -> Offset:
    meant = sound.at(start, WINDOW)
    if loudness_of(meant) < SILENT or heard is None:
        return Offset(place=place, time=start, sound=None, is_silent=True)
    reach = round(REACH * HEARD_RATE)
    around = heard.at(start - REACH, Fraction(len(meant) + 2 * reach, HEARD_RATE))
    if alike(meant, around[reach : reach + len(meant)]) >= SAME:
        # It is where it was mixed. A tone is the same a period later, a loop a bar later: no other place speaks against that.
        lag = lag_of(meant, around)
        is_near = lag.is_sure and abs(lag.seconds) <= NEAR
        return Offset(place=place, time=start, sound=lag.seconds if is_near else Fraction(0))
    # Where the sound runs slower or faster than mixed, a long stretch has no one lag, a short one nearly.
    for first, last in ((0, len(meant)), _short(place, len(meant))):
        lag = lag_of(meant[first:last], around[first : last + 2 * reach])
        if lag.is_sure:
            return Offset(place=place, time=start + Fraction(first, HEARD_RATE), sound=lag.seconds)
    return Offset(place=place, time=start, sound=None, is_unlike=True)


def _short(place: str, count: int) -> tuple[int, int]:
    """A quarter of a window, at its start, in its middle or at its end."""
    length = count // SHORTER
    first = {"start": 0, "middle": (count - length) // 2, "end": count - length}[place]
    return first, first + length


def _picture_late(film: Shown, found: Way, rate: Fraction, frame: int) -> Fraction:
    """How much later than planned the picture is at a frame: its time's error, and its shift."""
    if not len(found.shift):
        return Fraction(0)
    frame = min(frame, len(found.shift) - 1)
    return film.times[frame] - frame / rate - int(found.shift[frame]) / rate
