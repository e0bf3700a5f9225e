"""Scripts of films by chance, their pictures, their truth, and their files."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.benchmarks.matching import Labelled, truth_of
from tests.benchmarks.splices.clips import Clip
from tests.benchmarks.splices.joins import Join
from tests.benchmarks.splices.looks import LOOKS, Finish, Look
from tests.benchmarks.splices.script import JOINS, PLANTED, Script, dealt, written
from tests.benchmarks.splices.takes import Picture, Take, decoded_takes, single_shots

FILMS = len(LOOKS)


def spliced_films(media: Path, folder: Path, *, films: int = FILMS, seed: int = 3, workers: int = 2) -> tuple[Labelled, ...]:
    """Write films to a folder, each with its truth beside it as JSON; what is there already is not made again.

    Args:
        media: real footage, or sample_media.
        films: how many; 24 have about 450 boundaries, 120 flashes and 140 pans and shakes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [folder / f"splice-{seed}-{number:02d}.mp4" for number in range(films)]
    if not all(path.with_suffix(".json").exists() for path in wanted):
        dice = random.Random(seed)
        joins, plants = dealt(JOINS, films, dice), dealt(PLANTED, films, dice)
        seeds = [dice.getrandbits(32) for _ in wanted]
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
            takes = decoded_takes(single_shots(media), folder / "takes", executor)
            looks = [LOOKS[number % len(LOOKS)] for number in range(films)]
            list(executor.map(_make, wanted, looks, joins, plants, seeds, [takes] * films))
        for take in takes:
            take.planes.unlink()
    return tuple(_labelled(path) for path in wanted)


def _labelled(path: Path) -> Labelled:
    told = json.loads(path.with_suffix(".json").read_text())
    return Labelled(path=path, look=told["look"], truth=truth_of(told))


def _make(path: Path, look: Look, joins: Sequence[str], plants: Sequence[str], seed: int, takes: tuple[Take, ...]) -> None:
    import cv2

    cv2.setNumThreads(1)
    script = written(look, joins, plants, takes, random.Random(seed))
    finish = Finish(look, seed)
    _encode(path, look, (finish.finished(picture) for picture in pictures(script)))
    path.with_suffix(".json").write_text(json.dumps({"file": path.name, "look": look.name, **told(script)}, indent=1))


def pictures(script: Script) -> Iterator[Picture]:
    """The film's frames, before they are given their look."""
    first, last = script.clips[0], script.clips[-1]
    if script.opening:
        yield from script.opening.pictures(first, first)
    joins = [script.opening, *script.joins, script.ending]
    for number, clip in enumerate(script.clips):
        before, after = joins[number], joins[number + 1]
        for frame in _body(clip, before, after):
            yield clip.picture(frame)
        if after and clip is not last:
            yield from after.pictures(clip, script.clips[number + 1])
    if script.ending:
        yield from script.ending.pictures(last, last)


def _body(clip: Clip, before: Join | None, after: Join | None) -> range:
    """The frames that no join has to do with."""
    return range(before.takes_from_next() if before else 0, clip.frames - (after.takes_from_before() if after else 0))


def told(script: Script) -> dict[str, Any]:
    """The truth of a film, in the form of the annotations of real ones."""
    cuts: dict[int, str] = {}
    graduals: list[tuple[str, int, int]] = []
    held: list[tuple[int, int]] = []
    distractors: list[tuple[str, int, int]] = []
    end = 0  # where the clip before ends, counting what it shares with the next
    for number, (join, clip) in enumerate(zip([script.opening, *script.joins], script.clips, strict=True)):
        start = end
        if join and join.kind == "dip":
            start = _tell_dip(join, end, is_first=number == 0, is_last=False, cuts=cuts, graduals=graduals, held=held)
        elif join and join.out_frames:
            start = end - join.out_frames
            graduals.append((join.kind, start, end - 1))
        elif number:
            cuts[start] = join.kind if join else "cut"
        planted = [(plant.kind, start + plant.first, start + plant.first + plant.frames - 1) for plant in clip.plants]
        distractors.extend(planted)
        end = start + clip.frames
    if script.ending:
        end = _tell_dip(script.ending, end, is_first=False, is_last=True, cuts=cuts, graduals=graduals, held=held)
    return {
        "frames": end,
        "fps": float(script.look.rate),
        "hard_cuts": sorted(cuts),
        "cut_kinds": {str(frame): kind for frame, kind in sorted(cuts.items())},
        "gradual": [{"type": kind, "start": first, "end": last} for kind, first, last in graduals],
        "black_frames": held,
        "ambiguous": [],
        "distractors": [{"type": kind, "start": first, "end": last} for kind, first, last in distractors],
    }


def _tell_dip(
    join: Join,
    end: int,
    *,
    is_first: bool,
    is_last: bool,
    cuts: dict[int, str],
    graduals: list[tuple[str, int, int]],
    held: list[tuple[int, int]],
) -> int:
    """Note a dip after the clip that ends there; gives where the next clip starts."""
    start = end + join.held
    if join.out_frames:
        graduals.append(("fade_out", end - join.out_frames, end - 1))
    elif not is_first:
        cuts[end] = "cut to black"
    if join.held:
        held.append((end, start - 1))
    if join.in_frames:
        graduals.append(("fade_in", start, start + join.in_frames - 1))
    elif not is_last:
        cuts[start] = "cut from black"
    return start


def _encode(path: Path, look: Look, shown: Iterator[Picture]) -> None:
    """Write pictures as H.264; the file gets its name when it is whole."""
    import imageio_ffmpeg

    width, height = look.size
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{width}x{height}", "-r", f"{look.rate.numerator}/{look.rate.denominator}", "-i", "-"]
    command += [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-threads",
        "1",
        "-crf",
        str(look.crf),
        "-pix_fmt",
        "yuv420p",
        str(path),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for picture in shown:
            encoder.stdin.write(picture.tobytes())
        encoder.stdin.close()
        if encoder.wait():
            raise RuntimeError(f"ffmpeg could not write {path.name}")
