"""The report: what is gathered from an edit list, the pictures it shows, and one page of HTML that holds all of it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shlex
import subprocess
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from autoedit.document.read import read_edit_list
from autoedit.document.write import edit_list_json
from autoedit.errors import DocumentError, OutputError
from autoedit.media.conform import Fit
from autoedit.model.document import EditList
from autoedit.model.timeline import Clip, Timeline, Track, TrackKind, TrackRole
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.workplace import Workplace
from autoedit.render.verify.certificate import Certificate, Check, Severity
from autoedit.review.report import (
    ReportOutputs,
    certificate_beside,
    certificate_seen,
    check_report,
    read_certificate,
    write_report,
)
from autoedit.review.report.commands import quoted
from autoedit.review.report.gather import gather
from autoedit.review.report.pictures import looked_at, sized, stills_of
from autoedit.review.report.sheet import MARGIN
from autoedit.review.report.wave import COLUMNS
from autoedit.review.report.write import _light, _seen
from autoedit.testing import read_number
from tests.analysis.takes import panned, shoot, view
from tests.cli.test_commands import invoke
from tests.exchange.edits import edit_list as exchanged
from tests.review.reported import FILM, HOSTILE, HOSTILE_FILE, LATE, PAL, RATE, SHAPE, edit_list

STYLE = files("autoedit.review.report").joinpath("style.css").read_text(encoding="utf-8")
VOID = {"meta", "link", "img", "br"}


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> EditList:
    return edit_list(tmp_path_factory.mktemp("film"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> EditList:
    return edit_list(tmp_path_factory.mktemp("hostile"), name=HOSTILE, text=HOSTILE)


@pytest.fixture(scope="module")
def page(film: EditList, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(film, tmp_path_factory.mktemp("page") / "report.html", edit_file=Path("my edit.json"))


@pytest.fixture
def footage(tmp_path: Path) -> Path:
    folder = tmp_path / "footage"
    folder.mkdir()
    shoot(folder / "take.mp4", panned(view(1), 100))
    return folder


def written(film: EditList, output: Path, **given_: object) -> str:
    write_report(film, output, Workplace(cache=Cache(None)), **given_)
    return output.read_text(encoding="utf-8")


class Parsed(HTMLParser):
    """A page's elements with their attributes, its text, and whether each element is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.codes: list[str] = []
        self._open: list[str] = []
        self.is_balanced = True
        self.feed(text)
        self.close()
        self.is_balanced &= not self._open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        if tag == "code":
            self.codes.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, {name: value or "" for name, value in attributes}))

    def handle_endtag(self, tag):
        self.is_balanced &= bool(self._open) and self._open.pop() == tag
        self.text += " " if tag in {"td", "th", "p", "li", "b"} else ""

    def handle_data(self, data):
        if not {"script", "style"} & set(self._open):
            self.text += data
        if "code" in self._open:
            self.codes[-1] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def jpeg(data: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data.split(",", 1)[1]))).convert("RGB"))


# What is gathered.


def test_a_clip_shows_its_first_its_peak_and_its_last_frame(film):
    told = gather(film).clips[1]

    assert [(frame.name, frame.frame) for frame in told.frames] == [("first", 60), ("peak", 74), ("last", 119)]


@pytest.mark.parametrize(
    ("peak", "names"),
    [
        (Fraction(1), ["first and peak", "middle", "last"]),
        (1 + 59 / RATE, ["first", "middle", "last and peak"]),
        (Fraction(29, 10), ["first", "peak", "last"]),
    ],
)
def test_a_peak_at_a_clips_end_leaves_the_middle_its_place(film, peak, names):
    item = film.footage[0]
    moved = replace(item, selects=(replace(item.selects[0], peak=peak), *item.selects[1:]))

    told = gather(replace(film, footage=(moved, film.footage[1]))).clips[0]

    assert [frame.name for frame in told.frames] == names


def test_source_timecodes_count_from_the_files_own(film):
    beach, city = gather(film).clips[:2]

    # The middle of the film's first frame, 1 s into each file's clock; beach's first picture is shown half a second late.
    assert beach.source == "01:00:00:12"
    assert city.source == "01:00:01:00"
    assert (beach.record, city.record) == ("00:00:00;00", "00:00:02;00")


