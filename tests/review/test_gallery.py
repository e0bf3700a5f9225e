"""Transitions shown on two pictures: a page, a sheet, a film; and pictures of the user's, opened without trusting them."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from collections.abc import Callable
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from autoedit import registry
from autoedit.errors import MediaNotFound, NoPicture, OutputError, UnknownName, UnreadableMedia
from autoedit.registry import names
from autoedit.render.transitions import catalogue
from autoedit.render.transitions.settings import checked
from autoedit.review.gallery import FILM_FRAMES, FILM_STILL, STEPS, gallery_picture, write_gallery
from autoedit.review.gallery_views import drawn_views
from autoedit.testing import clicks, numbered_film, read_number, write_wav

FEW = ("dissolve", "wipe", "match_zoom")


def odd(a, b, progress, *, word="<i>&</i>"):
    """Shows <script>alert(1)</script> & "more" of it."""
    return a if progress < 0.5 else b


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> str:
    """A transition of another package, with a name that is no name."""
    name = "<b>odd</b>"
    table = {**names("autoedit.transitions"), name: f"{__name__}:odd"}
    for module in (registry, catalogue):
        monkeypatch.setattr(module, "names", lambda _group: table)
    return name


def page_of(folder: Path, **given: object) -> str:
    write_gallery(folder / "gallery.html", **{"kinds": FEW, **given})
    return (folder / "gallery.html").read_text(encoding="utf-8")


def films_in(page: str) -> list[Image.Image]:
    found = re.findall(r'<img src="data:image/webp;base64,([^"]+)"', page)
    return [Image.open(io.BytesIO(base64.b64decode(text))) for text in found]


def test_a_page_shows_each_transition_moving_with_its_settings_and_what_it_does(tmp_path: Path):
    page = page_of(tmp_path)

    films = films_in(page)
    assert [film.n_frames > 10 for film in films] == [True] * 3
    assert {film.size for film in films} == {(320, 180)}
    assert re.findall(r"<h2>(.*?)</h2>", page) == list(FEW)
    assert '<th scope="row">angle</th><td>0</td><td class="soft">a number from -720 to 720</td>' in page
    assert "Mix picture a into picture b as light adds up, like two exposures on one film." in page


def test_a_preview_begins_with_one_picture_and_ends_with_the_other(tmp_path: Path):
    a, b = drawn_views(320, 180)

    film = films_in(page_of(tmp_path, a=a, b=b))[0]

    for place, picture in ((0, a), (film.n_frames - 1, b)):
        film.seek(place)
        assert np.abs(np.asarray(film.convert("RGB")).astype(int) - picture).mean() < 6


def test_a_page_fetches_nothing_and_runs_nothing(tmp_path: Path):
    found: list[tuple[str, str | None]] = []
    tags: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)
            found.extend(attrs)

    page = page_of(tmp_path)
    Reader().feed(page)

    links = [value or "" for name, value in found if name in ("src", "srcset", "href", "data")]
    assert len(links) == 2 * len(FEW)
    assert all(link.startswith("data:image/webp;base64,") for link in links)
    assert not tags & {"script", "link", "iframe", "object"}
    assert not [name for name, _ in found if name.startswith("on")]
    assert "url(" not in page
    assert "@import" not in page


def test_a_page_is_light_or_dark_as_its_reader_is_and_still_for_whom_motion_disturbs(tmp_path: Path):
    page = page_of(tmp_path)

    assert "prefers-color-scheme: dark" in page
    assert page.count("prefers-reduced-motion: reduce") == len(FEW)


def test_what_a_plugin_says_of_itself_is_shown_and_not_obeyed(tmp_path: Path, plugin: str):
    page = page_of(tmp_path, kinds=[plugin])

    assert "<script" not in page
    assert "<i>" not in page
    assert "<b>" not in page
    assert "Shows &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot; of it." in page
    assert "&lt;i&gt;&amp;&lt;/i&gt;" in page


@pytest.mark.slow
def test_a_page_of_all_transitions_is_smaller_than_5_mb_whatever_the_pictures(tmp_path: Path):
    random = np.random.default_rng(1)
    noise = [random.integers(0, 256, (180, 320, 3), dtype=np.uint8) for _ in range(2)]

    page = page_of(tmp_path, kinds=None, a=noise[0], b=noise[1])

    assert (tmp_path / "gallery.html").stat().st_size < 5_000_000
    assert re.findall(r"<h2>(.*?)</h2>", page) == sorted(names("autoedit.transitions"))


def test_a_sheet_has_a_row_of_steps_for_each_transition(tmp_path: Path):
    a, b = drawn_views(220, 124)

    write_gallery(tmp_path / "sheet.png", a, b, kinds=["dissolve", "wipe"])

    sheet = np.asarray(Image.open(tmp_path / "sheet.png"))
    assert sheet.shape == (4 + 2 * 128, 150 + len(STEPS) * 224, 3)
    for row, kind in enumerate(["dissolve", "wipe"]):
        for column, progress in enumerate(STEPS):
            top, left = 4 + row * 128, 150 + column * 224
            assert np.array_equal(sheet[top : top + 124, left : left + 220], checked(kind, {})(a, b, progress))
    assert (sheet[:128, :150] > 150).any()


def test_a_film_shows_each_transition_between_both_pictures_with_its_name_on_it(tmp_path: Path):
    a, b = drawn_views(960, 540)
    written = {}

    def write(frames, size, rate):
        written.update(frames=list(frames), size=size, rate=rate)

    write_gallery(tmp_path / "film.mp4", a, b, kinds=["wipe", "dissolve"], write_film=write)

    frames = written["frames"]
    assert (written["size"], written["rate"]) == ((960, 540), Fraction(30))
    assert len(frames) == 2 * (FILM_FRAMES + 2 * FILM_STILL)
    whole, above = FILM_FRAMES + 2 * FILM_STILL, np.s_[:440]
    assert np.array_equal(frames[0][above], a[above])
    assert np.array_equal(frames[whole - 1][above], b[above])
    middle = checked("wipe", {})(a, b, (FILM_FRAMES // 2 + 0.5) / FILM_FRAMES)
    assert np.array_equal(frames[FILM_STILL + FILM_FRAMES // 2][above], middle[above])
    named = [(frame[450:, :200] == 255).all(axis=2) for frame in (frames[0], frames[whole])]
    assert all(50 < name.sum() < 9000 for name in named)
    assert not np.array_equal(*named)


def test_the_second_picture_is_cut_to_the_first_one_s_shape(tmp_path: Path):
    a = np.full((400, 200, 3), 90, np.uint8)
    b = np.full((100, 300, 3), 10, np.uint8)
    b[:, 125:175] = 200

    film = films_in(page_of(tmp_path, a=a, b=b, kinds=["dissolve"]))[0]

    assert film.size[1] == pytest.approx(2 * film.size[0], abs=3)
    assert film.size[0] * film.size[1] == pytest.approx(320 * 180, rel=0.02)
    film.seek(film.n_frames - 1)
    assert np.asarray(film.convert("RGB"))[:, 20:-20].min() > 185


def test_a_match_zoom_in_the_gallery_finds_its_points_itself(tmp_path: Path):
    a, b = drawn_views(320, 180)

    write_gallery(tmp_path / "sheet.png", a, b, kinds=["match_zoom"])

    shown = np.asarray(Image.open(tmp_path / "sheet.png"))[4:128, 150 + 3 * 224 : 150 + 3 * 224 + 220]
    assert shown[52:72, 100:120].mean() > 200


def test_a_gallery_is_a_page_a_sheet_or_a_film(tmp_path: Path):
    with pytest.raises(OutputError, match=r"Give a name that ends in \.html, \.png or \.mp4"):
        write_gallery(tmp_path / "gallery.gif", kinds=FEW)
    with pytest.raises(UnknownName, match="Did you mean 'wipe'"):
        write_gallery(tmp_path / "gallery.html", kinds=["wiep"])

    assert list(tmp_path.iterdir()) == []


def save(path: Path, **given: object) -> Path:
    """A photograph whose left half is red."""
    picture = np.zeros((60, 100, 3), np.uint8)
    picture[:, :50, 0] = 255
    Image.fromarray(picture).save(path, **given)
    return path


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_a_photograph_is_shown_as_it_is(tmp_path: Path, suffix: str):
    shown = gallery_picture(save(tmp_path / f"photo{suffix}"))

    assert shown.shape == (60, 100, 3)
    assert shown[30, 10, 0] > 230
    assert shown[30, 90, 0] < 30


def test_a_photograph_that_was_taken_upright_is_shown_upright(tmp_path: Path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise

    shown = gallery_picture(save(tmp_path / "photo.jpg", exif=exif))

    assert shown.shape == (100, 60, 3)
    assert shown[10, 30, 0] > 230


def test_a_photograph_without_colour_or_with_see_through_parts_becomes_rgb(tmp_path: Path):
    Image.new("LA", (20, 10), (200, 128)).save(tmp_path / "grey.png")
    Image.new("P", (20, 10), 3).save(tmp_path / "palette.png")

    assert gallery_picture(tmp_path / "grey.png").shape == (10, 20, 3)
    assert gallery_picture(tmp_path / "palette.png").shape == (10, 20, 3)


def test_of_a_film_the_middle_frame_is_shown(tmp_path: Path):
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=50)

    assert read_number(gallery_picture(film or tmp_path / "film.mp4")) == 25


def huge_png() -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels wide and high."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    written = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + written


def gif() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (20, 10)).save(written, "GIF")
    return written.getvalue()


def cut_png() -> bytes:
    written = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (90, 90, 3), dtype=np.uint8)).save(written, "PNG")
    return written.getvalue()[:3000]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (huge_png, r"larger than 8K|damaged"), (cut_png, "the picture is damaged"), (gif, "not"), (lambda: b"", "empty"),
        (lambda: b"\x89PNG\r\n\x1a\nnot much more", "."), (lambda: b"no picture at all", "."),
        (lambda: b"RIFF\x00\x01\x00\x00WEBPVP8 ", "."),
    ],
    ids=["huge", "cut off", "gif", "empty", "a png's head", "text", "a webp's head"],
)  # fmt: skip
def test_a_file_that_is_no_picture_is_refused(tmp_path: Path, content: Callable[[], bytes], said: str):
    path = tmp_path / "picture.png"
    path.write_bytes(content())

    with pytest.raises(UnreadableMedia, match=said):
        gallery_picture(path)


def test_what_is_not_there_or_only_sounds_is_refused(tmp_path: Path):
    song = write_wav(tmp_path / "song.wav", clicks([0.1], rate=48000, duration=1))

    with pytest.raises(MediaNotFound):
        gallery_picture(tmp_path / "nothing.png")
    with pytest.raises(UnreadableMedia):
        gallery_picture(tmp_path)
    with pytest.raises(NoPicture):
        gallery_picture(song)
