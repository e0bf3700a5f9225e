"""Files that store a picture oddly: a scene of six coloured patches, unlike in every turn and mirror image, and a bar that moves.

Each maker stores it in a way that cameras and programs know, and tells how it ought to be seen.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from autoedit.testing.numbers import Picture
from tests.faults.boxes import with_matrix

COLOURS = np.array([[(200, 40, 30), (30, 180, 60), (40, 50, 190)], [(210, 160, 130), (128, 128, 128), (200, 190, 40)]], np.uint8)
SIZE = (192, 128)
FILM = (240, 136)
RATE = Fraction(25)
FRAMES = 14
# What coding, 4:2:0 and 8 bits may do to the mean of a patch, in levels.
NEAR = 6


def scene(size: tuple[int, int] = SIZE) -> Picture:
    """Six patches in two rows, as a person ought to see them: uint8 [height, width, 3]."""
    rows, columns = np.arange(size[1]) * 2 // size[1], np.arange(size[0]) * 3 // size[0]
    return COLOURS[rows][:, columns]


def ffmpeg(*words: object, given: bytes = b"") -> bytes:
    """Run ffmpeg, give it pictures and take what it prints."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *(str(word) for word in words)]
    if given:
        command.remove("-nostdin")
    return subprocess.run(command, check=True, timeout=120, input=given, capture_output=True).stdout


def stored(path: Path, shown: Picture | Sequence[Picture], *words: object, filters: str = "null", frames: int = FRAMES) -> Path:
    """Pictures put into a file by ffmpeg: RGB through its filters to a codec."""
    each = [shown] * frames if isinstance(shown, np.ndarray) else list(shown)
    height, width = each[0].shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", RATE, "-i", "-"]
    ffmpeg(*raw, "-vf", filters, *words, path, given=b"".join(np.ascontiguousarray(one).tobytes() for one in each))
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A file of the scene, the size that it ought to be seen at, how near its colours come, and the film that shows it."""

    path: Path
    size: tuple[int, int] = SIZE
    near: float = NEAR
    colours: NDArray[np.uint8] = field(default_factory=COLOURS.copy)
    film: tuple[int, int] = FILM


FFV1 = ("-c:v", "ffv1")
X264 = ("-c:v", "libx264", "-qp", 4, "-preset", "ultrafast")


def turned(folder: Path, matrix: tuple[int, int, int, int], suffix: str = ".mp4") -> Odd:
    """A display matrix that turns or mirrors; what is stored is turned back."""
    a, b, c, d = matrix
    upright = scene()
    height, width = upright.shape[:2]
    # Where a stored pixel is shown: x' = a x + c y, y' = b x + d y, from the middle.
    columns, rows = (width, height) if a else (height, width)
    y, x = np.indices((rows, columns)) * 2 - np.array([rows - 1, columns - 1])[:, None, None]
    shown_x, shown_y = (a * x + c * y + width - 1) // 2, (b * x + d * y + height - 1) // 2
    path = with_matrix(stored(folder / "plain.mp4", upright[shown_y, shown_x], *X264, "-pix_fmt", "yuv420p"), matrix)
    if suffix == ".mp4":
        return Odd(path=path)
    ffmpeg("-i", path, "-c", "copy", folder / f"turned{suffix}")
    return Odd(path=folder / f"turned{suffix}")


def squeezed(folder: Path, aspect: Fraction, *, is_in_container_only: bool = False) -> Odd:
    """Pixels that are not square: in the stream, or told by the container against it."""
    width, height = SIZE
    told = "1" if is_in_container_only else f"{aspect.numerator}/{aspect.denominator}"
    path = stored(folder / "a.mp4", scene(), *X264, "-pix_fmt", "yuv420p", filters=f"setsar={told}")
    if is_in_container_only:
        ffmpeg("-i", path, "-c", "copy", "-aspect", f"{width * aspect.numerator}:{height * aspect.denominator}", folder / "b.mp4")
        path = folder / "b.mp4"
    seen = (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
    return Odd(path=path, size=seen)


def coloured(
    folder: Path,
    matrix: str,
    pixels: str = "yuv420p",
    *,
    is_full: bool = False,
    codec: Sequence[object] = X264,
    suffix: str = ".mp4",
    size: tuple[int, int] = SIZE,
    film: tuple[int, int] = FILM,
) -> Odd:
    """The scene by a matrix, a range and a pixel format, told in the stream."""
    codes = "full" if is_full else "limited"
    filters = f"scale=out_color_matrix={matrix}:out_range={codes}:flags=accurate_rnd+full_chroma_int,format={pixels}"
    filters += f",setparams=colorspace={'bt2020nc' if matrix == 'bt2020' else matrix}:range={codes}"
    path = stored(folder / f"c{suffix}", scene(size), *codec, "-pix_fmt", pixels, filters=filters)
    return Odd(path=path, size=size, film=film, near=_near(size))


def sized(
    folder: Path,
    size: tuple[int, int] = SIZE,
    codec: Sequence[object] = X264,
    pixels: str = "yuv420p",
    suffix: str = ".mp4",
    *,
    frames: int = FRAMES,
) -> Odd:
    """The scene at a size, in a codec and a pixel format."""
    path = stored(folder / f"s{suffix}", scene(size), *codec, "-pix_fmt", pixels, frames=frames)
    return Odd(path=path, size=size, near=_near(size))


def _near(size: tuple[int, int]) -> float:
    """Colour has half as many pixels: in a picture of few it reaches into the neighbours."""
    return NEAR if min(size) > 48 else 16


def grey(folder: Path, pixels: str) -> Odd:
    """Brightness alone."""
    bright = np.repeat((COLOURS @ np.array([0.299, 0.587, 0.114])).round().astype(np.uint8)[..., None], 3, axis=2)
    return replace(sized(folder, codec=FFV1, pixels=pixels, suffix=".mkv"), colours=bright)


def speck(folder: Path, size: tuple[int, int]) -> Odd:
    """A picture of so few pixels that there is room for one colour."""
    colour = COLOURS[1, 0]
    path = stored(folder / "speck.mkv", np.full((size[1], size[0], 3), colour, np.uint8), *FFV1, "-pix_fmt", "yuv444p")
    return Odd(path=path, size=size, colours=np.broadcast_to(colour, (2, 3, 3)))


def seen_in_part(folder: Path, codec: Sequence[object], pixels: str, suffix: str) -> Odd:
    """Alpha: the left column is not to be seen, the middle one half. What is stored there is bright all the same."""
    alpha = np.array([0, 128, 255])[np.arange(SIZE[0]) * 3 // SIZE[0]]
    rgba = np.dstack([scene(), np.broadcast_to(alpha.astype(np.uint8), SIZE[::-1])])
    raw = ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", RATE, "-i", "-"]
    path = folder / f"alpha{suffix}"
    ffmpeg(*raw, *codec, "-pix_fmt", pixels, path, given=rgba.tobytes() * FRAMES)
    colours = (COLOURS * np.array([0, 128 / 255, 1])[None, :, None]).round().astype(np.uint8)
    return Odd(path=path, colours=colours)


def hdr(folder: Path, transfer: str) -> Odd:
    """The scene as an HDR camera has it: the same light on a 203 nit white, in BT.2020, 10 bits."""
    light = (scene() / 255) ** 2.4
    to_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    nits = 203 * light @ to_2020.T
    code = _pq(nits) if transfer == "smpte2084" else _hlg(nits)
    red, green, blue = np.moveaxis(code, -1, 0)
    bright = 0.2627 * red + 0.678 * green + 0.0593 * blue
    planes = [64 + 876 * bright, 512 + 896 * (blue - bright) / 1.8814, 512 + 896 * (red - bright) / 1.4746]
    raw = b"".join(plane.round().astype("<u2").tobytes() for plane in planes) * FRAMES
    path = folder / "hdr.mp4"
    told = f"setparams=range=tv:color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
    given = ["-f", "rawvideo", "-pix_fmt", "yuv444p10le", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", RATE, "-i", "-"]
    ffmpeg(*given, "-vf", told, "-c:v", "libx264", "-qp", 2, "-pix_fmt", "yuv420p10le", path, given=raw)
    return Odd(path=path)


def _pq(nits: NDArray[np.float64]) -> NDArray[np.float64]:
    """SMPTE ST 2084, the way in."""
    power = (nits / 10000) ** 0.1593017578125
    return np.asarray(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def _hlg(nits: NDArray[np.float64]) -> NDArray[np.float64]:
    """ARIB STD-B67 for a display of 1000 nits, the way in: BT.2100's inverse OOTF, then its OETF."""
    luma = np.maximum(nits @ np.array([0.2627, 0.678, 0.0593]), 1e-6)[..., None]
    scene_light = nits / 1000 * (luma / 1000) ** (1 / 1.2 - 1)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(scene_light <= 1 / 12, np.sqrt(3 * scene_light), a * np.log(np.maximum(12 * scene_light - b, 1e-9)) + c)