def test_a_sound_that_outlasts_its_picture_says_by_how_much(film):
    assert [(sound.leads, sound.trails) for sound in gather(film).clips[0].sounds] == [(0, 15)]


def test_beats_are_told_where_the_film_plays_them(film):
    music = gather(film).music

    # From 4 s of the song for 30 frames, then from 20 s: every half second is a beat, every other second a bar.
    assert music.beats[0].frame == 0
    assert music.beats[0].bar == 3
    assert music.joins == (30,)
    assert [beat.bar for beat in music.beats if beat.is_downbeat][1] == 11
    assert all(0 <= beat.frame < 150 for beat in music.beats)
    assert [part.kind for part in music.sections] == ["build"]


def test_what_a_person_changed_is_told(film):
    track = film.timeline.tracks[0]
    items = (replace(track.items[0], frames=50), *track.items[1:])
    trimmed = replace(film, timeline=replace(film.timeline, tracks=(replace(track, items=items), *film.timeline.tracks[1:])))

    told = [clip.person for clip in gather(trimmed).clips]

    assert told[0] == ("A person keeps it.", "A person changed it after it was planned.")
    assert told[1] == ("It was moved after it was planned.",)


def test_a_file_tells_what_of_it_is_in_the_film_and_what_was_left(film):
    beach = gather(film).files[0]

    assert [use.clip for use in beach.uses] == [1, 3]
    assert [beach.clips_of(select) for select in beach.selects] == [(1, 3), ()]


@pytest.mark.parametrize("seed", range(12))
def test_every_film_has_a_report_even_when_none_of_its_files_is_there(seed, tmp_path):
    told = Parsed(written(exchanged(seed), tmp_path / "report.html"))

    assert told.is_balanced
    assert "the file is not there" in told.text


# Pictures and sound.


def test_each_picture_is_the_frame_that_the_film_shows(film):
    report = gather(film)
    stills = _seen(report, Workplace(cache=Cache(None))).stills

    for story in report.clips:
        start, rate = (LATE, FILM) if story.clip.media == "beach" else (Fraction(0), PAL)
        for frame in story.frames:
            shown = read_number(np.asarray(Image.open(io.BytesIO(stills[frame.picture].jpeg)).convert("RGB")))
            time = story.clip.source_start + (frame.frame - story.start + Fraction(1, 2)) / RATE
            assert shown == ((time - start) * rate).__floor__()


def test_a_runner_up_is_shown_at_its_peak(film):
    report = gather(film)
    rival = report.clips[0].rivals[0]

    still = _seen(report, Workplace(cache=Cache(None))).still(rival.picture)

    assert rival.select == "city/shot-001.2"
    assert read_number(np.asarray(Image.open(io.BytesIO(still.jpeg)).convert("RGB"))) == 100


def test_a_second_report_decodes_nothing(film, tmp_path, monkeypatch):
    work = Workplace(cache=Cache(tmp_path))
    first = _seen(gather(film), work)
    monkeypatch.setattr("autoedit.review.report.pictures.pictures", lambda *_, **__: pytest.fail("a file was decoded again"))

    assert _seen(gather(film), work) == first


def test_a_time_outside_its_file_has_no_picture_and_costs_no_other(film):
    report = gather(film)
    media, _ = looked_at(film, ["beach"], Workplace(cache=Cache(None)))
    far = [replace(report.clips[0].thumbnail, time=time) for time in (Fraction(-(10**30)), Fraction(1), Fraction(10**30))]

    stills = stills_of(far, media, SHAPE, Fit.PAD, Workplace(cache=Cache(None)))

    assert [bool(stills[one].jpeg) for one in far] == [False, True, False]
    assert stills[far[0]].missing == "the file has no picture at this time"


