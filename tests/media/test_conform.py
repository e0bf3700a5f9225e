"""A frame as the film shows it: upright, square pixels, the film's size, its colours kept."""

from __future__ import annotations

import subprocess
from fractions import Fraction

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.media.conform import Conform, Fit, fitted_size
from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.media.tone import sdr
from autoedit.model.media import Transfer
from autoedit.testing import Camera, film, numbered_film, read_number, shots_film

PAL = Fraction(25)


def first_picture(path, width, height, fit=Fit.PAD):
    media = probe(path)
    return Conform(media.video, width, height, fit).rgb(next(pictures(media)).frame)


def quarters(width: int, height: int) -> np.ndarray:
    """A picture of four greys: 250 at the top left, then clockwise 180, 110 and 40."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2], picture[: height // 2, width // 2 :] = 250, 180
    picture[height // 2 :, width // 2 :], picture[height // 2 :, : width // 2] = 110, 40
    return picture


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_picture_stands_upright(rotation, tmp_path):
    path = tmp_path / "turned.mp4"
    film(path, [quarters(160, 96)] * 3, [frame / PAL for frame in range(3)], rate=PAL, camera=Camera(rotation=rotation))

    shown = first_picture(path, 160, 96)

    assert np.abs(shown.astype(int) - quarters(160, 96)).mean() < 4


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(320, 180), (96, 192), (200, 200)], ids=str)
def test_a_number_is_read_at_every_size_and_rotation(rotation, size, tmp_path):
    path = numbered_film(tmp_path / "n.mp4", rate=PAL, frames=2, first=1093, camera=Camera(rotation=rotation))

    assert read_number(first_picture(path, *size)) == 1093


def test_oblong_pixels_are_shown_square(tmp_path):
    # Stored as 80 x 96, shown as 160 x 96: a film of that shape needs no bars.
    path = numbered_film(tmp_path / "n.mp4", rate=PAL, frames=2, camera=Camera(pixel_aspect=Fraction(2)))

    shown = first_picture(path, 160, 96)

    assert shown[:, [0, -1]].min() > 60 and shown[[0, -1]].min() > 60


def test_pad_puts_equal_bars_beside_the_whole_picture(tmp_path):
    path = shots_film(tmp_path / "f.mp4", [((200, 200, 200), 3)], rate=PAL, size=(96, 96))

    shown = first_picture(path, 192, 96, Fit.PAD)

    is_bright = shown.mean(axis=2) > 100
    assert is_bright.all(axis=0).tolist() == [False] * 48 + [True] * 96 + [False] * 48
    assert shown[:, :48].max() == shown[:, 144:].max() == 0


def test_pad_puts_bars_above_and_below_a_wide_picture(tmp_path):
    path = shots_film(tmp_path / "f.mp4", [((200, 200, 200), 3)], rate=PAL, size=(160, 80))

    shown = first_picture(path, 160, 120, Fit.PAD)

    assert (shown.mean(axis=(1, 2)) > 100).tolist() == [False] * 20 + [True] * 80 + [False] * 20


def test_fill_leaves_no_bars_and_keeps_the_middle(tmp_path):
    picture = np.full((96, 192, 3), 60, np.uint8)
    picture[:, 48:144] = 200
    path = film(tmp_path / "f.mp4", [picture] * 3, [frame / PAL for frame in range(3)], rate=PAL)

    shown = first_picture(path, 96, 96, Fit.FILL)

    assert shown.min() > 150


@given(st.tuples(st.integers(16, 8000), st.integers(16, 8000)), st.tuples(st.integers(8, 2000), st.integers(8, 2000)))
def test_a_padded_picture_fits_and_a_filling_one_covers(size, half):
    into = half[0] * 2, half[1] * 2

    padded, filling = (fitted_size(*size, into, fit) for fit in (Fit.PAD, Fit.FILL))

    assert padded[0] <= into[0] and padded[1] <= into[1] and (padded[0] == into[0] or padded[1] == into[1])
    assert filling[0] >= into[0] and filling[1] >= into[1] and (filling[0] == into[0] or filling[1] == into[1])
    assert all(side % 2 == 0 for side in (*padded, *filling))


def test_a_shape_within_one_per_cent_takes_the_film_s_size(tmp_path):
    # 1920 x 1088 is 1080p as codecs store it; a sliver of black would help nobody.
    assert fitted_size(1920, 1088, (1280, 720), Fit.PAD) == (1280, 720)


COLOURS = {"red": (200, 40, 30), "green": (30, 180, 60), "blue": (40, 50, 190), "skin": (210, 160, 130), "grey": (128,) * 3}


@pytest.mark.parametrize("colour", COLOURS.values(), ids=COLOURS.keys())
def test_an_unmarked_small_picture_keeps_its_colour(colour, tmp_path):
    path = shots_film(tmp_path / "f.mp4", [(colour, 3)], rate=PAL)

    assert np.abs(first_picture(path, 160, 96).astype(int) - colour).max() <= 4


def encoded(path, rgb, *, tags: list[str], pixels: str, matrix: str, full_range: bool):
    """A plain picture through ffmpeg: its own conversion to the matrix and range, and the tags that say so."""
    raw = np.broadcast_to(np.array(rgb, np.uint8), (96, 160, 3)).tobytes() * 3
    scale = f"scale=out_color_matrix={matrix}:out_range={'full' if full_range else 'limited'},format={pixels}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "160x96"]
    command += ["-r", "25", "-i", "-", "-vf", scale, *tags, "-c:v", "libx264", "-qp", "1", path]
    subprocess.run(command, input=raw, check=True)
    return path


@pytest.mark.parametrize("colour", COLOURS.values(), ids=COLOURS.keys())
@pytest.mark.parametrize(("matrix", "full_range"), [("bt709", False), ("bt709", True), ("smpte170m", False), ("smpte170m", True)])
def test_a_tagged_picture_keeps_its_colour(matrix, full_range, colour, tmp_path):
    tags = ["-colorspace", matrix, "-color_range", "pc" if full_range else "tv"]
    path = encoded(tmp_path / "f.mp4", colour, tags=tags, pixels="yuv444p", matrix=matrix, full_range=full_range)

    assert np.abs(first_picture(path, 160, 96).astype(int) - colour).max() <= 4


@pytest.fixture(scope="module", params=["smpte2084", "arib-std-b67"], ids=["PQ", "HLG"])
def hdr_ramp(request, tmp_path_factory):
    """A 10 bit ramp from black to the brightest code, left to right, and what is shown of it (the middle row)."""
    codes = np.linspace(64, 940, 320).round().astype("<u2")
    luma = np.broadcast_to(codes, (96, 320))
    chroma = np.full((48, 160), 512, "<u2")
    raw = (luma.tobytes() + chroma.tobytes() * 2) * 3
    path = tmp_path_factory.mktemp("hdr") / "ramp.mp4"
    # Tags on the frames: those on the command line do not reach the encoder.
    tags = ["-vf", f"setparams=range=tv:color_primaries=bt2020:color_trc={request.param}:colorspace=bt2020nc"]
    size = ["-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-s", "320x96", "-r", "25", "-i", "-"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *size, *tags, "-c:v", "libx264", "-qp", "1"]
    subprocess.run([*command, "-pix_fmt", "yuv420p10le", path], input=raw, check=True)
    transfer = Transfer.PQ if request.param == "smpte2084" else Transfer.HLG
    return transfer, path, (codes - 64) / 876


def test_an_hdr_picture_is_told(hdr_ramp):
    transfer, path, _ = hdr_ramp

    colour = probe(path).video.colour

    assert (colour.transfer, colour.matrix, colour.depth, colour.is_full_range) == (transfer, "bt2020", 10, False)


def test_a_tone_mapped_ramp_never_falls(hdr_ramp):
    shown = first_picture(hdr_ramp[1], 320, 96)[48, :, 1].astype(int)

    # One code value of rounding between neighbours.
    assert np.diff(shown).min() >= -1
    assert shown[0] <= 2 and shown[-1] >= 250


def test_a_grey_ramp_stays_grey(hdr_ramp):
    shown = first_picture(hdr_ramp[1], 320, 96)[48].astype(int)

    assert (shown.max(axis=1) - shown.min(axis=1)).max() <= 3


def test_hdr_diffuse_white_comes_out_near_three_quarters(hdr_ramp):
    transfer, path, codes = hdr_ramp
    # BT.2408: diffuse white, 203 nits, stands at 58 % of PQ and at 75 % of HLG.
    white = 0.58 if transfer is Transfer.PQ else 0.75

    shown = first_picture(path, 320, 96)[48, np.abs(codes - white).argmin(), 1] / 255

    assert shown == pytest.approx(0.75, abs=0.04)


def test_the_table_in_the_filter_is_the_formula(hdr_ramp):
    transfer, path, codes = hdr_ramp

    shown = first_picture(path, 320, 96)[48, :, 1] / 255

    wanted = sdr(np.repeat(codes[:, None], 3, axis=1), transfer)[:, 1]
    assert np.abs(shown - wanted).max() < 0.02


@pytest.mark.parametrize("transfer", [Transfer.PQ, Transfer.HLG])
@given(code=st.tuples(*[st.floats(0, 1)] * 3))
def test_any_hdr_colour_has_a_colour_on_the_screen(transfer, code):
    shown = sdr(np.array([code]), transfer)

    assert np.isfinite(shown).all() and shown.min() >= 0 and shown.max() <= 1
