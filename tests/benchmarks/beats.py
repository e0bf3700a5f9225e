"""Beats and bars against truth: generated songs of every kind, annotated real ones, and sounds that have no beat.

Of generated songs, beats of the first five seconds are left out of truth and found alike (``mir_eval.beat.trim_beats``), as is
usual; annotated ones, some of which are short, are judged whole. Of an odd metre the groups or the eighths count as the beat,
whichever fits better. librosa's ``beat_track`` at its defaults runs beside.

While working: ``AUTOEDIT_SONGS_SEED`` makes other songs, ``AUTOEDIT_SONGS`` is a folder that keeps them for the next run,
``AUTOEDIT_SONGS_KINDS`` names kinds to run alone (commas between), ``AUTOEDIT_SONGS_TABLE`` a file that gets one line of JSON for
each song and sound, ``AUTOEDIT_SONGS_PEER=0`` leaves librosa out.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

import numpy as np

from tests.benchmarks.measure import Ratio, Result
from tests.benchmarks.songs import RATE, Truth, generated_songs
from tests.benchmarks.songs.marking import Mark, agreement, marked
from tests.benchmarks.songs.noises import NOISES, noise
from tests.benchmarks.trackers import OURS, PEER, Heard, everyone, ours, trackers

LEAST_BEAT_F, LEAST_DOWNBEAT_F, LEAST_RIGHT_TEMPI = 0.95, 0.90, 0.90
MOST_ERROR_MS, MOST_BIAS_MS = 10.0, 3.0
LEAST_ANNOTATED_F = 0.97
LONG_SONG_SECONDS, MOST_LONG_SONG_WALL = 180, 3.0
# Takes whose sound is speech alone.
SPEECH = ("apollo-eva.mp4", "apollo-vfr.mp4", "physicsworks_audio.webm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A generated song and how each tracker did."""

    truth: Truth
    seconds: float
    heard: dict[str, Heard]
    marks: dict[str, Mark]


def run(media: Path) -> Result:
    """Generated songs, annotated ones where there are any, sounds without a beat, and the speed."""
    seed = int(os.environ.get("AUTOEDIT_SONGS_SEED", "1"))
    kinds = frozenset(filter(None, os.environ.get("AUTOEDIT_SONGS_KINDS", "").split(",")))
    with tempfile.TemporaryDirectory() as temporary:
        kept = Path(os.environ.get("AUTOEDIT_SONGS") or temporary)
        songs = generated_songs(kept, seed, kinds=kinds)
        judged = _judged(songs)
        annotated = [] if kinds else _annotated(media)
        beatless = {} if kinds else _beatless(media, Path(temporary), seed)
        speed = _long_song([path for path, _ in songs], Path(temporary))
    _write_table(judged, beatless)
    return Result(
        title=f"beats of {len(judged)} generated songs (seed {seed}), {len(annotated)} annotated, {len(beatless)} sounds without",
        costs=(),
        ratios=(
            *_generated_bars(judged),
            *_annotated_bars(annotated),
            *_beatless_bars(beatless),
            *speed,
        ),
        notes=(*_by_kind(judged), *_worst(judged), *_of_beatless(beatless), ""),
    )


def _judged(songs: Sequence[tuple[Path, Truth]]) -> list[Judged]:
    import soundfile

    heard = everyone([path for path, _ in songs])
    return [
        Judged(
            truth=truth,
            seconds=soundfile.info(path).duration,
            heard=each,
            marks={name: marked(truth, np.array(one.beats), np.array(one.downbeats), one.tempo) for name, one in each.items()},
        )
        for (path, truth), each in zip(songs, heard, strict=True)
    ]


def _generated_bars(judged: Sequence[Judged]) -> tuple[Ratio, ...]:
    marks = [song.marks[OURS] for song in judged]
    # Each song says how far and how late it is; the median song is told, so that long ones do not say more.
    timed = [mark for mark in marks if mark.errors and mark.beat_f >= 0.5]
    apart = median(mark.median_error for mark in timed) * 1000 if timed else float("inf")
    late = median(mark.bias for mark in timed) * 1000 if timed else float("inf")
    return (
        Ratio(name="generated: beat F", figure=round(fmean(mark.beat_f for mark in marks), 4), floor=LEAST_BEAT_F),
        Ratio(name="generated: downbeat F", figure=round(fmean(mark.downbeat_f for mark in marks), 4), floor=LEAST_DOWNBEAT_F),
        Ratio(name="generated: tempo right within 4 %", figure=round(_share(marks), 4), floor=LEAST_RIGHT_TEMPI),
        Ratio(
            name="generated: tempo right but for an octave",
            figure=round(fmean(mark.is_tempo_right_but_octave for mark in marks), 4),
        ),
        Ratio(name="generated: median error of matched beats, ms", figure=round(apart, 2), limit=MOST_ERROR_MS),
        Ratio(name="generated: median bias (late is more), ms", figure=round(late, 2), limit=MOST_BIAS_MS, floor=-MOST_BIAS_MS),
        Ratio(name="generated: share of songs trusted", figure=round(_share_trusted(judged), 4)),
        Ratio(name="generated: wall seconds a minute of music", figure=round(_pace(judged, OURS), 3)),
        *_peer_figures(judged),
    )


