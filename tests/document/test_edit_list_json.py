import json
import os
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from autoedit.document.read import load_edit_list, read_edit_list
from autoedit.document.schema import RATIONAL_PATTERN, SCHEMA, json_schema
from autoedit.document.write import edit_list_json
from autoedit.errors import DocumentError
from autoedit.model.document import EditList
from tests.plan.values import footage, planned, song
from tests.properties.strategies import edit_lists

Tree = dict[str, Any]
SHOWN = ("record_frame", "record_timecode", "source_seconds", "duration_seconds")


@pytest.fixture(scope="module")
def edit_list() -> EditList:
    library = [footage("beach", (0.5, 0.6, 0.7)), footage("城市 night", (0.4, 0.8, 0.3))]
    return planned(library, song(), length=Fraction(10), frame_rate=Fraction(30000, 1001))


@pytest.fixture
def tree(edit_list: EditList) -> Tree:
    return json.loads(edit_list_json(edit_list))


def first_clip(tree: Tree) -> Tree:
    return next(item for item in tree["timeline"]["tracks"][0]["items"] if item["type"] == "clip")


def refusal(tree: Tree) -> DocumentError:
    with pytest.raises(DocumentError) as raised:
        read_edit_list(json.dumps(tree))
    return raised.value


@given(edit_lists())
@settings(max_examples=40)
def test_any_edit_list_written_and_read_is_the_same(edit_list: EditList):
    text = edit_list_json(edit_list)

    assert read_edit_list(text) == edit_list


@given(edit_lists())
@settings(max_examples=40)
def test_any_edit_list_follows_the_published_schema(edit_list: EditList):
    tree = json.loads(edit_list_json(edit_list))

    jsonschema.Draft202012Validator(json_schema()).validate(tree)


@given(edit_lists())
@settings(max_examples=40)
def test_the_same_list_gives_the_same_bytes(edit_list: EditList):
    text = edit_list_json(edit_list)

    assert edit_list_json(read_edit_list(text)) == text


@given(edit_lists())
@settings(max_examples=40)
def test_keys_are_sorted(edit_list: EditList):
    text = edit_list_json(edit_list)

    json.loads(text, object_pairs_hook=lambda pairs: _in_order([key for key, _ in pairs]))


def _in_order(keys: list[str]) -> None:
    assert keys == sorted(keys)


def test_a_list_from_before_reasons_in_full_and_shots_can_be_read(edit_list: EditList, tree: Tree):
    for name in ("solution", "planned"):
        del tree[name]
    for item in tree["footage"]:
        for name in ("shots", "speech", "defects"):
            del item[name]
        for select in item["selects"]:
            for name in ("speech", "group", "heading", "lulls"):
                del select[name]
    for clip in tree["timeline"]["tracks"][0]["items"]:
        for name in ("hit", "terms", "lost", "avoids") if clip["type"] == "clip" else ():
            del clip["reason"][name]

    read = read_edit_list(json.dumps(tree))

    jsonschema.Draft202012Validator(json_schema()).validate(tree)
    assert (read.solution, read.planned) == (None, ())
    assert [clip.reason.text for clip in read.timeline.tracks[0].clips] == [
        clip.reason.text for clip in edit_list.timeline.tracks[0].clips
    ]


@pytest.mark.parametrize(
    ("decision", "place"),
    [
        ({"kind": "pin", "select": "beach/shot-001.1"}, "decisions[0]"),
        ({"kind": "keep", "select": "beach/shot-001.1", "slot": 1}, "decisions[0]"),
        ({"kind": "pin", "select": "beach/shot-001.1", "slot": 0}, "decisions[0].slot"),
        ({"kind": "must", "select": "beach"}, "decisions[0]"),
        ({"kind": "drop", "select": "beach", "time": "1"}, "decisions[0]"),
        ({"kind": "pin", "select": "beach/shot-001.1", "slot": 1, "frames": 10}, "decisions[0]"),
        ({"kind": "pin", "select": "a/b", "slot": 1, "frames": 0, "start": 0, "source_start": "0"}, "decisions[0].frames"),
        ({"kind": "first", "selekt": "beach/shot-001.1"}, "decisions[0].select"),
    ],
    ids=lambda part: "" if isinstance(part, str) else " ".join(map(str, part.values())),
)
def test_a_decision_that_says_too_little_or_too_much_is_refused_by_place(tree: Tree, decision: Tree, place: str):
    tree["decisions"] = [decision]

    assert refusal(tree).field == place


