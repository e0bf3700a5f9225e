"""Titles asked for on the command line, in an edit list: matched to files, remembered, and what cannot be shown is said."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pymupdf_fonts
import pytest

from autoedit.document.captions import BadCaptions
from autoedit.document.read import read_edit_list
from autoedit.document.write import edit_list_json
from autoedit.errors import BadOption, DocumentError
from autoedit.model.document import EditList
from autoedit.model.select import Speech
from autoedit.model.timeline import Clip, Title, TitleKind, TrackRole
from autoedit.pipeline.progress import Silent
from autoedit.pipeline.titling import TitleWishes, fonts_of, kept_titles, title_wishes, titled_list
from autoedit.pipeline.workplace import Workplace
from tests.plan.values import footage, planned, song


def two_files() -> EditList:
    library = [footage("interview", (0.5, 0.6, 0.7)), footage("beach", (0.4, 0.8, 0.3))]
    return planned(library, song(), length=Fraction(10), frame_rate=Fraction(24))


@pytest.fixture(scope="module")
def edit_list() -> EditList:
    return two_files()


def first_shown(edit_list: EditList, media: str) -> Clip:
    track = edit_list.timeline.track(TrackRole.PICTURE)
    assert track is not None
    return next(clip for clip in track.clips if clip.media == media)


def write(path: Path, start: Fraction, text: str, length: Fraction = Fraction(1)) -> Path:
    """A file of one caption at a time of its footage."""
    stamps = (f"00:{int(time) // 60:02}:{int(time) % 60:02},{int(time * 1000) % 1000:03}" for time in (start, start + length))
    path.write_text(f"1\n{' --> '.join(stamps)}\n{text}\n", encoding="utf-8")
    return path


@pytest.fixture
def talk(edit_list: EditList, tmp_path: Path) -> Path:
    """What is said where the film shows the interview."""
    return write(tmp_path / "interview.srt", first_shown(edit_list, "interview").source_start, "Here we are.")


def said(edit_list: EditList) -> list[str]:
    return [title.text for title in edit_list.timeline.titles if title.kind is TitleKind.CAPTION]


def test_titles_are_in_the_document_and_read_back(edit_list: EditList, talk: Path):
    titled = titled_list(edit_list, title_wishes("Harbour, June\nfilm", "The end", [str(talk)]))

    assert {title.text for title in titled.timeline.titles} == {"Harbour, June\nfilm", "Here we are.", "The end"}
    assert read_edit_list(edit_list_json(titled)) == titled


def test_nothing_asked_changes_nothing(edit_list: EditList):
    assert titled_list(edit_list, title_wishes()) is edit_list


@pytest.mark.parametrize("name", ["interview.srt", "INTERVIEW.srt", "interview.en.vtt"])
def test_captions_belong_to_the_file_of_their_name(edit_list: EditList, talk: Path, name: str):
    path = talk.rename(talk.with_name(name))

    assert said(titled_list(edit_list, title_wishes(captions=[str(path)]))) == ["Here we are."]


@pytest.mark.parametrize("media", ["interview", "interview.mp4", "/footage/interview.mp4"])
def test_a_person_may_say_which_file_captions_belong_to(edit_list: EditList, talk: Path, media: str):
    path = talk.rename(talk.with_name("captions.srt"))

    assert said(titled_list(edit_list, title_wishes(captions=[f"{media}={path}"]))) == ["Here we are."]


def test_captions_of_another_name_belong_to_the_only_file_in_which_somebody_speaks(edit_list: EditList, talk: Path):
    path = talk.rename(talk.with_name("captions.srt"))
    speech = (Speech(start=Fraction(1), end=Fraction(2)),)
    files = tuple(replace(item, speech=speech if item.media.id == "interview" else ()) for item in edit_list.footage)
    spoken = replace(edit_list, footage=files)

    assert said(titled_list(spoken, title_wishes(captions=[str(path)]))) == ["Here we are."]


def test_captions_that_could_belong_to_several_files_are_refused_with_what_to_write(edit_list: EditList, talk: Path):
    path = talk.rename(talk.with_name("captions.srt"))

    with pytest.raises(BadOption, match=r"MEDIA=captions\.srt, where MEDIA is one of beach, interview"):
        titled_list(edit_list, title_wishes(captions=[str(path)]))


def test_captions_for_a_file_that_is_not_in_the_film_are_refused(edit_list: EditList, talk: Path):
    with pytest.raises(BadOption, match="no file of the film is called 'harbour'"):
        titled_list(edit_list, title_wishes(captions=[f"harbour={talk}"]))


def test_two_files_of_captions_for_one_file_are_refused(edit_list: EditList, talk: Path):
    other = write(talk.with_name("interview.en.srt"), Fraction(3), "again")

    with pytest.raises(BadOption, match="belongs to interview too"):
        titled_list(edit_list, title_wishes(captions=[str(talk), str(other)]))


def test_a_file_with_an_equals_sign_in_its_name_is_a_file(edit_list: EditList, talk: Path):
    wishes = title_wishes(captions=[f"interview={talk.rename(talk.with_name('a=b.srt'))}"])

    assert said(titled_list(edit_list, wishes)) == ["Here we are."]


def test_captions_count_from_the_beginning_of_a_file_whose_clock_does_not_begin_at_zero(edit_list: EditList, talk: Path):
    """A transport stream's clock begins anywhere; the subtitles beside it begin at zero."""
    shift = Fraction(7, 5)
    picture, *others = edit_list.timeline.tracks
    items = tuple(
        replace(item, source_start=item.source_start + shift) if isinstance(item, Clip) and item.media == "interview" else item
        for item in picture.items
    )
    files = tuple(
        replace(item, media=replace(item.media, start=shift)) if item.media.id == "interview" else item
        for item in edit_list.footage
    )
    timeline = replace(edit_list.timeline, tracks=(replace(picture, items=items), *others))
    late = replace(edit_list, footage=files, timeline=timeline)

    assert titled_list(late, title_wishes(captions=[str(talk)])).timeline.titles == (
        titled_list(edit_list, title_wishes(captions=[str(talk)])).timeline.titles
    )


