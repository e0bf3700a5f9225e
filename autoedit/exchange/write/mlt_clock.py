"""How MLT counts: every file in frames of the film's own rate, from its first picture on.

At a position p it shows the file's frame that lies nearest: ``floor(p / film rate * file rate + 1/2)``, in double precision,
where a file at speed v stands on a clock of its own (film rate / v). Measured with melt 7.12 at all pairs of eight rates. Our
film shows the frame at the middle of each of its own. Where the two rules differ, another in point and a delay of the picture
by whole frames of its file make up for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from autoedit.exchange.sequence import Event
from autoedit.exchange.source import Source
from autoedit.model.time import frame_at, nearest_frame

# In points this far around the natural one are tried until one shows every frame planned.
REACH = 30
# MLT takes a file's rate for another when it is told to, as a fraction of numbers up to this.
LARGEST = 1024
# A rate this near to a file's own shifts no frame within a clip; further ones are not tried.
NEAREST = Fraction(1, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class InPoint:
    """Where MLT begins a clip.

    Attributes:
        position: the in point of the clip's own first frame, its handle before it.
        delay: by how many frames of its file the picture is held back.
        forced: the rate that MLT is told to take its file for; None for the file's own.
        wrong: how many of its frames MLT will show another frame of the file for, the neighbour of the planned one.
    """

    position: int
    delay: int = 0
    forced: Fraction | None = None
    wrong: int = 0


def picture_in(event: Event, rate: Fraction) -> InPoint:
    """Where the picture of a clip begins at a film's rate, so that the frames planned are the frames shown.

    Two frames of a file may be as near to a position again and again (29.97 in 23.976); then the errors of doubles decide, some
    this way and some that. A rate a hundred-thousandth off makes them all go one way.
    """
    video = event.source.media.video
    if video is None or not video.is_constant:
        return InPoint(position=_natural(event, rate))
    planned, clock = _planned(event, rate), float(_clock(rate, event.clip.speed))
    best = _nearest_in(event, rate, planned, clock, float(video.rate))
    for forced in _rates_beside(video.rate) if best.wrong else ():
        found = replace(_nearest_in(event, rate, planned, clock, float(forced)), forced=forced)
        best = found if found.wrong < best.wrong else best
    return best


def _nearest_in(event: Event, rate: Fraction, planned: list[int], clock: float, file_rate: float) -> InPoint:
    """The in point with the fewest wrong frames; of several the nearest to the natural one."""
    best: InPoint | None = None
    for position in _positions(event, rate):
        first = position - event.before
        off = Counter(frame - shown_frame(first + number, clock, file_rate) for number, frame in enumerate(planned))
        ahead = off.most_common(1)[0][0]
        found = InPoint(position=position, delay=-ahead, wrong=len(planned) - off[ahead])
        if best is None or found.wrong < best.wrong:
            best = found
        if best.wrong == 0:
            break
    assert best is not None, "there is at least the natural position"
    return best


def _rates_beside(rate: Fraction) -> tuple[Fraction, ...]:
    """The rates nearest to a file's own, below and above, that MLT can be told."""
    terms = range(1, LARGEST // ceil(rate) + 1)
    found = {Fraction(number, under) for under in terms for number in (floor(rate * under), ceil(rate * under))} - {rate}
    beside = (max((one for one in found if one < rate), default=rate), min((one for one in found if one > rate), default=rate))
    return tuple(one for one in beside if 0 < abs(one - rate) < NEAREST * rate)


def sound_in(event: Event, rate: Fraction) -> int:
    """Where the sound of a clip begins, to the nearest frame of the film.

    MLT counts sound from the file's first picture too, also where sound began before it.
    """
    clip = event.clip
    return max(event.before, nearest_frame(event.source.since_start(clip.source_start) / clip.speed, rate))


def length(source: Source, rate: Fraction, speed: Fraction = Fraction(1)) -> int:
    """How many frames of the film's rate a file lasts at a speed."""
    duration = source.media.video.duration if source.media.video is not None else source.media.duration
    return max(1, nearest_frame(duration / speed, rate))


def shown_frame(position: int, clock: float, file_rate: float) -> int:
    """The file's frame that MLT shows at a position, counted as MLT counts: in doubles."""
    return int(position / clock * file_rate + 0.5)


def _clock(rate: Fraction, speed: Fraction) -> Fraction:
    """Frames a second of the clock that a file at a speed stands on: MLT divides the numerator and drops the rest."""
    if speed == 1:
        return rate
    scale = 1000 if rate.numerator < 1000 else 1
    return Fraction(int(rate.numerator * scale / float(speed)), rate.denominator * scale)


def _planned(event: Event, rate: Fraction) -> list[int]:
    """The frames of the file that our film shows, handles and all."""
    source, clip = event.source, event.clip
    numbers = range(-event.before, clip.frames + event.after)
    shown = (source.frame_at(clip.source_time(number + Fraction(1, 2), rate)) for number in numbers)
    return [min(max(0, frame), source.frames - 1) for frame in shown]


def _natural(event: Event, rate: Fraction) -> int:
    """The position of what our film shows at the middle of the clip's first frame, on the clip's own clock."""
    middle = event.source.since_start(event.clip.source_time(Fraction(1, 2), rate))
    return max(event.before, frame_at(middle / event.clip.speed, rate))


def _positions(event: Event, rate: Fraction) -> Iterator[int]:
    """In points to try, the natural one first and then ever farther ones; none whose handle begins before the file."""
    natural = _natural(event, rate)
    yield natural
    for away in range(1, REACH + 1):
        yield natural + away
        if natural - away >= event.before:
            yield natural - away