def test_a_file_name_that_is_not_utf8_survives(edit_list: EditList):
    odd = os.fsdecode(b"/footage/caf\xe9.mp4")
    first = edit_list.footage[0]
    named = replace(edit_list, footage=(replace(first, media=replace(first.media, path=odd)), *edit_list.footage[1:]))

    read = read_edit_list(edit_list_json(named).encode("utf-8").decode("utf-8"))

    assert read.footage[0].media.path == odd


def test_exact_values_are_rational_text_and_shown_ones_plain(tree: Tree):
    clip = first_clip(tree)

    assert tree["timeline"]["frame_rate"] == "30000/1001"
    assert clip["source_seconds"] == pytest.approx(float(Fraction(clip["source_start"])), abs=1e-6)


def test_each_clip_shows_where_it_lies_on_the_film(tree: Tree):
    clips = [item for item in tree["timeline"]["tracks"][0]["items"] if item["type"] == "clip"]

    assert [clip["record_frame"] for clip in clips] == [sum(c["frames"] for c in clips[:k]) for k in range(len(clips))]
    assert clips[0]["record_timecode"] == "00:00:00;00"


@pytest.mark.parametrize("how", ["missing", "null"])
def test_shown_values_may_be_left_out(edit_list: EditList, tree: Tree, how: str):
    for item in tree["timeline"]["tracks"][0]["items"]:
        for name in SHOWN if item["type"] == "clip" else ():
            if how == "missing":
                del item[name]
            else:
                item[name] = None

    assert read_edit_list(json.dumps(tree)) == edit_list


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("record_timecode", "00:00:09;00"), ("record_frame", 7), ("source_seconds", 123.25), ("duration_seconds", 0.5)],
)
def test_a_shown_value_that_contradicts_the_exact_one_is_refused_by_name(tree: Tree, name: str, wrong: object):
    first_clip(tree)[name] = wrong

    error = refusal(tree)

    assert error.field == f"timeline.tracks[0].items[0].{name}"
    assert "the exact values give" in error.problem


@pytest.mark.parametrize(
    ("place", "break_it"),
    [
        ("timeline.tracks[0].items[0].wrong", lambda tree: first_clip(tree).update(wrong=1)),
        ("timeline.tracks[0].items[0].frames", lambda tree: first_clip(tree).update(frames=24.5)),
        ("timeline.tracks[0].items[0].frames", lambda tree: first_clip(tree).update(frames=0)),
        ("timeline.tracks[0].items[0].frames", lambda tree: first_clip(tree).update(frames=10**400)),
        ("timeline.tracks[0].items[0].frames", lambda tree: first_clip(tree).pop("frames")),
        ("timeline.tracks[0].items[0].gain_db", lambda tree: first_clip(tree).update(gain_db=float("nan"))),
        ("timeline.tracks[0].items[0].source_start", lambda tree: first_clip(tree).update(source_start="1/0")),
        ("timeline.tracks[0].items[0].source_start", lambda tree: first_clip(tree).update(source_start=1.5)),
        ("timeline.tracks[0].items[0].speed", lambda tree: first_clip(tree).update(speed="1e9")),
        ("timeline.tracks[0].items[0]", lambda tree: first_clip(tree).update(type="title")),
        ("timeline.tracks[0].items[0]", lambda tree: first_clip(tree).update(speed="0")),
        ("timeline.tracks[0].items[0].media", lambda tree: first_clip(tree).update(media="desert")),
        ("timeline", lambda tree: tree["timeline"].update(width=1919)),
        ("timeline", lambda tree: tree["timeline"].update(frame_rate="0")),
        ("footage[0].media.video", lambda tree: tree["footage"][0]["media"]["video"].update(rotation=45)),
        ("footage[1].selects[0]", lambda tree: tree["footage"][1]["selects"][0].update(peak="-1", peak_seconds=None)),
        ("footage", lambda tree: tree.update(footage="beach")),
        ("decisions[0].kind", lambda tree: tree.update(decisions=[{"kind": "love", "select": "a/b"}])),
        ("extra", lambda tree: tree.update(extra=None)),
        ("schema", lambda tree: tree.update(schema="autoedit/edit-list/2")),
        ("schema", lambda tree: tree.pop("schema")),
    ],
)
def test_what_the_schema_does_not_allow_is_refused_by_place(tree: Tree, place: str, break_it: Callable[[Tree], object]):
    break_it(tree)

    assert refusal(tree).field == place


