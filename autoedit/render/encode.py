"""The film's frames and sound to a file: MoviePy's clip and writer over our compositor, in whole frames.

MoviePy writes the rate with two decimals (24000/1001 becomes 23.98), so ffmpeg is told to stamp each frame itself: frame n
gets the exact time n / rate. MoviePy's ``close`` never looks at ffmpeg's return code; we do.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoedit.errors import OutputError
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Timeline
from autoedit.render.compositor import Compositor
from autoedit.render.picture import Frame
from autoedit.version import VERSION

AUDIO_BITRATE = "256k"
PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How the picture is compressed: x264's constant rate factor (lower is better and larger) and preset."""

    crf: int = 18
    preset: str = "medium"


def encode(
    timeline: Timeline,
    compositor: Compositor,
    sound: Path | None,
    into: Path,
    encoding: Encoding,
    report: Callable[[float], None] | None = None,
) -> None:
    """Write the film.

    Args:
        sound: a WAV of the whole mix, None for a silent film.
        into: where it goes; it is not complete until this returns.

    Raises:
        OutputError: ffmpeg failed, or the disk is full.
    """
    clip = _clip(timeline, compositor)
    writer = _writer(timeline, sound, into, encoding)
    process: subprocess.Popen[bytes] = writer.proc
    try:
        for number in range(timeline.frames):
            writer.write_frame(clip.get_frame(number / float(timeline.frame_rate)))
            if report is not None:
                report((number + 1) / timeline.frames)
        said = _finish(process)
    except OSError as error:
        _stop(process)
        raise OutputError(into, _last_line(str(error)), "Free some space or choose another place, then render again.") from error
    except BaseException:
        # Ctrl-C or a source that broke: the child must not go on writing a playable half of a film.
        _stop(process)
        raise
    if process.returncode != 0:
        raise OutputError(into, _last_line(said), "Free some space or choose another place, then render again.")


def _clip(timeline: Timeline, compositor: Compositor) -> Any:
    """A MoviePy clip whose frame function counts in whole frames."""
    from moviepy import VideoClip

    def frame_function(time: float) -> Frame:
        # MoviePy asks by float seconds; n / rate comes back as n however the float was rounded.
        return compositor.frame(round(time * float(timeline.frame_rate)))

    return VideoClip(frame_function, duration=float(timeline.duration)).with_fps(float(timeline.frame_rate))


def _writer(timeline: Timeline, sound: Path | None, into: Path, encoding: Encoding) -> Any:
    from moviepy.video.io.ffmpeg_writer import FFMPEG_VideoWriter

    rate = timeline.frame_rate
    base = f"{rate.denominator}/{rate.numerator}"
    keyframes = max(1, nearest_frame(type(rate)(2), rate))
    filters = (
        f"settb={base},setpts=N,scale=in_range=pc:out_range=tv:out_color_matrix=bt709:flags=bicubic+accurate_rnd,"
        "format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    )
    parameters = ["-map", "0:v:0", *(["-map", "1:a:0"] if sound else [])]
    parameters += ["-vf", filters, "-fps_mode", "passthrough", "-enc_time_base:v", base]
    parameters += ["-video_track_timescale", str(_timescale(rate.numerator))]
    parameters += ["-crf", str(encoding.crf), "-g", str(keyframes), "-profile:v", "high"]
    parameters += ["-b:a", AUDIO_BITRATE, "-ar", "48000"] if sound else []
    parameters += ["-map_metadata", "-1", "-metadata", f"comment=autoedit {VERSION}", "-movflags", "+faststart", "-f", "mp4"]
    return FFMPEG_VideoWriter(
        str(into),
        (timeline.width, timeline.height),
        float(rate),
        codec="libx264",
        audiofile=str(sound) if sound else None,
        audio_codec="aac" if sound else None,
        preset=encoding.preset,
        ffmpeg_params=parameters,
    )


def _timescale(numerator: int) -> int:
    """A multiple of the rate's numerator that is fine enough for edit lists, so that each frame's time is exact."""
    return numerator * max(1, -(-12000 // numerator))


def _finish(process: subprocess.Popen[bytes]) -> str:
    """Close ffmpeg's input, wait for it, and give what it said."""
    assert process.stdin is not None and process.stderr is not None
    process.stdin.close()
    said = process.stderr.read().decode(errors="replace")
    process.stderr.close()
    process.wait()
    return said


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "ffmpeg failed without a word"


def quiet_environment() -> None:
    """Point MoviePy at the ffmpeg that came with imageio-ffmpeg, whatever is in PATH, before it is imported."""
    import imageio_ffmpeg

    os.environ["FFMPEG_BINARY"] = imageio_ffmpeg.get_ffmpeg_exe()