BAR, STEP = 24, 6


def woven(number: int, *, is_top_first: bool) -> Picture:
    """Two moments in one frame: a bar on a grey ground goes on from field to field."""
    frame = np.full((FILM[1], FILM[0], 3), 90, np.uint8)
    for moment in (0, 1):
        lines = moment if is_top_first else 1 - moment
        left = STEP * (2 * number + moment)
        frame[lines::2, left : left + BAR] = 235
    return frame


def by_fields(folder: Path, codec: str, *, is_top_first: bool, suffix: str = ".mp4") -> Path:
    """An interlaced film of the bar."""
    order = "tff" if is_top_first else "bff"
    frames = [woven(number, is_top_first=is_top_first) for number in range(FRAMES)]
    words = ["-c:v", codec, "-flags", "+ildct+ilme", "-pix_fmt", "yuv420p"]
    words += ["-x264-params", f"{order}=1", "-qp", "4"] if codec == "libx264" else ["-q:v", "2", "-bf", "0"]
    return stored(folder / f"fields{suffix}", frames, *words, filters=f"setfield={order}")


def progressive_first(folder: Path) -> Path:
    """A recording whose first half second is progressive."""
    frames = [woven(number, is_top_first=True) for number in range(FRAMES)]
    still = np.full((FILM[1], FILM[0], 3), 90, np.uint8)
    still[:, :BAR] = 235
    words = ("-c:v", "mpeg2video", "-q:v", 2, "-bf", 0, "-pix_fmt", "yuv420p", "-muxdelay", 0, "-muxpreload", 0)
    before = stored(folder / "before.ts", [still] * 12, *words, "-output_ts_offset", 10)
    fields = ("-flags", "+ildct+ilme", "-output_ts_offset", 10 + float(12 / RATE))
    after = stored(folder / "after.ts", frames, *words, *fields, filters="setfield=tff")
    path = folder / "mixed.ts"
    path.write_bytes(before.read_bytes() + after.read_bytes())
    return path