def test_captions_of_which_nothing_is_heard_are_noted(edit_list: EditList, tmp_path: Path):
    path = write(tmp_path / "interview.srt", Fraction(3000), "long after")

    titled = titled_list(edit_list, title_wishes(captions=[str(path)]))

    assert said(titled) == []
    assert "captions interview.srt: nothing of what it says is heard in this film" in titled.notes


def test_what_no_font_can_draw_is_noted_and_told(edit_list: EditList):
    class Listening(Silent):
        heard: list[str] = []  # noqa: RUF012

        def warn(self, text: str) -> None:
            self.heard.append(text)

    titled = titled_list(edit_list, title_wishes("港口 June"), Workplace(listener=Listening()))

    assert "has no glyphs for 港口, which are left out; give one that has them with --font" in titled.notes[-1]
    assert Listening.heard == [titled.notes[-1]]


def test_notes_on_titles_are_made_anew(edit_list: EditList):
    titled = titled_list(titled_list(edit_list, title_wishes("港口")), title_wishes("Harbour"))

    assert titled.notes == edit_list.notes


def test_a_guessed_encoding_is_noted(edit_list: EditList, tmp_path: Path):
    path = tmp_path / "interview.srt"
    path.write_bytes("00:00:01,0 --> 00:00:02,0\nMünchen\n".encode("cp1252"))

    assert any("read as cp1252" in note for note in titled_list(edit_list, title_wishes(captions=[str(path)])).notes)


def test_a_wrong_file_or_text_is_told_before_there_is_a_film(tmp_path: Path):
    (tmp_path / "letters.ttf").write_text("no font")

    with pytest.raises(BadCaptions, match=r"gone\.srt: it cannot be read"):
        title_wishes(captions=[str(tmp_path / "gone.srt")])
    with pytest.raises(BadOption, match="it is no font"):
        title_wishes(font=tmp_path / "letters.ttf")
    with pytest.raises(BadOption, match="--end-card: 2001 characters are no title"):
        title_wishes(end_card="a" * 2001)


