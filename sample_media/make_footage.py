"""Makes the sample footage: a day out, filmed by a camera that does not exist, with the truth about each clip beside it.

    python sample_media/make_footage.py [--only NAME] [--out DIR]

The same files come out each time, byte for byte on one machine. Two clips are made at once; the whole takes some minutes.
"""

import argparse
import random
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).parent))  # so that it runs from anywhere, as a script

from filming.take import Take
from filming.takes import beach, campfire, city, fireworks, forest, lake, meadow, mountains, road, train, weekend
from filming.write import Recording, write_clip

FILM, PAL, NTSC, NTSC_60 = Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)
TICKS_IN_SECOND = 90000


def phone_ticks(seed: int, seconds: Fraction) -> tuple[int, ...]:
    """Frame times of a phone in the dark, in 1/90000 s: the rate drops as light is lacking, and no gap is like another."""
    rng = random.Random(seed)
    ticks = [0]
    while ticks[-1] < seconds * TICKS_IN_SECOND:
        part = ticks[-1] / (seconds * TICKS_IN_SECOND)
        rate = 30 if part < 0.28 or 0.55 <= part < 0.8 else 24 if part < 0.45 else 15 if part < 0.55 else 24
        ticks.append(ticks[-1] + round(TICKS_IN_SECOND / rate * rng.uniform(0.88, 1.12)))
    return tuple(ticks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A take and how it is stored."""

    film: Callable[[], Take]
    recording: Recording


# The longest to make come first, so that two workers finish together.
CLIPS = {
    "hike_forest_long.mp4": Clip(film=forest.forest_take, recording=Recording(rate=NTSC, crf=37, sound_bits=64000)),
    "road_bike_60p.mp4": Clip(film=road.road_take, recording=Recording(rate=NTSC_60, crf=32)),
    "weekend_edited.mp4": Clip(film=weekend.weekend_take, recording=Recording(rate=NTSC, crf=33, peak_decibels=-5)),
    "beach_sunset.mp4": Clip(film=beach.beach_take, recording=Recording(rate=NTSC, crf=31)),
    "drone_mountains.mp4": Clip(film=mountains.mountains_take, recording=Recording(rate=NTSC, sound_rate=None, crf=32)),
    "lake_sailing.mp4": Clip(film=lake.lake_take, recording=Recording(rate=NTSC, is_silent=True, crf=32)),
    "phone_fireworks.mp4": Clip(
        film=fireworks.fireworks_take,
        recording=Recording(rate=None, ticks=phone_ticks(41, fireworks.SECONDS), rotation=270, crf=34, peak_decibels=-2),
    ),
    "phone_campfire.mp4": Clip(
        film=campfire.campfire_take, recording=Recording(rate=NTSC, rotation=90, crf=32, peak_decibels=-5)
    ),
    "winter_train.mp4": Clip(film=train.train_take, recording=Recording(rate=NTSC, crf=31)),
    "meadow_dog.mp4": Clip(
        film=meadow.meadow_take, recording=Recording(rate=PAL, sound_rate=44100, channels=1, sound_bits=64000, crf=32)
    ),
    "city_night_24p.mp4": Clip(film=city.city_take, recording=Recording(rate=FILM, crf=30)),
}


def make(name: str, out: Path) -> str:
    """Make one clip; gives a line to show."""
    cv2.setNumThreads(1)
    path = out / name
    write_clip(CLIPS[name].film(), CLIPS[name].recording, path)
    return f"{name}: {path.stat().st_size / 1e6:.2f} MB"


def main() -> None:
    """Make the clips that are asked for."""
    parser = argparse.ArgumentParser(description="Make the sample footage.")
    parser.add_argument("--only", choices=sorted(CLIPS), help="make this clip alone")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "footage", help="folder for the clips")
    parser.add_argument("--workers", type=int, default=2, help="clips made at once")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    names = [options.only] if options.only else list(CLIPS)
    with ProcessPoolExecutor(options.workers) as workers:
        for line in workers.map(make, names, [options.out] * len(names)):
            sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