def test_the_wave_is_as_loud_as_the_music_is_where_it_is_laid(film):
    levels = _seen(gather(film), Workplace(cache=Cache(None))).levels

    def loudest(first: float, last: float) -> float:
        """Between two frames of the film."""
        return max(levels[round(first / film.timeline.frames * COLUMNS) : round(last / film.timeline.frames * COLUMNS)])

    # A click every 14.985 frames, from frame 0 on and anew from the join at 30; the last second is silent.
    assert len(levels) == COLUMNS
    assert all(loudest(beat - 0.5, beat + 0.5) > 0.5 for beat in (15, 30.1, 45, 60))
    assert all(loudest(beat + 2, beat + 13) < 0.05 for beat in (0, 15, 30, 45))
    assert loudest(151, 180) == 0


@given(width=st.integers(2, 16384), height=st.integers(2, 16384))
def test_a_picture_is_small_whatever_the_films_shape(width, height):
    across, down = sized((width, height), 384 * 216)

    assert across % 2 == down % 2 == 0
    assert 0.8 < across * down / (384 * 216) < 1.2


def test_files_that_are_gone_or_changed_are_told_and_the_report_is_made(film, tmp_path):
    gone = replace(film.footage[0], media=replace(film.footage[0].media, path=str(tmp_path / "gone.mp4")))
    changed = replace(film.footage[1], media=replace(film.footage[1].media, fingerprint="0" * 32))
    nul = replace(film.song, media=replace(film.song.media, path="a\0b"))

    told = Parsed(written(replace(film, footage=(gone, changed), song=nul), tmp_path / "report.html"))

    assert "The file is not there." in told.text
    assert "The file has changed since the film was planned." in told.text
    assert any("Its sound is not drawn" in svg.get("aria-label", "") for svg in told.all("svg"))
    assert [one for one in told.all("img") if one["src"].startswith("data:image/jpeg")] == []


def test_a_minute_of_quick_cuts_stays_below_5_mb(film, tmp_path):
    report = gather(film)
    seen = _seen(report, Workplace(cache=Cache(None)))
    noise = io.BytesIO()
    random = np.random.default_rng(1).integers(0, 256, (216, 384, 3), np.uint8)
    Image.fromarray(random).save(noise, "JPEG", quality=90)
    heavy = {
        replace(wanted, time=wanted.time + k): replace(still, jpeg=noise.getvalue())
        for k in range(20)
        for wanted, still in seen.stills.items()
    }

    light = _light(replace(seen, stills=heavy), report)

    assert sum(len(still.jpeg) for still in heavy.values()) > 9_000_000
    assert sum(len(still.jpeg) for still in light.stills.values()) <= 3_300_000


# The page.


def test_the_page_is_one_whole_document_that_fetches_nothing(page):
    told = Parsed(page)

    assert told.is_balanced
    sources = [attributes[name] for _, attributes in told.elements for name in ("src", "href") if name in attributes]
    assert all(source.startswith(("data:", "#")) for source in sources)
    assert "@import" not in page
    assert len(re.findall(r"url\(", page.replace("url(#hatch)", ""))) == 0
    assert len(page) < 400_000


def test_the_policy_lets_in_one_style_and_one_script_by_their_digests(page):
    policy = next(one["content"] for one in Parsed(page).all("meta") if one.get("http-equiv") == "Content-Security-Policy")

    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not any(name == "style" or name.startswith("on") for _, attributes in Parsed(page).elements for name in attributes)


def test_every_clip_tells_what_the_edit_list_knows_of_it(page):
    text = " ".join(Parsed(page).text.split())

    for part in (
        "Harbour, June", "3 clips in 6.0 seconds", "320 × 192 at 29.97", "trailer, calm pace", "120.0 beats a minute",
        "cut anew at 1 place", "Worth 5.00 by the measure of trailer", "within 2.00 %", "The ending is early.",
        "01:00:00:12", "00:00:02;00", "Cut on a downbeat; its action meets a beat 15 frames in.", "steady 0.25", "pace -0.30",
        "Flash, 6 frames: the drop.", "heard 15 frames after it is seen (an L-cut)", "blown out 3.0 to 3.5 s",
        "0.31 less: a weaker moment.", "not in this edit list", "torn.mp4 It is damaged.", "A person keeps it.",
    ):  # fmt: skip
        assert part in text, part


