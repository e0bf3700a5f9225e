"""A film that is already edited: five shots of the same days, three hard cuts and a dissolve, with the places' own sound."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from filming import sound
from filming.camera import Camera
from filming.take import Gradual, Moment, Take
from filming.takes.beach import beach_take
from filming.takes.lake import lake_take
from filming.takes.meadow import meadow_take
from filming.takes.mountains import mountains_take
from filming.takes.train import train_take
from filming.texture import mix

RATE = Fraction(30000, 1001)  # the film's cuts lie on its frames
DISSOLVE_FRAMES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A piece of another take: where it begins there, and how many frames it lasts, without a dissolve at its end."""

    film: Callable[[int], Take]
    seed: int
    source_start: Fraction
    frames: int


# Other seeds than the takes' own: other hills, clouds and trees on another day.
SHOTS = (
    Shot(film=mountains_take, seed=1012, source_start=Fraction(5, 2), frames=72),
    Shot(film=meadow_take, seed=1052, source_start=Fraction(57, 10), frames=63),
    Shot(film=train_take, seed=1082, source_start=Fraction(12, 5), frames=66),
    Shot(film=beach_take, seed=1022, source_start=Fraction(29, 5), frames=78),
    Shot(film=lake_take, seed=1093, source_start=Fraction(5, 2), frames=75),
)


def weekend_take() -> Take:
    """The film: hard cuts between the first four shots, a dissolve into the last."""
    takes = tuple(shot.film(shot.seed) for shot in SHOTS)
    starts = _starts()
    dissolve_start = starts[-1]
    dissolve = Gradual(kind="dissolve", start=dissolve_start, end=dissolve_start + DISSOLVE_FRAMES / RATE)
    return Take(
        what="A finished weekend film: mountains, a dog, a train, the beach, a lake; three hard cuts and one dissolve.",
        seconds=starts[-1] + SHOTS[-1].frames / RATE,
        picture=lambda time: _picture(takes, starts, time),
        sound=lambda rate: _sound(takes, starts, rate),
        camera=Camera(seed=7, sway=5, zoom=1.03, bloom=0.2),
        good=_good(takes, starts),
        cuts=starts[1:-1],
        gradual=(dissolve,),
    )


def _starts() -> tuple[Fraction, ...]:
    """The time at which each shot begins to be seen."""
    return tuple(sum(shot.frames for shot in SHOTS[:number]) / RATE for number in range(len(SHOTS)))


def _picture(takes: tuple[Take, ...], starts: tuple[Fraction, ...], time: float) -> np.ndarray:
    number = max(k for k, start in enumerate(starts) if time >= float(start))
    picture = _shot_picture(takes, starts, number, time)
    since = (time - float(starts[-1])) * float(RATE)
    if number < len(SHOTS) - 1 or since >= DISSOLVE_FRAMES:
        return picture
    # The first frame of the dissolve already shows a little of both, its last does too.
    return mix(_shot_picture(takes, starts, number - 1, time), picture, np.float32((since + 0.5) / DISSOLVE_FRAMES))


def _shot_picture(takes: tuple[Take, ...], starts: tuple[Fraction, ...], number: int, time: float) -> np.ndarray:
    return takes[number].picture(time - float(starts[number]) + float(SHOTS[number].source_start))


def _good(takes: tuple[Take, ...], starts: tuple[Fraction, ...]) -> tuple[Moment, ...]:
    """The takes' good moments that are seen at their peak, cut to what is seen of them."""
    seen: list[Moment] = []
    for take, shot, start in zip(takes, SHOTS, starts):
        end, shift = start + shot.frames / RATE, start - shot.source_start
        seen += [
            Moment(
                start=max(moment.start + shift, start),
                end=min(moment.end + shift, end),
                peak=moment.peak + shift,
                what=moment.what,
            )
            for moment in take.good
            if start <= moment.peak + shift < end
        ]
    return tuple(seen)


def _sound(takes: tuple[Take, ...], starts: tuple[Fraction, ...], rate: int) -> np.ndarray:
    """Each shot's own sound, as loud as the others; wind where a take has none."""
    seconds = float(starts[-1] + SHOTS[-1].frames / RATE)
    track = sound.silence(rate, seconds)
    for side in (-1, 1):
        sound.place(track, sound.band_noise(rate, seconds, 120, 900, 500 + side), 0, rate, level=0.02, pan=0.5 * side)
    for take, shot, start in zip(takes, SHOTS, starts):
        if take.sound is None:
            continue
        source = round(shot.source_start * rate)
        part = sound.levelled(take.sound(rate)[source : source + round(shot.frames / RATE * rate)])
        first = round(start * rate)
        track[first : first + len(part)] += part
    return track