def test_an_empty_wish_takes_captions_away_and_forgets_their_file(edit_list: EditList, talk: Path):
    titled = titled_list(edit_list, title_wishes("Harbour", captions=[str(talk)]))

    found = titled_list(titled, title_wishes("", captions=[""]))

    assert (found.timeline.titles, found.options) == ((), edit_list.options)


def test_a_font_is_remembered_and_may_be_overruled(edit_list: EditList, tmp_path: Path):
    paths = [tmp_path / "one.ttf", tmp_path / "two.ttf"]
    for path, name in zip(paths, ("spacemo", "spacembo"), strict=True):
        path.write_bytes(pymupdf_fonts.fontbuffers[name]())

    titled = titled_list(edit_list, title_wishes("Harbour", font=paths[0]))

    assert fonts_of(titled).path == paths[0]
    assert fonts_of(titled, paths[1]).path == paths[1]
    assert fonts_of(edit_list).path is None


# Planned anew


def longer(edit_list: EditList) -> EditList:
    """The same film with its first interview clip starting half a second earlier, and half a second longer."""
    timeline = edit_list.timeline
    picture = next(track for track in timeline.tracks if track.role is TrackRole.PICTURE)
    clip = first_shown(edit_list, "interview")
    changed = replace(clip, source_start=clip.source_start - Fraction(1, 2), frames=clip.frames + 12)
    tracks = tuple(
        replace(track, items=tuple(changed if item is clip else item for item in track.items)) if track is picture else track
        for track in timeline.tracks
    )
    return replace(edit_list, timeline=replace(timeline, tracks=tracks, titles=()), notes=("planned again",))


def test_a_film_planned_anew_keeps_its_titles_font_and_captions(edit_list: EditList, talk: Path):
    before = titled_list(edit_list, title_wishes("Harbour", "The end", [str(talk)]))

    found = kept_titles(before, longer(edit_list))

    start = next(title for title in before.timeline.titles if title.text == "Here we are.").start
    moved = next(title for title in found.timeline.titles if title.text == "Here we are.")
    assert [title.text for title in found.timeline.titles] == [title.text for title in before.timeline.titles]
    assert moved.start == start + 12
    assert next(title for title in found.timeline.titles if title.text == "The end").span.stop == found.timeline.frames
    assert found.options["captions"] == before.options["captions"] and found.notes == ("planned again",)


def test_a_film_planned_anew_keeps_captions_whose_file_is_gone_and_says_so(edit_list: EditList, talk: Path):
    before = titled_list(edit_list, title_wishes(captions=[str(talk)]))
    talk.unlink()

    found = kept_titles(before, longer(edit_list))

    assert said(found) == ["Here we are."]
    assert any("interview.srt" in note and "kept" in note for note in found.notes)


def test_a_film_without_titles_is_planned_anew_without(edit_list: EditList):
    again = longer(edit_list)

    assert kept_titles(edit_list, again) is again


def test_captions_that_a_hand_gave_to_no_file_are_told(edit_list: EditList):
    wrong = replace(edit_list, options={**edit_list.options, "captions": "nobody=/a.srt"})

    with pytest.raises(DocumentError, match=r"options\.captions.*names no medium"):
        kept_titles(wrong, longer(edit_list))


def test_a_title_that_a_person_wrote_into_the_document_is_kept(edit_list: EditList):
    by_hand = Title(kind=TitleKind.OPENING, text="By hand", start=3, frames=30)
    before = replace(edit_list, timeline=replace(edit_list.timeline, titles=(by_hand,)))

    assert kept_titles(before, longer(edit_list)).timeline.titles == (by_hand,)


def test_an_empty_set_of_wishes_is_known_as_such(talk: Path):
    assert title_wishes().is_empty and TitleWishes().is_empty
    assert not title_wishes("").is_empty and not title_wishes(captions=[str(talk)]).is_empty