@pytest.mark.parametrize("text", ["", "{", "hello", "[1, 2", '{"schema": ' + "1" * 5000 + "}", "[" * 100_000], ids=range(6))
def test_a_text_that_is_not_json_is_a_document_error(text: str):
    with pytest.raises(DocumentError, match="this is not JSON"):
        read_edit_list(text)


@pytest.mark.parametrize("text", ["[]", "null", '"film"', "1", "{}"])
def test_json_that_is_no_edit_list_is_refused_by_its_schema(text: str):
    with pytest.raises(DocumentError, match="is not 'autoedit/edit-list/1'"):
        read_edit_list(text)


def test_a_rational_may_be_written_unreduced(edit_list: EditList, tree: Tree):
    tree["timeline"]["frame_rate"] = "60000/2002"

    assert read_edit_list(json.dumps(tree)) == edit_list


def test_relative_paths_follow_the_document_when_its_folder_moves(edit_list: EditList, tmp_path: Path):
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "cards").mkdir(parents=True)
    first = edit_list.footage[0]
    inside = replace(first, media=replace(first.media, path=str(old / "cards" / "beach.mp4")))
    text = edit_list_json(replace(edit_list, footage=(inside, *edit_list.footage[1:])), old)
    (old / "edit.json").write_text(text, encoding="utf-8")

    old.rename(new)
    moved = load_edit_list(new / "edit.json")

    assert moved.footage[0].media.path == str(new / "cards" / "beach.mp4")
    assert moved.footage[1].media.path == edit_list.footage[1].media.path


def test_a_document_that_is_not_there_is_a_document_error(tmp_path: Path):
    with pytest.raises(DocumentError, match="cannot be read"):
        load_edit_list(tmp_path / "edit.json")


def test_a_document_that_is_no_text_is_a_document_error(tmp_path: Path):
    (tmp_path / "edit.json").write_bytes(b"\xff\xfe\x00film")

    with pytest.raises(DocumentError, match="is not text"):
        load_edit_list(tmp_path / "edit.json")


def test_the_schema_describes_every_exact_value_as_the_reader_takes_it():
    pattern = json_schema()["$defs"]["ClipPart"]["properties"]["source_start"]["pattern"]

    assert pattern == RATIONAL_PATTERN


def test_the_published_schema_file_is_current():
    import autoedit.document

    published = Path(autoedit.document.__file__).with_name("edit-list-1.schema.json")

    assert published.exists(), "rebuild it: autoedit schema > autoedit/document/edit-list-1.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == json_schema(), (
        f"{SCHEMA} has changed; rebuild its file: autoedit schema > autoedit/document/edit-list-1.schema.json"
    )


def test_what_follows_from_a_change_by_hand_need_not_be_changed_too(tree: Tree):
    clip = first_clip(tree)
    clip["frames"] -= 3
    with pytest.raises(DocumentError):
        read_edit_list(json.dumps(tree))

    edited = read_edit_list(json.dumps(tree), is_edited=True)

    assert edited.timeline.tracks[0].clips[0].frames == clip["frames"]


def test_seconds_that_are_changed_by_hand_alone_are_refused_and_named(tree: Tree):
    first_clip(tree)["source_seconds"] += 1

    with pytest.raises(DocumentError, match="source_seconds"):
        read_edit_list(json.dumps(tree), is_edited=True)
