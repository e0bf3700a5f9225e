"""Subtitle files to captions: SubRip (.srt) and WebVTT (.vtt), as programs and people really write them.

What can be understood is read: numbers missing, dots for commas, cues out of order, styles. What cannot is told by its line.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from autoedit.errors import AutoeditError, DocumentError
from autoedit.model.caption import Caption

# A day of talk takes two megabytes.
LARGEST_FILE = 16 * 2**20
# With its styles and tags a caption is written in more than it says; what is longer is not looked through for them.
LONGEST_WRITTEN = 50_000
MOST_LINES, MOST_CAPTIONS, LONGEST_TEXT, LATEST = 500_000, 20_000, 1000, 100 * 3600
HOW = "Give subtitles as SubRip (.srt) or WebVTT (.vtt)"

_CLOCK = r"(?:(\d{1,3})\s?:\s?)?(\d{1,2})\s?:\s?(\d{1,2})(?:\s?[.,]\s?(\d{1,9}))?"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-{{1,3}}>\s*{_CLOCK}(?:\s.*)?")
# Told from words with an arrow in them by the digits before it.
_ARROW = re.compile(r"\s*\d[\d\s:.,]*-{1,3}>")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_NOT_CUES = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")
# Known tags alone: "2 < 3" and "I <3 you" are words. Times within a line (karaoke) are tags too.
_TAGS = re.compile(
    r"</?(?:i|b|u|s|font|c|v|lang|ruby|rt|span|em|strong)(?:[\s.][^<>\n]*)?>|<\d[\d:.]*>|\{\\[^{}\n]*\}", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s*/?>|\\[Nn]", re.IGNORECASE)


class BadCaptions(DocumentError):
    """A file of captions that cannot be understood; says which line."""

    stage = "titles"
    step = "Mend the file there."

    def __init__(self, name: str, line: int, problem: str) -> None:
        self.field, self.problem = f"{name}, line {line}" if line else name, problem
        self.problems = ((self.field, problem),)
        self.line = line
        AutoeditError.__init__(self, f"captions {self.field}: {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionFile:
    """What a file says, in the order of time, counted from the beginning of what it belongs to.

    ``encoding`` is how its bytes were read; ``is_guessed`` where they did not say.
    """

    captions: tuple[Caption, ...]
    encoding: str
    is_guessed: bool


@dataclass(frozen=True, slots=True)
class _Cue:
    line: int
    start: Fraction
    end: Fraction
    rows: list[str]


def load_captions(path: Path) -> CaptionFile:
    """Read a file of captions.

    Raises:
        BadCaptions: it cannot be read or understood.
    """
    try:
        # A pipe that nobody writes to would be waited for, and a device may have no end.
        if path.exists() and not path.is_file():
            raise BadCaptions(str(path), 0, f"it cannot be read: it is not a file. {HOW}.")
        if path.stat().st_size > LARGEST_FILE:
            raise BadCaptions(str(path), 0, f"it is too large for subtitles. {HOW}.")
        return read_captions(path.read_bytes(), path.name)
    except OSError as error:
        raise BadCaptions(str(path), 0, f"it cannot be read ({error.strerror}). Check the name.") from error


def read_captions(content: bytes, name: str) -> CaptionFile:
    """Read captions from a file's bytes; ``name`` is what errors call it.

    Raises:
        BadCaptions: it is no file of captions, or one of its times makes no sense.
    """
    text, encoding, is_guessed = _decoded(content)
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > MOST_LINES:
        raise BadCaptions(name, MOST_LINES + 1, f"more than {MOST_LINES} lines are no subtitles. {HOW}.")
    found = set()
    for count, cue in enumerate(_cues(lines, name)):
        if count == MOST_CAPTIONS:
            raise BadCaptions(name, cue.line, f"more than {MOST_CAPTIONS} captions. Divide the file.")
        written = sum(map(len, cue.rows))
        said = _plain(cue.rows) if written <= LONGEST_WRITTEN else ""
        if len(said) > LONGEST_TEXT or written > LONGEST_WRITTEN:
            raise BadCaptions(name, cue.line, f"{len(said) or written} characters are no caption. {HOW}.")
        if said and cue.start < cue.end:
            found.add((cue.start, cue.end, said))
    if not found:
        raise BadCaptions(name, 1, f"there is no caption in it. {HOW}.")
    captions = tuple(Caption(start=start, end=end, text=said) for start, end, said in sorted(found))
    return CaptionFile(captions=captions, encoding=encoding, is_guessed=is_guessed)


def moved(captions: Iterable[Caption], by: Fraction) -> tuple[Caption, ...]:
    """Captions on another clock: files count from their beginning, which need not be zero on their own clock."""
    return tuple(replace(caption, start=caption.start + by, end=caption.end + by) for caption in captions)


def _decoded(content: bytes) -> tuple[str, str, bool]:
    """The text, how it was read, and whether that is a guess."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding, False
    beginning = content[:2048]
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Digits, colons and line ends have a zero byte each.
        if beginning[place::2].count(0) > len(beginning) / 5:
            return content.decode(encoding, "replace"), encoding, True
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding, encoding != "utf-8"
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1", True


