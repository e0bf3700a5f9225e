"""Titles as they are drawn: letters in order, in their place, over any picture, coming and going."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pymupdf_fonts
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoedit.errors import BadOption
from autoedit.model.timeline import Clip, Timeline, Title, TitleKind
from autoedit.render.titles import Fonts, TitleDrawer, level, missing_glyphs
from autoedit.render.titles.bidi import base_level, levels, visual_order
from autoedit.render.titles.fonts import Weight
from autoedit.render.titles.lettering import draw, lettering, title_picture
from autoedit.render.titles.looks import LOOKS
from autoedit.render.titles.shaping import Glyph, drawable, shaped
from autoedit.render.titles.typeset import Line, typeset
from tests.render.making import NTSC_FILM, picture

OPENING, END_CARD, CAPTION = TitleKind.OPENING, TitleKind.END_CARD, TitleKind.CAPTION
SIZES = [(1920, 1080), (1080, 1920), (1080, 1080), (2560, 1080), (160, 96)]
SHORT, LONG = "Harbour, June\nA film by the sea", "The long way round the island in nine days and eight nights, on foot"
LEFT_TO_RIGHT_OVERRIDE = "\u202d"


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts()


def plain(value: int, size: tuple[int, int] = (640, 360)) -> np.ndarray:
    return np.full((size[1], size[0], 3), value, np.uint8)


def glyphs(text: str, fonts: Fonts) -> list[Glyph]:
    return list(shaped(text, levels(text, base_level(text)), fonts, Weight.REGULAR).glyphs)


def nominal(text: str, fonts: Fonts) -> list[int]:
    """The glyphs of characters each by itself, in the order given."""
    return [fonts.face_for(char, Weight.REGULAR).font.get_nominal_glyph(ord(char)) for char in text]


def letters(picture: np.ndarray) -> tuple[slice, slice]:
    """The rows and columns of a title's white."""
    white = (picture[..., 3] > 128) & (picture[..., 0] > 128)
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


# Letters


MANY_SCRIPTS = ["Łódź Ñandú Đặng", "Гавань", "Λιμάνι", "مرحبا", "שלום", "क्षत्रिय", "ท่าเรือ", "ნავსადგური", "♪ → ☀ ₿"]


@pytest.mark.parametrize("text", MANY_SCRIPTS)
def test_the_packaged_font_draws_many_scripts(text: str, fonts: Fonts):
    assert missing_glyphs(text, fonts) == ""


def test_what_no_font_can_draw_is_named_once(fonts: Fonts):
    assert missing_glyphs("港口 Harbour 港 🎉", fonts) == "港口🎉"


def test_what_no_font_can_draw_is_left_out_and_the_rest_is_drawn(fonts: Fonts):
    found = title_picture(OPENING, "港口 Harbour 🎉, June", 640, 360, fonts)

    assert np.array_equal(found, title_picture(OPENING, "Harbour, June", 640, 360, fonts))
    assert found.any()


def test_a_letter_is_drawn_without_a_mark_that_no_font_has(fonts: Fonts):
    combining_number = "\U0001e8d0"

    assert drawable(f"a{combining_number} way", fonts) == ("a way",)


def test_a_title_of_which_nothing_can_be_drawn_leaves_the_picture_alone(fonts: Fonts):
    film = titled_film(Title(kind=OPENING, text="港口", start=0, frames=24))
    given_picture = plain(90, (160, 96))

    assert TitleDrawer(film, fonts).drawn(12, given_picture) is given_picture


def test_a_letter_with_its_accent_is_one_whichever_way_it_is_written(fonts: Fonts):
    composed, apart = "é", "e\u0301"

    assert np.array_equal(title_picture(OPENING, composed, 320, 180, fonts), title_picture(OPENING, apart, 320, 180, fonts))


def test_letters_are_kerned(fonts: Fonts):
    one_by_one = sum(shaped(letter, (0,), fonts, Weight.REGULAR).advance for letter in "AV")

    assert shaped("AV", (0, 0), fonts, Weight.REGULAR).advance < one_by_one