def test_pictures_have_words_and_size(page):
    told = Parsed(page)

    for image in told.all("img"):
        assert image["alt"] or any("aria-label" in link for link in told.all("a"))
        assert int(image["width"]) > 0
    assert sum(image["alt"].startswith("Clip ") for image in told.all("img")) == 9


def test_the_commands_name_what_is_there_and_a_shell_reads_them_so(page):
    commands = [shlex.split(code) for code in Parsed(page).codes if code.startswith("autoedit ")]

    assert ["autoedit", "plan", "--from", "my edit.json", "--drop", "beach/shot-001.1"] in commands
    assert ["autoedit", "plan", "--from", "my edit.json", "--pin", "1=city/shot-001.2"] in commands
    assert ["autoedit", "plan", "--from", "my edit.json", "--keep", "city/shot-001.2"] in commands


@given(word=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_quoted_word_shows_all_of_itself(word):
    assert quoted(word).isprintable()


@pytest.mark.parametrize("word", [HOSTILE, "it's", "a\\b\n'", "\u202e$(id)`id`", "\udcff", "-x", "a  b"])
def test_a_shell_reads_a_quoted_word_as_it_was(word):
    said = subprocess.run(["bash", "-c", f"printf %s {quoted(word)}"], capture_output=True, check=True).stdout

    assert said == word.encode("utf-8", "surrogateescape")


def test_names_are_shown_as_text_and_make_no_element(hostile, page, tmp_path):
    told = Parsed(written(hostile, tmp_path / "report.html", edit_file=Path(HOSTILE_FILE)))

    assert told.is_balanced
    assert told.text.count("<script>alert(1)</script>") > 20
    assert len(told.all("script")) == len(told.all("style")) == 1
    assert {tag for tag, _ in told.elements} == {tag for tag, _ in Parsed(page).elements}
    assert not any(name.startswith("on") or name == "style" for _, attributes in told.elements for name in attributes)


def test_a_film_of_nothing_that_is_known_has_a_report(film, tmp_path):
    clip = Clip(id="a", media="beach", source_start=Fraction(1), frames=1)
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(clip,))
    timeline = Timeline(name="bare", frame_rate=RATE, width=64, height=36, tracks=(track,))
    bare = EditList(made_by="x", style="recap", length=Fraction(1), footage=film.footage[:1], song=None, timeline=timeline)

    told = Parsed(written(bare, tmp_path / "report.html"))

    assert "A person put it there." in told.text
    assert "Nothing had to be chosen" in told.text
    assert "The edit list was not written" in told.text


def test_an_edit_list_that_was_read_back_gives_the_same_page(film, page, tmp_path):
    again = read_edit_list(edit_list_json(film))

    assert written(again, tmp_path / "report.html", edit_file=Path("my edit.json")) == page


def luminance(colour: str) -> float:
    colour = "#" + "".join(2 * c for c in colour[1:]) if len(colour) == 4 else colour
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "paper"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [("ink", "paper"), ("soft", "paper"), ("accent", "paper"), ("wrong", "paper"), ("ink", "fill"), ("soft", "fill"),
     ("accent", "card"), ("on-accent", "accent")],
)  # fmt: skip
def test_words_stand_out_by_4_5_at_least(theme, ink, paper):
    themes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block)) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    ]
    colours = themes[0] | themes[theme]

    light, dark = sorted((luminance(colours[ink]), luminance(colours[paper])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# The certificate.

CHECKS = (
    Check(name="frames", is_right=True, figure="150", limit="150"),
    Check(name="flashes", is_right=False, figure="5 a second", limit="3 a second", text="seen", severity=Severity.WARNING),
    Check(name="cuts", is_right=False, figure="1 of 2", limit="all", text="the cut at frame 60 is at 61 <b>"),
)


def certified(checks: tuple[Check, ...], frames: int = 150) -> Certificate:
    return Certificate(rate=RATE, frames=frames, checks=checks)


def test_a_certificate_is_told_in_words_with_its_figures(film, tmp_path):
    told = Parsed(written(film, tmp_path / "report.html", certificate=certificate_seen(certified(CHECKS))))

    text = " ".join(told.text.split())
    for part in (
        "✓ Right",
        "! Warning seen",
        "✕ Fault the cut at frame 60 is at 61 <b>",
        "1 check failed; 1 warning.",
        "5 a second",
    ):
        assert part in text, part
    assert "does not hold" in text


def test_a_certificate_beside_the_edit_list_is_found_when_it_fits(film, tmp_path):
    for name, frames in (("other", 99), ("film", film.timeline.frames)):
        (tmp_path / f"{name}.certificate.json").write_text(json.dumps(certified(CHECKS[:1], frames).as_dict()))

    found = certificate_beside(tmp_path / "edit.json", film.timeline)

    assert (found.name, found.holds) == ("film.certificate.json", True)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"schema": "autoedit/certificate/1", "checks": [1]}', "[" * 10**5])
def test_what_is_no_certificate_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "c.json").write_text(text)

    with pytest.raises(DocumentError, match="certificate"):
        read_certificate(tmp_path / "c.json")