def _peer_figures(judged: Sequence[Judged]) -> tuple[Ratio, ...]:
    if PEER not in trackers():
        return ()
    marks = [song.marks[PEER] for song in judged]
    timed = [mark.bias for mark in marks if mark.errors and mark.beat_f >= 0.5]
    late = median(timed) * 1000 if timed else float("inf")
    return (
        Ratio(name="generated: beat F of librosa's tracker", figure=round(fmean(mark.beat_f for mark in marks), 4)),
        Ratio(name="generated: tempo right, librosa's tracker", figure=round(_share(marks), 4)),
        Ratio(name="generated: median bias of librosa's tracker, ms", figure=round(late, 2)),
        Ratio(name="generated: wall seconds a minute of music, librosa's tracker", figure=round(_pace(judged, PEER), 3)),
    )


def _share(marks: Sequence[Mark]) -> float:
    return fmean(mark.is_tempo_right for mark in marks)


def _share_trusted(judged: Sequence[Judged]) -> float:
    return fmean(song.heard[OURS].confidence >= _trusted() for song in judged)


def _pace(judged: Sequence[Judged], name: str) -> float:
    return 60 * median(song.heard[name].wall / song.seconds for song in judged)


def _trusted() -> float:
    from autoedit.model.music import BeatGrid

    return BeatGrid.TRUSTED


def _annotated(media: Path) -> list[tuple[str, float, bool, bool, float]]:
    """Name, beat F, whether the tempo is right and trusted, and librosa's beat F, of each annotated song."""
    annotations = [json.loads(file.read_text()) for file in sorted(media.glob("annotations/music__*.json"))]
    annotations = [told for told in annotations if "beats_s" in told]
    found = []
    for told, heard in zip(annotations, everyone([media / told["file"] for told in annotations]), strict=True):
        mine = heard[OURS]
        is_right = any(abs(mine.tempo / tempo - 1) <= 0.01 for tempo in (told["tempo_bpm"], *told["tempo_also_ok"]))
        truth = np.array(told["beats_s"])
        beside = agreement(truth, np.array(heard[PEER].beats), first=0) if PEER in heard else 0.0
        score = agreement(truth, np.array(mine.beats), first=0)
        found.append((told["file"], score, is_right, mine.confidence >= _trusted(), beside))
    return found


def _annotated_bars(annotated: Sequence[tuple[str, float, bool, bool, float]]) -> tuple[Ratio, ...]:
    if not annotated:
        return ()
    return (
        *(Ratio(name=f"{name}: beat F", figure=round(score, 4), floor=LEAST_ANNOTATED_F) for name, score, *_ in annotated),
        Ratio(name="annotated: share of tempi right within 1 %", figure=fmean(right for _, _, right, _, _ in annotated), floor=1),
        Ratio(name="annotated: share that is trusted", figure=fmean(trusted for *_, trusted, _ in annotated), floor=1),
        *(
            [Ratio(name="annotated: beat F of librosa's tracker", figure=round(fmean(one[4] for one in annotated), 4))]
            if PEER in trackers()
            else []
        ),
    )


def _beatless(media: Path, folder: Path, seed: int) -> dict[str, Heard]:
    """What we hear in sounds without a beat."""
    import soundfile

    found = {}
    for name in NOISES:
        file = folder / "noise.wav"
        soundfile.write(file, noise(name, seed), RATE, subtype="PCM_16")
        found[name] = ours(file)
    for take in SPEECH:
        if (media / "takes" / take).is_file():
            found[take] = ours(media / "takes" / take)
    return found


def _beatless_bars(beatless: dict[str, Heard]) -> tuple[Ratio, ...]:
    if not beatless:
        return ()
    highest = max(beatless, key=lambda name: beatless[name].confidence)
    trusted = [name for name, heard in beatless.items() if heard.confidence >= _trusted()]
    return (
        Ratio(name=f"no music: highest confidence ({highest})", figure=beatless[highest].confidence),
        Ratio(name=f"no music: sounds trusted{': ' + ', '.join(trusted) if trusted else ''}", figure=len(trusted), limit=0),
    )