def test_a_filled_glyph_has_the_area_that_its_outline_encloses(fonts: Fonts):
    """A square ring: the hole is a hole, and edges between pixels count as they lie."""
    from autoedit.render.titles.outline import fill

    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
    ring = (square, square[::-1] * 0.5 + 0.25)

    left, top, ink = fill(ring, 20.0, 3.25, 25.5)

    assert (left, top) == (3, 5)
    assert ink.sum() / 255 == pytest.approx(20 * 20 - 10 * 10, abs=4)
    assert ink[10, 10] == 0 and ink[10, 3] == 255 and 0.6 < ink[10, 0] / 255 < 0.9


# Right to left


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # The annex's kinds of examples, with Hebrew for its capitals; python-bidi 0.6 (Rust's unicode-bidi) shows the same.
        ("car is אבג in", "car is גבא in"),
        ("אבג is car דה", "הד is car גבא"),
        ("he said אבג 123, דה", "he said הד ,123 גבא"),
        ("אבג 12.5% דה", "הד 12.5% גבא"),
        ("אבג (car) דה", "הד (car) גבא"),
        ("abc (אבג) def", "abc (גבא) def"),
        ("שלום עולם!", "!םלוע םולש"),
        ("\u200fabc.", ".abc"),
        ("\u202bcar אבג\u202c", "גבא car"),
        ("a \u2067אבג 1\u2069 b", "a 1 גבא b"),
    ],
)
def test_characters_stand_in_the_order_in_which_they_are_read(text: str, shown: str):
    order = visual_order(levels(text, base_level(text)))
    mirrored = str.maketrans("()", ")(")
    found = levels(text, base_level(text))
    drawn = "".join(text[place].translate(mirrored) if found[place] % 2 else text[place] for place in order)

    assert "".join(char for char in drawn if char not in "\u200f\u202b\u202c\u2067\u2069") == shown


def test_hebrew_is_drawn_from_right_to_left(fonts: Fonts):
    assert [glyph.number for glyph in glyphs("שלום", fonts)] == nominal("םולש", fonts)


def test_a_hebrew_title_looks_like_its_letters_set_by_hand_in_the_order_seen(fonts: Fonts):
    found = title_picture(OPENING, "שלום", 640, 360, fonts)

    assert np.array_equal(found, title_picture(OPENING, LEFT_TO_RIGHT_OVERRIDE + "םולש", 640, 360, fonts))


def test_glyphs_follow_one_another_from_left_to_right_in_every_script(fonts: Fonts):
    for text in ("Harbour", "שלום עולם", "مرحبا بالعالم 2024", "he said שלום to me"):
        places = [glyph.x for glyph in glyphs(text, fonts) if glyph.face.outline(glyph.number)]
        assert places == sorted(places), text


def test_arabic_letters_join(fonts: Fonts):
    """A word without dots is one stroke; kept apart by non-joiners, its four letters are four."""

    def strokes(text: str) -> int:
        alpha = title_picture(END_CARD, text, 640, 360, fonts)[..., :3].max(axis=2)
        return cv2.connectedComponents((alpha > 100).astype(np.uint8))[0] - 1

    assert strokes("محمد") == 1
    assert strokes("م\u200cح\u200cم\u200cد") == 4