def _cues(lines: Sequence[str], name: str) -> Iterator[_Cue]:
    """Each cue with its lines; blank lines within an .srt's cue do not end it, only the next cue's times do."""
    is_vtt = lines[0].startswith("WEBVTT")
    following = _following(lines)
    cue: _Cue | None = None
    is_skipped, previous = is_vtt, ""
    for place, line in enumerate(lines):
        is_after_blank = not previous.strip()
        if _ARROW.match(line):
            if cue is not None:
                yield cue
            start, end = _times(line, name, place + 1)
            cue, is_skipped = _Cue(place + 1, start, end, []), False
        elif not line.strip():
            is_skipped = is_skipped and not is_vtt
        elif is_skipped or (is_vtt and is_after_blank and _NOT_CUES.fullmatch(line)):
            is_skipped = True
        elif not _is_heading(line, previous, following[place], name, is_vtt=is_vtt):
            if cue is None:
                problem = f"{_brief(line)} is not the time of a caption, like 00:01:02,500 --> 00:01:04,000. {HOW}."
                raise BadCaptions(name, place + 1, problem)
            if not (is_vtt and is_after_blank):
                cue.rows.append(line)
        previous = line
    if cue is not None:
        yield cue


def _following(lines: Sequence[str]) -> list[tuple[int, str]]:
    """For each line the next that is not blank, with its number."""
    found, after = [], (len(lines), "")
    for place in range(len(lines) - 1, -1, -1):
        found.append(after)
        if lines[place].strip():
            after = (place + 1, lines[place])
    return found[::-1]


def _is_heading(line: str, previous: str, following: tuple[int, str], name: str, *, is_vtt: bool) -> bool:
    """Whether a line is a cue's number, or in WebVTT its name: its times come next, and it does not itself follow on times."""
    number, after = following
    is_first = not previous.strip()
    if not _NUMBER.fullmatch(line):
        return is_vtt and is_first and bool(_ARROW.match(after))
    if "-->" in after and not _ARROW.match(after):
        raise BadCaptions(name, number, f"{_brief(after)} says no times, like 00:01:02,500 --> 00:01:04,000.")
    return bool(_ARROW.match(after)) and not _ARROW.match(previous)


def _times(line: str, name: str, number: int) -> tuple[Fraction, Fraction]:
    match = _TIMES.fullmatch(line)
    if match is None:
        raise BadCaptions(name, number, f"{_brief(line)} says no times, like 00:01:02,500 --> 00:01:04,000.")
    start, end = (_time(match.groups()[side : side + 4], line, name, number) for side in (0, 4))
    if end < start:
        raise BadCaptions(name, number, f"{_brief(line)} ends before it begins.")
    return start, end


def _time(parts: Sequence[str | None], line: str, name: str, number: int) -> Fraction:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    if minutes > 59 or seconds > 59:
        raise BadCaptions(name, number, f"{_brief(line)} has more than 59 minutes or seconds.")
    time = hours * 3600 + minutes * 60 + seconds + (Fraction(int(parts[3]), 10 ** len(parts[3])) if parts[3] else Fraction(0))
    if time > LATEST:
        raise BadCaptions(name, number, f"{_brief(line)} lies beyond {LATEST // 3600} hours.")
    return time


def _plain(rows: Iterable[str]) -> str:
    """The words without styles, on as many lines."""
    text = html.unescape(_TAGS.sub("", _BREAK.sub("\n", "\n".join(rows))))
    shown = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "\n".join(row for row in (" ".join(line.split()) for line in shown.split("\n")) if row)


def _brief(line: str) -> str:
    return repr(line if len(line) <= 50 else f"{line[:47]}...")