def _long_song(paths: Sequence[Path], folder: Path) -> tuple[Ratio, ...]:
    """What a song of three minutes takes, the second time; on a busy machine the wall says less than the processor's time."""
    import soundfile

    parts, seconds = [], 0.0
    while seconds < LONG_SONG_SECONDS:
        wave, _ = soundfile.read(paths[len(parts) % len(paths)], dtype="float32")
        parts.append(wave)
        seconds += len(wave) / RATE
    file = folder / "long.wav"
    soundfile.write(file, np.concatenate(parts)[: LONG_SONG_SECONDS * RATE], RATE, subtype="PCM_16")
    ours(file)
    began = time.process_time()
    wall = ours(file).wall
    cpu = time.process_time() - began
    return (
        Ratio(name="a song of three minutes, warm: wall seconds", figure=round(wall, 2), limit=MOST_LONG_SONG_WALL),
        Ratio(name="a song of three minutes, warm: CPU seconds", figure=round(cpu, 2)),
    )


def _by_kind(judged: Sequence[Judged]) -> Iterable[str]:
    """A line for each kind."""
    beside = ("librosa F", "tempo") if PEER in trackers() else ()
    heads = ("songs", "beat F", "downbeat", "tempo", "octave", "error ms", "bias ms", "trusted", *beside)
    yield ""
    yield f"{'kind':24}" + "".join(f"{head:>10}" for head in heads)
    for kind in dict.fromkeys(song.truth.kind for song in judged):
        songs = [song for song in judged if song.truth.kind == kind]
        marks = [song.marks[OURS] for song in songs]
        figures = [
            fmean(mark.beat_f for mark in marks),
            fmean(mark.downbeat_f for mark in marks),
            _share(marks),
            fmean(mark.is_tempo_right_but_octave for mark in marks),
            1000 * fmean(mark.median_error for mark in marks),
            1000 * fmean(mark.bias for mark in marks),
            _share_trusted(songs),
        ]
        if PEER in trackers():
            figures += [fmean(song.marks[PEER].beat_f for song in songs), _share([song.marks[PEER] for song in songs])]
        yield f"{kind:24}{len(songs):10}" + "".join(f"{figure:10.3f}" for figure in figures)


def _worst(judged: Sequence[Judged]) -> Iterable[str]:
    """The songs whose beats or bars are missed, and what was taken for the beat."""
    missed = [song for song in judged if song.marks[OURS].beat_f < 0.9 or song.marks[OURS].downbeat_f < 0.8]
    yield ""
    yield f"{len(missed)} songs with beats below 0.9 or bars below 0.8:"
    for song in missed:
        mark, heard = song.marks[OURS], song.heard[OURS]
        yield (
            f"{song.truth.name:34} beats {mark.beat_f:.2f} bars {mark.downbeat_f:.2f}"
            f" tempo {heard.tempo:6.1f} for {song.truth.tempi[0]:6.1f} metre {heard.metre} for {song.truth.metre}"
            f" confidence {heard.confidence:.2f} {mark.level}"
        )


def _of_beatless(beatless: dict[str, Heard]) -> Iterable[str]:
    if beatless:
        yield ""
        yield "confidence without music: " + ", ".join(f"{name} {heard.confidence:.2f}" for name, heard in beatless.items())


def _write_table(judged: Sequence[Judged], beatless: dict[str, Heard]) -> None:
    """A line of JSON for each song and sound."""
    table = os.environ.get("AUTOEDIT_SONGS_TABLE")
    if not table:
        return
    lines = []
    for song in judged:
        mark, heard = song.marks[OURS], song.heard[OURS]
        row: dict[str, object] = {
            "name": song.truth.name,
            "kind": song.truth.kind,
            "beat_f": round(mark.beat_f, 3),
            "downbeat_f": round(mark.downbeat_f, 3),
            "tempo": heard.tempo,
            "true_tempi": [round(tempo, 2) for tempo in song.truth.tempi],
            "is_tempo_right": mark.is_tempo_right,
            "metre": heard.metre,
            "true_metre": song.truth.metre,
            "confidence": heard.confidence,
            "error_ms": round(mark.median_error * 1000, 2),
            "bias_ms": round(mark.bias * 1000, 2),
            "taken_for_the_beat": mark.level,
            "rivals": heard.rivals,
            "wall": round(heard.wall, 3),
            "told": song.truth.told,
        }
        if PEER in song.marks:
            row |= {"librosa_f": round(song.marks[PEER].beat_f, 3), "librosa_tempo": round(song.heard[PEER].tempo, 2)}
        lines.append(row)
    lines += [
        {"name": name, "kind": "no music", "confidence": heard.confidence, "tempo": heard.tempo}
        for name, heard in beatless.items()
    ]
    Path(table).write_text("".join(json.dumps(row) + "\n" for row in lines))
