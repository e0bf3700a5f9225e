"""Files of subtitles as programs and people write them, and as nobody should."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoedit.document.captions import LATEST, MOST_CAPTIONS, BadCaptions, load_captions, moved, read_captions
from autoedit.errors import DocumentError
from autoedit.model.caption import Caption

PLAIN = "1\n00:00:01,500 --> 00:00:03,000\nHello.\n\n2\n00:01:02,000 --> 00:01:04,250\nTwo\nlines\n"


def read(text: str) -> list[tuple[Fraction, Fraction, str]]:
    return [(caption.start, caption.end, caption.text) for caption in read_captions(text.encode(), "talk.srt").captions]


def texts(text: str) -> list[str]:
    return [said for _, _, said in read(text)]


def refusal(content: str | bytes) -> BadCaptions:
    with pytest.raises(BadCaptions) as raised:
        read_captions(content.encode() if isinstance(content, str) else content, "talk.srt")
    return raised.value


def clock(time: Fraction, mark: str = ",") -> str:
    seconds, thousandths = divmod(int(time * 1000), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{thousandths:03}"


def test_times_are_exact():
    assert read(PLAIN) == [
        (Fraction(3, 2), Fraction(3), "Hello."),
        (Fraction(62), Fraction(257, 4), "Two\nlines"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("\n", "\r\r\n"),
        PLAIN.replace(",", "."),
        PLAIN.replace("1\n00", "00", 1).replace("2\n00", "00"),
        PLAIN.replace("\n\n", "\n"),
        PLAIN.replace("\n\n", "\n \n\n\t\n"),
        PLAIN.replace("00:0", "0:0").replace(" --> ", "-->"),
        PLAIN.replace("00:00:01", "00:01").replace("00:00:03", "00:03"),
        PLAIN.replace(" --> ", " -> ").replace(",", " , "),
        PLAIN.replace("3,000", "3,000  X1:100 X2:200"),
        "WEBVTT - a talk\nKind: captions\n\nSTYLE\n::cue { color: red }\n\n" + PLAIN + "\nNOTE not said\nat all\n",
        "WEBVTT\n\n" + PLAIN.replace("1\n00", "the first\n00", 1).replace("3,000", "3,000 align:start line:0"),
    ],
    ids=[
        "crlf", "cr", "crcrlf", "dots", "no numbers", "no blank lines", "many blank lines", "short hours", "no hours",
        "thin arrow", "coordinates", "vtt", "vtt names",
    ],
)  # fmt: skip
def test_the_ways_of_writing_a_file_are_one(text: str):
    assert read(text) == read(PLAIN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_however_it_is_stored(encoding: str):
    text = PLAIN.replace("Hello.", "Grüß Gott, 港口, שלום 🎉")

    found = read_captions(text.encode(encoding), "talk.srt")

    assert found.captions[0].text == "Grüß Gott, 港口, שלום 🎉"


def test_what_is_no_unicode_is_read_as_western_and_said_to_be_a_guess():
    found = read_captions(PLAIN.replace("Hello.", "Füße – “où”").encode("cp1252"), "talk.srt")

    assert (found.captions[0].text, found.encoding, found.is_guessed) == ("Füße – “où”", "cp1252", True)
    assert not read_captions(PLAIN.encode(), "talk.srt").is_guessed


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<i>softly</i> and <b>LOUD</b>", "softly and LOUD"),
        ('<font color="#ff0000" size=20>red</font>', "red"),
        (r"{\an8}{\pos(192,108)}above", "above"),
        ("<v Anna>Hi.</v> <c.yellow.bg>Yes</c> <00:00:02.000>now", "Hi. Yes now"),
        ("1 < 2 and 3 > 2, I <3 you, a<b", "1 < 2 and 3 > 2, I <3 you, a<b"),
        ("Fish &amp; chips &lt;now&gt;&nbsp;", "Fish & chips <now>"),
        (r"one\Ntwo<br/>three", "one\ntwo\nthree"),
        ("  many   spaces\there ", "many spaces here"),
        ("bell\a and null\0", "bell and null"),
        ("- A --> B", "- A --> B"),
    ],
)
def test_words_are_kept_and_styles_are_not(written: str, said: str):
    assert texts(PLAIN.replace("Hello.", written))[0] == said


def test_a_number_that_is_said_is_no_cue_s_number():
    assert texts("1\n00:00:01,0 --> 00:00:02,0\n3\n\n2\n00:00:02,0 --> 00:00:03,0\n2\n\n00:00:03,0 --> 00:00:04,0\n1\n") == [
        "3",
        "2",
        "1",
    ]


def test_a_blank_line_within_a_cue_does_not_lose_its_words():
    assert texts("1\n00:00:01,0 --> 00:00:02,0\nfirst\n\nsecond\n\n2\n00:00:03,0 --> 00:00:04,0\nthird") == [
        "first\nsecond",
        "third",
    ]


def test_cues_come_in_the_order_of_time_and_each_once():
    early, late = "00:00:01,0 --> 00:00:02,0\nearly\n\n", "00:00:05,0 --> 00:00:06,0\nlate\n\n"

    assert texts(late + early + late) == ["early", "late"]


def test_cues_that_say_nothing_or_last_no_time_are_left_out():
    empty, instant = "00:00:01,0 --> 00:00:02,0\n<i></i>\n\n", "00:00:03,0 --> 00:00:03,0\nnever\n\n"

    assert texts(empty + instant + PLAIN) == ["Hello.", "Two\nlines"]


words = st.text("abc éßשל港,.-!?", min_size=1, max_size=20)
cues = st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**5), words), min_size=1, max_size=8)


@given(cues, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(["\n", "\r\n"]), st.sampled_from(",."))
def test_what_is_written_is_what_is_read(rows: list[tuple[int, int, str]], encoding: str, end: str, mark: str):
    wanted = {(Fraction(at, 1000), Fraction(at + last, 1000), " ".join(f"x{text}".split())) for at, last, text in rows}
    lines = [
        f"{number}\n{clock(start, mark)} --> {clock(finish, mark)}\n{text}\n"
        for number, (start, finish, text) in enumerate(wanted)
    ]

    found = read_captions("\n".join(lines).replace("\n", end).encode(encoding), "talk.srt")

    assert {(caption.start, caption.end, caption.text) for caption in found.captions} == wanted
    assert [caption.start for caption in found.captions] == sorted(caption.start for caption in found.captions)


@given(st.binary(max_size=400) | st.text("0123456789:,->\n <i{", max_size=200).map(str.encode))
def test_any_bytes_at_all_are_captions_or_refused(content: bytes):
    try:
        found = read_captions(content, "talk.srt")
    except BadCaptions as error:
        assert error.line >= 1
    else:
        assert all(0 <= caption.start < caption.end <= LATEST and caption.text.strip() for caption in found.captions)


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (PLAIN.replace("00:01:02,000", "00:01:0x,000"), 6, "says no times"),
        (PLAIN.replace("00:01:02,000", "aa:01:02,000"), 6, "says no times"),
        (PLAIN.replace("00:01:02", "00:61:02"), 6, "more than 59 minutes"),
        (PLAIN.replace("00:01:04", "400:01:04"), 6, "beyond 100 hours"),
        (PLAIN.replace("00:01:04", "00:00:04"), 6, "ends before it begins"),
        (PLAIN.replace("00:01:02", "9" * 5000 + ":01:02"), 6, "says no times"),
        (PLAIN.replace("Hello", "Hello" * 300), 2, "characters are no caption"),
        ("A film about a harbour.\n" + PLAIN, 1, "is not the time of a caption"),
        ("[Script Info]\nTitle: Harbour\n", 1, "SubRip"),
        ("", 1, "no caption"),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" * 30, 1, "is not the time"),
        ("00:00:01,0 --> 00:00:02,0\na\n\n" * 9 + "1\n\n00:00:05,0 --> soon\nb", 30, "says no times"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_by_its_line(content: str | bytes, line: int, told: str):
    error = refusal(content)

    assert (error.line, told in str(error)) == (line, True), str(error)
    assert isinstance(error, DocumentError) and str(error).startswith("captions talk.srt") and len(str(error)) < 300


@pytest.mark.parametrize("kind", ["noise", "letters", "blank lines", "times", "one cue", "tags"])
def test_ten_megabytes_of_junk_are_refused_soon(kind: str):
    size = 10 * 2**20
    content = {
        "noise": random.Random(1).randbytes(size),
        "letters": b"a" * size,
        "blank lines": b"\n" * size,
        "times": b"00:00:01,0 --> 00:00:02,0\n" * (size // 26),
        "one cue": b"00:00:01,0 --> 00:00:02,0\n" + b"word " * (size // 5),
        "tags": b"00:00:01,0 --> 00:00:02,0\n" + b"<i " * (size // 3),
    }[kind]

    assert refusal(content).line >= 1


def test_more_captions_than_anybody_says_are_refused():
    cues = (f"{clock(Fraction(number))} --> {clock(Fraction(number + 1))}\nword\n" for number in range(MOST_CAPTIONS + 1))

    assert "Divide the file" in str(refusal("\n".join(cues)))


def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path):
    for path in (tmp_path / "gone.srt", tmp_path):
        with pytest.raises(BadCaptions, match="cannot be read"):
            load_captions(path)


def test_a_file_is_read_by_its_name(tmp_path: Path):
    path = tmp_path / "talk.srt"
    path.write_text(PLAIN, encoding="utf-8")

    assert len(load_captions(path).captions) == 2


def test_captions_are_moved_to_a_clock_that_does_not_begin_at_zero():
    caption = Caption(start=Fraction(1), end=Fraction(2), text="a")

    assert moved([caption], Fraction(5, 3)) == (Caption(start=Fraction(8, 3), end=Fraction(11, 3), text="a"),)
