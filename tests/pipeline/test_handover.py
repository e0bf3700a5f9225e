"""A film handed over: its files gathered beside the project, the project written whole, an editor's changes taken back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.errors import BadOption, DocumentError, OutputError, ProjectError
from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.model.document import DecisionKind, EditList, Footage
from autoedit.model.timeline import Clip, Timeline, Title, TitleKind, Track, TrackKind, TrackRole, Transition
from autoedit.pipeline.collect import Collect, collected
from autoedit.pipeline.handover import ExportOptions, export_film, import_film
from autoedit.pipeline.progress import Silent
from autoedit.plan.hand import decisions_of
from autoedit.testing import numbered_film, read_number

RATE = Fraction(25)
CUTS = ((40, 20), (300, 15), (70, 10))


@pytest.fixture
def film(tmp_path: Path) -> EditList:
    """Three clips of one long file, the second dissolving into the third."""
    (tmp_path / "cards").mkdir()
    media = replace(probe(numbered_film(tmp_path / "cards" / "a b.mp4", rate=RATE, frames=400)), id="a")
    clips = [
        Clip(id=f"clip-{number}", media="a", source_start=first / RATE, frames=frames)
        for number, (first, frames) in enumerate(CUTS, start=1)
    ]
    items = (clips[0], clips[1], Transition(kind="dissolve", in_frames=3, out_frames=3), clips[2])
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items)
    timeline = Timeline(name="film", frame_rate=RATE, width=160, height=96, tracks=(track,))
    return EditList(
        made_by="test", style="montage", length=timeline.duration, timeline=timeline, song=None,
        footage=(Footage(media=media, selects=()),),
    )  # fmt: skip


def shown(edit_list: EditList) -> list[int]:
    """The number on the first frame of each clip."""
    found = []
    for clip in edit_list.timeline.tracks[0].clips:
        middle = clip.source_time(Fraction(1, 2), RATE)
        picture = next(pictures(probe(edit_list.media[clip.media].path), start=middle))
        found.append(read_number(picture.frame.to_ndarray(format="rgb24")))
    return found


@pytest.mark.parametrize("how", list(Collect))
def test_gathered_files_show_what_the_film_shows(film, how, tmp_path):
    gathered = collected(film, tmp_path / "media", how, Fraction(1), Silent())

    assert shown(gathered) == [first for first, _ in CUTS]
    assert all(Path(media.path).parent == tmp_path / "media" for media in gathered.media.values())


def test_trimmed_files_hold_what_is_shown_and_little_more(film, tmp_path):
    gathered = collected(film, tmp_path / "media", Collect.TRIM, Fraction(1), Silent())

    frames = sorted(media.video.frames for media in gathered.media.values())
    # 40..80 with a second on both sides, and 300..318; from the key frame before, twelve frames apart.
    assert len(frames) == 2
    assert 18 + 50 <= frames[0] <= 18 + 50 + 24
    assert 43 + 50 - 3 <= frames[1] <= 43 + 50 + 24


def test_a_source_is_as_it_was(film, tmp_path):
    before = Path(film.media["a"].path).read_bytes()

    for how in Collect:
        collected(film, tmp_path / "media", how, Fraction(1), Silent())

    assert Path(film.media["a"].path).read_bytes() == before


def test_files_of_one_name_from_two_cards_are_both_gathered(film, tmp_path):
    (tmp_path / "other").mkdir()
    second = replace(probe(numbered_film(tmp_path / "other" / "a b.mp4", rate=RATE, frames=60, first=500)), id="b")
    picture = film.timeline.tracks[0]
    clip = Clip(id="clip-9", media="b", source_start=Fraction(0), frames=10)
    film = replace(
        film,
        footage=(*film.footage, Footage(media=second, selects=())),
        timeline=replace(film.timeline, tracks=(replace(picture, items=(*picture.items, clip)),)),
    )

    gathered = collected(film, tmp_path / "media", Collect.COPY, Fraction(1), Silent())

    assert shown(gathered)[-1] == 500
    assert shown(gathered)[:-1] == [first for first, _ in CUTS]


def test_a_missing_file_is_told_before_anything_is_copied(film, tmp_path):
    Path(film.media["a"].path).unlink()

    with pytest.raises(DocumentError, match=r"a b\.mp4"):
        collected(film, tmp_path / "media", Collect.COPY, Fraction(1), Silent())
    assert not (tmp_path / "media").exists()


def test_an_unknown_suffix_tells_the_known_ones(film, tmp_path):
    with pytest.raises(BadOption, match=r"\.fcpxml"):
        export_film(film, tmp_path / "film.docx")


def test_a_project_does_not_take_a_sources_name(film, tmp_path):
    with pytest.raises(OutputError):
        export_film(film, Path(film.media["a"].path), ExportOptions(format="otio"))


def test_what_a_format_loses_is_said(film, tmp_path):
    assert any("dissolve" in loss or "transition" in loss for loss in export_film(film, tmp_path / "film.csv").losses) is False
    assert any("pictures" in loss for loss in export_film(film, tmp_path / "film.srt").losses)


@pytest.mark.parametrize("suffix", ["otio", "fcpxml", "xml", "edl"])
def test_a_project_that_nobody_changed_changes_nothing(film, suffix, tmp_path):
    export_film(film, tmp_path / f"film.{suffix}")

    imported = import_film(tmp_path / f"film.{suffix}", film)

    assert imported.edit_list.timeline == film.timeline
    assert imported.changes == () and imported.notes == ()


def test_a_clip_that_an_editor_left_out_is_dropped_and_the_rest_kept(tmp_path, film):
    import opentimelineio as otio

    film = with_selects(film)
    export_film(film, tmp_path / "film.otio")
    project = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    picture = next(track for track in project.tracks if track.kind == "Video")
    del picture[0]
    otio.adapters.write_to_file(project, str(tmp_path / "changed.otio"))

    imported = import_film(tmp_path / "changed.otio", film)

    decided = {decision.select: decision.kind for decision in imported.edit_list.decisions}
    assert decided == {"a/shot-1": DecisionKind.DROP, "a/shot-2": DecisionKind.KEEP, "a/shot-3": DecisionKind.KEEP}


def test_a_clip_that_an_editor_trimmed_and_moved_stays_so(tmp_path, film):
    import opentimelineio as otio
    from opentimelineio.opentime import RationalTime, TimeRange

    film = with_selects(film)
    export_film(film, tmp_path / "film.otio")
    project = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    picture = next(track for track in project.tracks if track.kind == "Video")
    moved = picture[0]
    del picture[0]
    picture.append(moved)
    was = moved.source_range
    moved.source_range = TimeRange(was.start_time + RationalTime(4, 25), RationalTime(12, 25))
    otio.adapters.write_to_file(project, str(tmp_path / "changed.otio"))

    imported = import_film(tmp_path / "changed.otio", film)

    (pin,) = [decision for decision in imported.edit_list.decisions if decision.kind is DecisionKind.PIN]
    assert (pin.select, pin.slot, pin.start, pin.frames, pin.source_start) == ("a/shot-1", 3, 25, 12, Fraction(44, 25))
    assert set(decisions_of(imported.edit_list)) == set(imported.edit_list.decisions)


def test_a_project_of_another_film_is_refused(tmp_path, film):
    export_film(film, tmp_path / "film.edl")
    other = replace(film.footage[0].media, id="z", path=str(tmp_path / "zebra.mp4"))
    clip = Clip(id="other", media="z", source_start=Fraction(0), frames=5)
    track = replace(film.timeline.tracks[0], items=(clip,))
    another = replace(film, footage=(Footage(media=other, selects=()),), timeline=replace(film.timeline, tracks=(track,)))

    with pytest.raises(DocumentError, match="made from"):
        import_film(tmp_path / "film.edl", another)


def with_selects(film: EditList) -> EditList:
    """The film with its clips planned as selects."""
    from autoedit.model.document import PlannedClip
    from autoedit.model.select import Select

    picture = film.timeline.tracks[0]
    named = {clip.id: replace(clip, select=f"a/shot-{clip.id[-1]}") for clip in picture.clips}
    items = tuple(named[item.id] if isinstance(item, Clip) else item for item in picture.items)
    track = replace(picture, items=items)
    selects = tuple(
        Select(
            id=clip.select.removeprefix("a/"), shot="shot", start=clip.source_start, end=clip.source_start + clip.frames / RATE,
            peak=clip.source_start, in_limit=Fraction(0), out_limit=Fraction(16), score=0.5,
        )
        for clip in track.clips
    )  # fmt: skip
    planned = tuple(
        PlannedClip(
            id=placed.item.id, select=placed.item.select, start=placed.start, source_start=placed.item.source_start,
            frames=placed.item.frames,
        )
        for placed in track.placed()
    )  # fmt: skip
    return replace(
        film,
        planned=planned,
        footage=(replace(film.footage[0], selects=selects),),
        timeline=replace(film.timeline, tracks=(track,)),
    )


@pytest.mark.parametrize("how", list(Collect))
def test_a_file_that_lies_where_files_are_gathered_is_never_written_over(film, how, tmp_path):
    (tmp_path / "media").mkdir()
    inside = tmp_path / "media" / "a b.mp4"
    numbered_film(inside, rate=RATE, frames=60, first=500)
    before = inside.read_bytes()
    second = replace(probe(inside), id="b", path=str(tmp_path / "cards" / ".." / "media" / "a b.mp4"))
    picture = film.timeline.tracks[0]
    clip = Clip(id="clip-9", media="b", source_start=Fraction(0), frames=10)
    film = replace(
        film,
        footage=(*film.footage, Footage(media=second, selects=())),
        timeline=replace(film.timeline, tracks=(replace(picture, items=(*picture.items, clip)),)),
    )

    gathered = collected(film, tmp_path / "media", how, Fraction(1), Silent())

    assert inside.read_bytes() == before
    assert shown(gathered) == [*(first for first, _ in CUTS), 500]


def test_a_stranger_of_the_same_name_is_left_alone(film, tmp_path):
    (tmp_path / "media").mkdir()
    stranger = tmp_path / "media" / "a b.mp4"
    stranger.write_bytes(b"somebody's")

    gathered = collected(film, tmp_path / "media", Collect.COPY, Fraction(1), Silent())

    assert stranger.read_bytes() == b"somebody's"
    assert shown(gathered) == [first for first, _ in CUTS]


def test_gathering_twice_gathers_once(film, tmp_path):
    for _ in range(2):
        collected(film, tmp_path / "media", Collect.COPY, Fraction(1), Silent())

    assert [path.name for path in (tmp_path / "media").iterdir()] == ["a b.mp4"]


def test_a_copy_after_a_link_is_a_file_of_its_own(film, tmp_path):
    for how in (Collect.LINK, Collect.COPY):
        collected(film, tmp_path / "media", how, Fraction(1), Silent())

    assert not (tmp_path / "media" / "a b.mp4").samefile(film.media["a"].path)


def test_changes_of_a_project_of_trimmed_files_are_refused(film, tmp_path):
    export_film(film, tmp_path / "film.otio", ExportOptions(collect=Collect.TRIM))

    with pytest.raises(DocumentError, match="without --collect trim"):
        import_film(tmp_path / "film.otio", film)


def test_an_end_card_goes_with_the_end_of_the_film(tmp_path, film):
    import opentimelineio as otio

    titled = replace(film.timeline, titles=(Title(kind=TitleKind.END_CARD, text="The end", start=38, frames=7),))
    film = replace(film, timeline=titled)
    export_film(film, tmp_path / "film.otio")
    project = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    picture = next(track for track in project.tracks if track.kind == "Video")
    del picture[2:]
    otio.adapters.write_to_file(project, str(tmp_path / "changed.otio"))

    imported = import_film(tmp_path / "changed.otio", film)

    assert imported.edit_list.timeline.frames == 35
    assert imported.edit_list.timeline.titles == ()


@pytest.mark.parametrize("gap", [0, 4])
def test_a_clip_cut_in_two_is_two_clips_where_something_is_left_out_between_them(gap, tmp_path, film):
    import opentimelineio as otio
    from opentimelineio.opentime import RationalTime, TimeRange

    film = with_selects(film)
    export_film(film, tmp_path / "film.otio")
    project = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    picture = next(track for track in project.tracks if track.kind == "Video")
    first = picture[0]
    second = first.clone()
    start = first.source_range.start_time
    first.source_range = TimeRange(start, RationalTime(8, 25))
    second.source_range = TimeRange(start + RationalTime(8 + gap, 25), RationalTime(12, 25))
    picture.insert(1, second)
    otio.adapters.write_to_file(project, str(tmp_path / "changed.otio"))

    clips = import_film(tmp_path / "changed.otio", film).edit_list.timeline.tracks[0].clips

    through = [("clip-1", "a/shot-1", 40, 20), ("clip-2", "a/shot-2", 300, 15)]
    apart = [("clip-1", "a/shot-1", 40, 8), ("imported-001", None, 52, 12)]
    assert [(clip.id, clip.select, clip.source_start * 25, clip.frames) for clip in clips[:2]] == (apart if gap else through)


def test_a_file_that_is_not_ours_is_not_taken_for_ours_by_its_clips_id(tmp_path, film):
    import opentimelineio as otio

    export_film(film, tmp_path / "film.otio")
    project = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    picture = next(track for track in project.tracks if track.kind == "Video")
    picture[0].media_reference.target_url = "file:///stock/drone_1234.mov"
    otio.adapters.write_to_file(project, str(tmp_path / "changed.otio"))

    imported = import_film(tmp_path / "changed.otio", film)

    assert [clip.id for clip in imported.edit_list.timeline.tracks[0].clips] == ["clip-2", "clip-3"]
    assert any("is no file of the edit list" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("name", "content"), [("a.otio", b"{}"), ("a.fcpxml", b"<a/>"), ("a.edl", b"\xff\xfe\x00"), ("a.xml", b"")]
)
def test_a_project_that_cannot_be_read_is_told_by_its_name(name, content, film, tmp_path):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(ProjectError, match=f"{name}"):
        import_film(tmp_path / name, film)