def test_arabic_is_read_from_the_right(fonts: Fonts):
    """The word's first letter, alef, is the upright stroke: it stands at the right end of the line."""
    rows, columns = letters(title_picture(END_CARD, "اسم", 640, 360, fonts))
    drawn = title_picture(END_CARD, "اسم", 640, 360, fonts)[rows, columns, 0]

    tallest = np.flatnonzero(drawn[: drawn.shape[0] // 5].max(axis=0) > 128)

    assert len(tallest) and tallest.min() > 0.8 * drawn.shape[1]


def test_numbers_within_arabic_run_to_the_right(fonts: Fonts):
    numbers = [glyph.number for glyph in glyphs("سنة 2024", fonts)]

    assert numbers[:4] == nominal("2024", fonts)


def test_a_wrapped_hebrew_title_begins_on_its_first_line(fonts: Fonts):
    """The right end of the upper line is the text's first letter."""
    text = "שלום לכל מי שבא אל הנמל בחודש יוני"
    place = LOOKS[OPENING].place(640, 360)

    first, *_, last = typeset([(text, LOOKS[OPENING].first)], place, fonts)

    assert first.shaped.glyphs[-1].number == nominal(text[0], fonts)[0]
    assert last.shaped.glyphs[0].number == nominal(text[-1], fonts)[0]


def test_space_between_letters_widens_latin_and_never_parts_arabic(fonts: Fonts):
    def width(text: str, tracking: float) -> float:
        return shaped(text, levels(text, base_level(text)), fonts, Weight.REGULAR, tracking).advance

    assert width("abcd", 0.1) == pytest.approx(width("abcd", 0) + 3 * 0.1)
    assert width("محمد", 0.1) == width("محمد", 0)


# Fonts


@pytest.fixture
def own_font(tmp_path: Path) -> Path:
    """A font file with Latin letters and no Hebrew."""
    path = tmp_path / "own.ttf"
    path.write_bytes(pymupdf_fonts.fontbuffers["spacembo"]())
    return path


def test_a_person_s_own_font_is_asked_first(own_font: Path, fonts: Fonts):
    own = Fonts(own_font)

    assert own.face_for("a", Weight.REGULAR) is not fonts.face_for("a", Weight.REGULAR)
    assert own.digest != fonts.digest


def test_what_a_person_s_own_font_lacks_is_taken_from_the_packaged_one(own_font: Path, fonts: Fonts):
    own = Fonts(own_font)

    assert missing_glyphs("Harbour שלום", own) == ""
    assert own.face_for("ש", Weight.REGULAR) is fonts.face_for("ש", Weight.REGULAR)


@pytest.mark.parametrize(
    "content", [b"", b"no font at all" * 50, b"\0\1\0\0" + bytes(200), pymupdf_fonts.fontbuffers["figo"]()[:40]]
)
def test_a_file_that_is_no_font_is_refused_by_name(content: bytes, tmp_path: Path):
    path = tmp_path / "letters.ttf"
    path.write_bytes(content)

    with pytest.raises(BadOption, match=r"letters\.ttf: it is no font"):
        Fonts(path)


def test_a_damaged_font_draws_something_or_is_refused(tmp_path: Path):
    whole = bytearray(pymupdf_fonts.fontbuffers["spacemo"]())
    for place in range(5000, len(whole), 97):
        whole[place] ^= 0x55
    path = tmp_path / "torn.ttf"
    path.write_bytes(bytes(whole))

    try:
        found = title_picture(OPENING, SHORT, 320, 180, Fonts(path))
    except BadOption:
        return
    assert found.shape == (180, 320, 4)


def test_a_font_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(BadOption, match="cannot be read"):
        Fonts(tmp_path / "gone.otf")


# Places


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("kind", list(TitleKind))
@pytest.mark.parametrize("text", [SHORT, LONG, "ÅÇgj", "W" * 60, "\n".join(["ÅÇgj one of many lines"] * 9)])
def test_letters_keep_to_the_safe_area(kind: TitleKind, size: tuple[int, int], text: str, fonts: Fonts):
    width, height = size
    margin = 0.05 if kind is CAPTION else 0.1

    rows, columns = letters(title_picture(kind, text, width, height, fonts))

    assert columns.start >= margin * width and columns.stop <= (1 - margin) * width
    assert rows.start >= margin * height and rows.stop <= (1 - margin) * height


def test_the_first_line_is_larger_than_those_that_follow(fonts: Fonts):
    look = LOOKS[OPENING]

    first, second = typeset([("Harbour", look.first), ("Harbour", look.following)], look.place(1920, 1080), fonts)

    assert second.size < first.size / 2


def test_the_opening_stands_in_the_middle_and_captions_below(fonts: Fonts):
    for kind, low, high in ((OPENING, 0.4, 0.55), (END_CARD, 0.4, 0.55), (CAPTION, 0.85, 0.95)):
        rows, columns = letters(title_picture(kind, "Harbour", 1920, 1080, fonts))
        assert low < (rows.start + rows.stop) / 2 / 1080 < high
        assert abs((columns.start + columns.stop) / 2 - 960) < 8


def test_captions_stay_on_their_line_whatever_letters_they_have(fonts: Fonts):
    bottoms = {letters(title_picture(CAPTION, text, 1920, 1080, fonts))[0].stop for text in ("sun", "SUN", "Åxi")}

    assert max(bottoms) - min(bottoms) <= 1


def test_two_lines_of_a_long_caption_are_about_as_long(fonts: Fonts):
    look = LOOKS[CAPTION]
    text = "So we left at five in the morning, and the harbour was still asleep."

    lines = typeset([(text, look.first)], look.place(1920, 1080), fonts)

    assert len(lines) == 2
    assert min(line.width for line in lines) > 0.75 * max(line.width for line in lines)


def test_who_answers_in_a_caption_begins_a_line(fonts: Fonts):
    talk = title_picture(CAPTION, "- Now?\n- Now.", 1920, 1080, fonts)
    one = title_picture(CAPTION, "Now?\nNow.", 1920, 1080, fonts)

    heights = [rows.stop - rows.start for rows in (letters(talk)[0], letters(one)[0])]
    assert heights[0] > 2 * heights[1]


def test_text_without_spaces_is_broken_between_characters_but_not_before_a_full_stop():
    from autoedit.render.titles.typeset import _unbroken

    text = "我们出发了。海鸥「叫」 abc 한국어"

    pieces = [text[start:end] for start, end, _ in _unbroken(text)]

    assert pieces == ["我", "们", "出", "发", "了。", "海", "鸥", "「叫」", "abc", "한국어"]


def test_a_word_that_no_line_can_hold_is_broken_and_leaves_the_others_large(fonts: Fonts):
    look = LOOKS[OPENING]
    place = look.place(1080, 1080)

    lines = typeset([(f"My {'w' * 90} day", look.first)], place, fonts)

    assert len(lines) > 2 and lines[0].size > 0.4 * place.size


def inked(lines: tuple[Line, ...] | list[Glyph]) -> list[int]:
    found = [glyph for line in lines for glyph in line.shaped.glyphs] if isinstance(lines, tuple) else lines
    return sorted(glyph.number for glyph in found if glyph.face.outline(glyph.number))


@given(
    st.lists(st.text("abcdefgxyzABC", min_size=1, max_size=30), min_size=1, max_size=30).map(" ".join),
    st.sampled_from(SIZES),
    st.sampled_from(list(TitleKind)),
)
@settings(max_examples=40)
def test_every_letter_of_a_long_text_is_set_and_fits(text: str, size: tuple[int, int], kind: TitleKind):
    fonts, look = Fonts(), LOOKS[kind]
    place = look.place(*size)

    lines = typeset([(text, look.first)], place, fonts)

    whole = shaped(text, levels(text, 0), fonts, look.first.weight, look.first.tracking)
    assert inked(lines) == inked(list(whole.glyphs))
    assert max(line.width for line in lines) <= place.width * 1.02
    assert lines[-1].baseline - lines[0].baseline <= place.height


@given(st.text(max_size=60), st.sampled_from(list(TitleKind)))
@settings(max_examples=80)
def test_any_text_at_all_is_drawn_or_left_out(text: str, kind: TitleKind):
    overlay = lettering(kind, text, 160, 96, Fonts())

    if overlay is not None:
        rows, columns = overlay.light.shape[:2]
        assert overlay.left >= 0 and overlay.top >= 0 and overlay.left + columns <= 160 and overlay.top + rows <= 96


# Over a picture


def luminance(value: np.ndarray) -> np.ndarray:
    """Relative luminance, as the Web Content Accessibility Guidelines reckon contrast."""
    share = value.astype(float) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize(("kind", "least"), [(OPENING, 3.0), (END_CARD, 4.5), (CAPTION, 4.5)])
def test_letters_stand_out_of_a_white_picture(kind: TitleKind, least: float, fonts: Fonts):
    """By the contrast that the guidelines ask: 3 for large letters, 4.5 for small ones."""
    overlay = lettering(kind, "Harbour, June", 1920, 1080, fonts)
    shown = draw(plain(255, (1920, 1080)), overlay, 1.0)
    shown = shown[overlay.top :, overlay.left :][: overlay.light.shape[0], : overlay.light.shape[1], 0]
    ink = overlay.light[..., 0]
    beside = (cv2.dilate(ink, np.ones((5, 5), np.uint8)) > 0) & (ink == 0)

    contrast = (luminance(shown[ink == 255]).mean() + 0.05) / (luminance(shown[beside]).mean() + 0.05)

    assert contrast > least


def test_an_end_card_leaves_a_quarter_of_the_picture_s_brightness(fonts: Fonts):
    shown = draw(plain(200), lettering(END_CARD, "The end", 640, 360, fonts), 1.0)

    assert shown[0, 0].tolist() == [50, 50, 50]


def test_a_caption_changes_nothing_but_its_own_place(fonts: Fonts):
    noise = np.random.default_rng(3).integers(0, 256, (360, 640, 3), np.uint8)
    overlay = lettering(CAPTION, "Yes, now.", 640, 360, fonts)

    shown = draw(noise, overlay, 1.0)

    changed = (shown != noise).any(axis=2)
    rows, columns = overlay.light.shape[:2]
    changed[overlay.top : overlay.top + rows, overlay.left : overlay.left + columns] = False
    assert not changed.any() and (shown != noise).any()


@pytest.mark.parametrize("kind", list(TitleKind))
def test_half_a_title_is_half_way_between_without_and_with(kind: TitleKind, fonts: Fonts):
    noise = np.random.default_rng(3).integers(0, 256, (360, 640, 3), np.uint8)
    overlay = lettering(kind, SHORT, 640, 360, fonts)

    half = draw(noise, overlay, 0.5).astype(float)

    between = (noise.astype(float) + draw(noise, overlay, 1.0)) / 2
    assert abs(half - between).max() <= 2 if kind is CAPTION else abs(half - between).mean() < 4


@pytest.mark.parametrize("kind", list(TitleKind))
@pytest.mark.parametrize("amount", [0.0, 0.3, 1.0])
def test_the_picture_that_is_drawn_on_is_left_as_it_was(kind: TitleKind, amount: float, fonts: Fonts):
    given_picture = plain(120)

    shown = draw(given_picture, lettering(kind, SHORT, 640, 360, fonts), amount)

    assert (given_picture == 120).all()
    assert (shown is given_picture) == (amount == 0.0)


def test_the_same_title_is_the_same_to_the_last_bit():
    first, second = (title_picture(OPENING, SHORT, 640, 360, Fonts()) for _ in range(2))

    assert np.array_equal(first, second)


# In a film


def titled_film(*titles: Title, frames: int = 240, size: tuple[int, int] = (160, 96)) -> Timeline:
    track = picture(Clip(id="clip", media="m", source_start=Fraction(0), frames=frames))
    return Timeline(
        name="film", frame_rate=Fraction(24), width=size[0], height=size[1], tracks=(track,), titles=titles
    )  # fmt: skip


def test_an_opening_comes_and_goes_over_half_a_second():
    title = Title(kind=OPENING, text="a", start=10, frames=72)

    seen = [level(title, frame, Fraction(24), 240) for frame in range(240)]

    assert [frame for frame, part in enumerate(seen) if 0 < part < 1] == [*range(10, 22), *range(70, 82)]
    assert seen[:10] == [0.0] * 10 and seen[82:] == [0.0] * 158 and set(seen[22:70]) == {1.0}
    assert seen[10:82] == pytest.approx(seen[81:9:-1])
    assert seen[10:22] == sorted(seen[10:22])


def test_an_end_card_that_ends_with_the_film_stays():
    title = Title(kind=END_CARD, text="a", start=168, frames=72)

    assert level(title, 239, Fraction(24), 240) == 1.0
    assert level(title, 239, Fraction(24), 260) < 0.1


@given(st.integers(1, 60), st.sampled_from(list(TitleKind)), st.sampled_from([Fraction(1), NTSC_FILM, Fraction(240)]))
def test_however_short_a_title_is_it_is_seen_whole(frames: int, kind: TitleKind, rate: Fraction):
    title = Title(kind=kind, text="a", start=0, frames=frames)

    assert max(level(title, frame, rate, 1000) for frame in range(frames)) == 1.0


def test_frames_without_titles_are_given_back_as_they_are(fonts: Fonts):
    drawer = TitleDrawer(titled_film(Title(kind=OPENING, text="a", start=10, frames=20)), fonts)
    given_picture = plain(90, (160, 96))

    assert [frame for frame in range(240) if drawer.is_on(frame)] == list(range(10, 30))
    assert drawer.drawn(9, given_picture) is given_picture
    assert (drawer.drawn(20, given_picture) != given_picture).any()


def test_frames_may_be_drawn_in_any_order(fonts: Fonts):
    captions = [Title(kind=CAPTION, text=f"line {number}", start=20 * number, frames=18) for number in range(10)]
    film, given_picture = titled_film(*captions), plain(90, (160, 96))
    forwards = TitleDrawer(film, fonts)
    in_order = [forwards.drawn(frame, given_picture) for frame in range(200)]

    backwards = TitleDrawer(film, fonts)

    assert all(np.array_equal(backwards.drawn(frame, given_picture), in_order[frame]) for frame in reversed(range(200)))


def test_a_caption_is_not_dimmed_by_an_end_card(fonts: Fonts):
    card, caption = (
        Title(kind=END_CARD, text="The end", start=120, frames=120),
        Title(kind=CAPTION, text="Bye", start=150, frames=60),
    )

    shown = TitleDrawer(titled_film(caption, card), fonts).drawn(180, plain(200, (160, 96)))

    assert shown[80:].max() > 240


def test_a_drawer_crosses_to_another_process(own_font: Path):
    film = titled_film(Title(kind=OPENING, text="Harbour", start=0, frames=40))
    drawer = TitleDrawer(film, Fonts(own_font))

    there = pickle.loads(pickle.dumps(drawer))

    assert np.array_equal(there.drawn(20, plain(9, (160, 96))), drawer.drawn(20, plain(9, (160, 96))))


def test_what_shapes_a_stretch_s_titles_is_in_its_key(own_font: Path, fonts: Fonts):
    title = Title(kind=CAPTION, text="Harbour", start=30, frames=40)
    stretch = range(20, 100)

    def key(title: Title = title, fonts: Fonts = fonts, film: Timeline | None = None) -> str:
        return TitleDrawer(film or titled_film(title), fonts).key(stretch)

    others = [
        key(Title(kind=CAPTION, text="harbour", start=30, frames=40)),
        key(Title(kind=OPENING, text="Harbour", start=30, frames=40)),
        key(Title(kind=CAPTION, text="Harbour", start=31, frames=40)),
        key(Title(kind=CAPTION, text="Harbour", start=30, frames=41)),
        key(fonts=Fonts(own_font)),
        key(film=titled_film(title, size=(320, 180))),
        key(film=titled_film(title, frames=70)),
    ]
    assert len({key(), *others}) == 1 + len(others)


def test_a_stretch_has_the_same_key_wherever_in_the_film_it_lies(fonts: Fonts):
    early, late = (TitleDrawer(titled_film(Title(kind=CAPTION, text="a", start=at, frames=9)), fonts) for at in (30, 130))

    assert early.key(range(20, 60)) == late.key(range(120, 160)) != ""
    assert early.key(range(100, 200)) == ""
