"""One edit in four hands: as our edit list, as an ffmpeg filter graph, and as idiomatic MoviePy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from autoedit.document.write import edit_list_json
from autoedit.media.coding import LOOKAHEAD
from autoedit.media.probe import probe
from autoedit.model.document import EditList, Footage, Song
from autoedit.model.media import Media
from autoedit.model.music import BeatGrid
from autoedit.model.timeline import Clip, Item, Timeline, Track, TrackKind, TrackRole, Transition

RATE = Fraction(30)
CRF, PRESET, GOP = 18, "medium", 60
IN, OUT = 8, 7  # of a dissolve's 15 frames, before the cut and after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A clip of the edit: its file, the source frame it starts at, how long it lasts, and whether it dissolves into the next."""

    source: int
    first: int
    frames: int
    dissolves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Cuts from files of one size at RATE, and a song beneath."""

    sources: tuple[Path, ...]
    song: Path
    cuts: tuple[Cut, ...]
    size: tuple[int, int]

    @property
    def frames(self) -> int:
        """The film's length."""
        return sum(cut.frames for cut in self.cuts)

    def straight(self) -> list[bool]:
        """For each frame of the film whether one source is seen alone."""
        shown = [True] * self.frames
        end = 0
        for cut in self.cuts:
            end += cut.frames
            if cut.dissolves:
                shown[end - IN : end + OUT] = [False] * (IN + OUT)
        return shown


def even_edit(sources: Sequence[Path], song: Path, size: tuple[int, int], *, clips: int, frames: int, room: int) -> Edit:
    """So many clips of one length from all over the files, every other one dissolving into the next.

    Args:
        room: how many frames each file has.
    """
    spare = room - frames - 2 * (IN + OUT)
    cuts = tuple(
        Cut(
            source=number % len(sources),
            first=IN + OUT + (number * 37 * frames // 29) % spare,
            frames=frames,
            dissolves=number % 2 == 0 and number + 1 < clips,
        )
        for number in range(clips)
    )
    return Edit(sources=tuple(sources), song=song, cuts=cuts, size=size)


def changed(edit: Edit, number: int) -> Edit:
    """The edit with one clip slipped by half a second."""
    cut = edit.cuts[number]
    return replace(edit, cuts=(*edit.cuts[:number], replace(cut, first=cut.first + 15), *edit.cuts[number + 1 :]))


def write_edit_list(edit: Edit, into: Path) -> Path:
    """The edit as our JSON."""
    media = [replace(probe(path), id=f"source-{number}") for number, path in enumerate(edit.sources)]
    song = replace(probe(edit.song), id="song")
    items: list[Item] = []
    for number, cut in enumerate(edit.cuts):
        items.append(Clip(id=f"clip-{number}", media=media[cut.source].id, source_start=cut.first / RATE, frames=cut.frames))
        if cut.dissolves:
            items.append(Transition(kind="dissolve", in_frames=IN, out_frames=OUT))
    music = Clip(id="music", media="song", source_start=Fraction(0), frames=edit.frames)
    timeline = Timeline(
        name="benchmark", frame_rate=RATE, width=edit.size[0], height=edit.size[1],
        tracks=(
            Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=tuple(items)),
            Track(kind=TrackKind.AUDIO, role=TrackRole.MUSIC, items=(music,)),
        ),
    )  # fmt: skip
    edit_list = EditList(
        made_by="benchmark", style="montage", length=timeline.duration, timeline=timeline,
        footage=tuple(Footage(media=one, selects=()) for one in media),
        song=Song(media=song, grid=_no_beats(song), loudness=-14.0),
    )  # fmt: skip
    into.write_text(edit_list_json(edit_list, into.parent), encoding="utf-8")
    return into