# The sheet and the commands.


def test_the_sheet_is_one_picture_with_every_clip(film, tmp_path):
    (sheet,) = write_report(film, ReportOutputs(sheet=tmp_path / "sheet.png"), Workplace(cache=Cache(None)))

    with Image.open(sheet) as image:
        picture = np.asarray(image.convert("RGB"))
    cells = [read_number(picture[top : top + 116, 106 : 106 + 193]) for top in range(picture.shape[0] - 116)]
    # The first frame of each clip, 1 s into files whose numbers count from their own starts.
    assert {number for number in cells if number is not None} >= {12, 25}


def test_lines_that_are_too_long_end_within_the_sheet(hostile, tmp_path):
    (sheet,) = write_report(hostile, ReportOutputs(sheet=tmp_path / "sheet.png"), Workplace(cache=Cache(None)))

    with Image.open(sheet) as image:
        edge = np.asarray(image.convert("RGB"))[:, -MARGIN:]
    assert (edge == edge[0, 0]).all()


def test_a_long_sheet_goes_over_pages(tmp_path_factory, tmp_path):
    film = edit_list(tmp_path_factory.mktemp("long"), clips=50)

    pages = write_report(film, ReportOutputs(sheet=tmp_path / "sheet.png"), Workplace(cache=Cache(tmp_path / "cache")))

    assert [page.name for page in pages] == ["sheet.png", "sheet-2.png"]


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (ReportOutputs(page=Path("film.mp4")), "HTML"),
        (ReportOutputs(sheet=Path("s.jpg")), "PNG"),
        (ReportOutputs(page=Path("x/y.html")), "folder"),
    ],
)
def test_a_name_that_promises_something_else_is_refused(outputs, said):
    with pytest.raises(OutputError, match=said):
        check_report(outputs)


def test_the_command_writes_page_and_sheet(film, tmp_path):
    (tmp_path / "edit.json").write_text(edit_list_json(film))

    both = invoke("report", tmp_path / "edit.json", "-o", tmp_path / "r.html", "--sheet", tmp_path / "s.png")
    plain = invoke("report", tmp_path / "edit.json")

    assert (both.exit_code, plain.exit_code) == (0, 0)
    assert f"--from {tmp_path}/edit.json" in (tmp_path / "r.html").read_text()
    assert (tmp_path / "s.png").read_bytes()[:4] == b"\x89PNG"
    assert Path("report.html").is_file()


@pytest.mark.slow
def test_make_writes_the_films_report_with_its_certificate(footage):
    result = invoke(
        "--quiet", "make", footage, "--length", "3s", "--draft", "-o", "day.mp4", "--report", "day.html",
        "--edit-list", "day.json",
    )  # fmt: skip

    told = Parsed(Path("day.html").read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert "The finished film was measured" in told.text
    assert any(code.startswith("autoedit plan --from day.json --drop ") for code in told.codes)


def test_the_command_does_not_write_over_its_edit_list(film, tmp_path):
    (tmp_path / "edit.html").write_text(edit_list_json(film))

    result = invoke("report", tmp_path / "edit.html", "-o", tmp_path / "edit.html")

    assert isinstance(result.exception, OutputError)
