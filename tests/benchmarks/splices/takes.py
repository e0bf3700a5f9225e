"""Single shots of a media folder, decoded once to small planes on disk, which every process maps."""

from __future__ import annotations

import json
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import MediaError

Picture = NDArray[np.uint8]

# What a take is kept at; clips are framed within it.
WIDTH, HEIGHT = 640, 360
MOST_FRAMES = 330
FEWEST_FRAMES = 24
# Two takes whose mean pictures are this alike (correlation) show one place: a cut between them is a jump.
SAME_PLACE = 0.7
# Files of formats/ that are one shot with something to see; the others are test patterns, logos or a few frames.
ONE_SHOT = (
    "media3-bt601.mov",
    "media3-internal_emulator_transformer_output_270_rotated.mp4",
    "media3-multi-gop.mp4",
    "media3-pixel-motion-photo-2-hevc-tracks.mp4",
    "media3-sample_edit_list.mp4",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One shot on disk: uint8 [frames, HEIGHT * 3 / 2, WIDTH], I420.

    Attributes:
        place: takes of one number look alike.
        unrest: how much the picture changes from one frame to the next, in levels of brightness (median).
    """

    name: str
    planes: Path
    frames: int
    rate: Fraction
    place: int
    unrest: float

    def picture(self, number: int) -> Picture:
        """A frame as RGB; played to and fro when the number is beyond the end."""
        import cv2

        turn = number % (2 * self.frames - 2)
        planes = _mapped(self.planes)[min(turn, 2 * self.frames - 2 - turn)]
        return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420), np.uint8)


@cache
def _mapped(planes: Path) -> Picture:
    mapped: Picture = np.load(planes, mmap_mode="r")
    return mapped


def single_shots(media: Path) -> tuple[Path, ...]:
    """The files of a folder of media that hold one shot each; those of sample_media when it has no takes."""
    formats = [media / "formats" / name for name in ONE_SHOT]
    real = [*media.glob("takes/*.*"), *media.glob("takes/many-short/*.*"), *(path for path in formats if path.exists())]
    if real:
        return tuple(sorted(real))
    return tuple(sorted(path for path in media.glob("footage/*.mp4") if _is_plain(path.with_suffix(".truth.json"))))


def _is_plain(truth: Path) -> bool:
    told = json.loads(truth.read_text())
    return not (told["hard_cuts"] or told["gradual"] or told["bad"])


def decoded_takes(files: tuple[Path, ...], folder: Path, executor: Executor) -> tuple[Take, ...]:
    """Decode the files that have a picture to planes in a folder, and tell which show the same place."""
    folder.mkdir(parents=True, exist_ok=True)
    takes: list[Take] = []
    looks: list[NDArray[np.float64]] = []
    for take in executor.map(_decoded, files, [folder] * len(files)):
        if take is None:
            continue
        look = _small(_mapped(take.planes)).mean(axis=0).ravel()
        alike = [number for number, other in enumerate(looks) if np.corrcoef(look, other)[0, 1] > SAME_PLACE]
        looks.append(look)
        takes.append(replace(take, place=takes[alike[0]].place if alike else len(takes)))
    return tuple(takes)


def _small(planes: Picture) -> NDArray[np.float64]:
    return planes[:, :HEIGHT:10, ::10].astype(float)


def _decoded(path: Path, folder: Path) -> Take | None:
    """Some frames from a file, upright, filling the size; None when there are too few."""
    import cv2

    from autoedit.media.conform import Conform, Fit
    from autoedit.media.decode import pictures
    from autoedit.media.probe import probe

    cv2.setNumThreads(1)
    try:
        known = probe(path)
    except MediaError:
        return None
    if known.video is None or known.video.frames < FEWEST_FRAMES:
        return None
    conform = Conform(known.video, WIDTH, HEIGHT, Fit.FILL)
    first = max(0, known.video.frames - MOST_FRAMES) // 3
    shown = islice(pictures(known, threads=1), first, first + MOST_FRAMES)
    planes = np.stack([cv2.cvtColor(conform.rgb(picture.frame), cv2.COLOR_RGB2YUV_I420) for picture in shown])
    kept = folder / f"{path.stem}.npy"
    np.save(kept, planes)
    unrest = float(np.median(np.abs(np.diff(_small(planes), axis=0)).mean(axis=(1, 2))))
    return Take(name=path.stem, planes=kept, frames=len(planes), rate=known.video.rate, place=0, unrest=unrest)