def ffmpeg_command(ffmpeg: str, edit: Edit, into: Path) -> list[str | Path]:
    """One filter graph: each clip an input that is sought, dissolves by xfade, the rest by concat."""
    command: list[str | Path] = [ffmpeg, "-v", "error", "-y"]
    for number, cut in enumerate(edit.cuts):
        lead = IN if number and edit.cuts[number - 1].dissolves else 0
        trail = OUT if cut.dissolves else 0
        start, length = (cut.first - lead) / RATE, (cut.frames + lead + trail) / RATE
        command += ["-ss", f"{float(start):.6f}", "-t", f"{float(length):.6f}", "-i", edit.sources[cut.source]]
    command += ["-t", f"{float(edit.frames / RATE):.6f}", "-i", edit.song]
    command += ["-filter_complex", _graph(edit), "-map", "[film]", "-map", f"{len(edit.cuts)}:a"]
    command += [
        "-c:v",
        "libx264",
        "-preset",
        PRESET,
        "-crf",
        str(CRF),
        "-g",
        str(GOP),
        "-pix_fmt",
        "yuv420p",
        "-profile:v",
        "high",
    ]
    command += ["-rc-lookahead", LOOKAHEAD]
    return [*command, "-c:a", "aac", "-b:a", "256k", "-ar", "48000", "-movflags", "+faststart", into]


def _graph(edit: Edit) -> str:
    steps, rows, number = [], [], 0
    while number < len(edit.cuts):
        label = f"[{number}:v]"
        length = edit.cuts[number].frames + (OUT if edit.cuts[number].dissolves else 0)
        while edit.cuts[number].dissolves:
            after = edit.cuts[number + 1]
            offset = float((length - IN - OUT) / RATE)
            seconds = float((IN + OUT) / RATE)
            steps.append(f"{label}[{number + 1}:v]xfade=transition=fade:duration={seconds:.6f}:offset={offset:.6f}[x{number}]")
            label = f"[x{number}]"
            length += after.frames - OUT + (OUT if after.dissolves else 0)
            number += 1
        rows.append(label)
        number += 1
    return ";".join([*steps, f"{''.join(rows)}concat=n={len(rows)}:v=1[film]"])


_MOVIEPY = """
import json, sys
from moviepy import AudioFileClip, CompositeVideoClip, VideoFileClip, concatenate_videoclips, vfx
edit = json.loads(sys.argv[1])
clips = [VideoFileClip(edit["sources"][cut["source"]]).subclipped(cut["start"], cut["end"]) for cut in edit["cuts"]]
fading = [vfx.CrossFadeIn(edit["fade"])]
{film}
film = film.with_audio(AudioFileClip(edit["song"]).subclipped(0, edit["duration"]))
film.write_videofile(sys.argv[2], fps=30, codec="libx264", preset=edit["preset"], audio_codec="aac", logger=None,
                     ffmpeg_params=["-crf", str(edit["crf"]), "-g", "60", "-pix_fmt", "yuv420p"])
"""
# What MoviePy's own documentation shows for films of many clips: clips that fade into one another joined with padding, and these
# joined one after the other; or all of them placed in time.
CONCATENATED = """
rows = []
for cut, clip in zip(edit["cuts"], clips):
    if cut["fades_in"]:
        pair = [rows.pop(), clip.with_effects(fading)]
        rows.append(concatenate_videoclips(pair, method="compose", padding=-edit["fade"]))
    else:
        rows.append(clip)
film = concatenate_videoclips(rows, method="compose")
"""
COMPOSED = """
film = CompositeVideoClip([
    clip.with_effects(fading if cut["fades_in"] else []).with_start(cut["at"]) for cut, clip in zip(edit["cuts"], clips)
]).with_duration(edit["duration"])
"""


def moviepy_program(film: str) -> str:
    """A program that makes the edit in one of MoviePy's ways."""
    return _MOVIEPY.replace("{film}", film)


def moviepy_argument(edit: Edit) -> dict[str, object]:
    """The edit as MOVIEPY takes it, in float seconds."""
    cuts, frame = [], 0
    for number, cut in enumerate(edit.cuts):
        lead = IN if number and edit.cuts[number - 1].dissolves else 0
        trail = OUT if cut.dissolves else 0
        start, end = (cut.first - lead) / RATE, (cut.first + cut.frames + trail) / RATE
        at = (frame - lead) / RATE
        cuts.append({"source": cut.source, "start": float(start), "end": float(end), "at": float(at), "fades_in": bool(lead)})
        frame += cut.frames
    return {
        "sources": [str(path) for path in edit.sources], "song": str(edit.song), "cuts": cuts, "fade": float((IN + OUT) / RATE),
        "duration": float(edit.frames / RATE), "preset": PRESET, "crf": CRF,
    }  # fmt: skip


def _no_beats(song: Media) -> BeatGrid:
    return BeatGrid(start=song.start, end=song.end, tempo=0.0, metre=0, confidence=0.0, beats=(), sections=(), rivals=())
