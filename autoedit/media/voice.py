"""A film's sound, coded by itself, so that it can be done beside the pictures; ``join`` copies its packets."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from autoedit.errors import OutputError
from autoedit.media.writer import DISK

BITRATE = 256_000
BLOCK = 1024  # what AAC codes at a time


def code_sound(sound: Path, into: Path) -> None:
    """Code a WAV file to AAC in an MP4 file.

    Args:
        sound: stereo.

    Raises:
        OutputError: the disk is full.
    """
    import av
    import av.error
    import soundfile

    try:
        with soundfile.SoundFile(sound) as file, av.open(str(into), "w", format="mp4") as coded:
            stream = coded.add_stream("aac", rate=file.samplerate, layout="stereo")
            stream.bit_rate = BITRATE
            place = 0
            for block in file.blocks(BLOCK, dtype="float32", always_2d=True):
                frame = av.AudioFrame.from_ndarray(block.T.copy(), format="fltp", layout="stereo")
                frame.sample_rate, frame.time_base, frame.pts = file.samplerate, Fraction(1, file.samplerate), place
                coded.mux(stream.encode(frame))
                place += len(block)
            coded.mux(stream.encode(None))
    except (av.error.FFmpegError, OSError) as error:
        raise OutputError(into, (getattr(error, "strerror", None) or str(error)).lower(), DISK) from error
