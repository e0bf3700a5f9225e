"""Small files like those that cameras, phones and programs write, made once a session: what the faults are put into."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import imageio_ffmpeg

SECONDS, RATE = 2, 25
_PICTURE = f"testsrc2=s=192x108:r={RATE}:d={SECONDS},noise=alls=12:allf=t:all_seed=3"
_OTHER_PICTURE = f"mandelbrot=s=192x108:r={RATE},noise=alls=6:allf=t:all_seed=5"
_SOUND = f"sine=f=440:b=4:r=48000:d={SECONDS}"
_SONG = "aevalsrc=0.6*sin(2*PI*220*t)*exp(-12*mod(t\\,0.5)):s=44100:d=6"
_H264 = ("-c:v", "libx264", "-bf", "2", "-g", "12", "-crf", "30", "-pix_fmt", "yuv420p", "-c:a", "aac")
_FILMS = {
    "h264.mp4": _H264,
    "front.mp4": (*_H264, "-movflags", "+faststart"),
    "parts.mp4": (*_H264, "-movflags", "+frag_keyframe+empty_moov"),
    "hevc.mov": ("-c:v", "libx265", "-x265-params", "log-level=none:keyint=12", "-pix_fmt", "yuv420p", "-c:a", "alac"),
    "vp9.mkv": ("-c:v", "libvpx-vp9", "-g", "12", "-crf", "40", "-b:v", "0", "-cpu-used", "8", "-c:a", "libopus"),
    "mpeg2.ts": ("-c:v", "mpeg2video", "-bf", "2", "-g", "12", "-q:v", "12", "-c:a", "mp2"),
    "mjpeg.avi": ("-c:v", "mjpeg", "-q:v", "15", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"),
    "prores.mov": ("-c:v", "prores", "-profile:v", "0", "-c:a", "pcm_s16le"),
}
_SONGS = {"aac.m4a": "aac", "mp3.mp3": "libmp3lame", "flac.flac": "flac", "vorbis.ogg": "libvorbis", "pcm.wav": "pcm_s16le"}
FILMS, SONGS = tuple(_FILMS), tuple(_SONGS)


@cache
def specimen(name: str) -> Path:
    """A whole file by its name: one of FILMS and SONGS, or ``good.mp4``, whose picture is like none of theirs."""
    path = _shelf() / name
    if name in _SONGS:
        made_by_ffmpeg(path, "-f", "lavfi", "-i", _SONG, "-c:a", _SONGS[name])
        return path
    picture = ("-f", "lavfi", "-t", str(SECONDS), "-i", _OTHER_PICTURE if name == "good.mp4" else _PICTURE)
    made_by_ffmpeg(path, *picture, "-f", "lavfi", "-i", _SOUND, *_FILMS.get(name, _H264))
    return path


def made_by_ffmpeg(path: Path, *arguments: str) -> Path:
    """What FFmpeg writes; one thread, so that it is the same every time."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-nostdin", "-v", "fatal", "-y", *arguments, "-threads", "1", str(path)], check=True, timeout=120)
    return path


@cache
def _shelf() -> Path:
    shelf = Path(tempfile.mkdtemp(prefix="specimens-"))
    atexit.register(shutil.rmtree, shelf, ignore_errors=True)
    return shelf
