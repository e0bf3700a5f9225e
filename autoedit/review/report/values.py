"""What the report shows, gathered from an edit list before a file is opened: values that page and sheet draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from autoedit.model.document import EditList
from autoedit.model.media import Media
from autoedit.model.music import SectionKind
from autoedit.model.select import Defect, Select
from autoedit.model.timeline import Clip, Transition


class Size(StrEnum):
    """How large a picture is shown: a clip's own, or a thumbnail."""

    LARGE = "large"
    SMALL = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture that is shown: what is on at a time of a file, in the file's own clock."""

    media: str
    time: Fraction
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFrame:
    """One of a clip's pictures: ``name`` says which, ``frame`` where it is in the film."""

    name: str
    frame: int
    picture: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A runner-up and why it lost; ``picture`` is its peak, None where the list has no such select."""

    select: str
    lost: str
    score: float | None = None
    picture: Wanted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSound:
    """A clip's own sound: how many frames it is heard before its picture is seen, and after."""

    id: str
    leads: int
    trails: int
    gain_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipStory:
    """A clip of the film and all that is told of it.

    Attributes:
        number: its place in the film, from 1; what ``--pin`` counts.
        start: the frame of the film that it begins at.
        record, source: timecodes of its first frame, in the film and in its file.
        transition: what leads into it, None for a plain cut.
        person: what a person decided or changed, a sentence each.
    """

    number: int
    clip: Clip
    start: int
    media: Media
    record: str
    source: str
    frames: tuple[ClipFrame, ...]
    thumbnail: Wanted
    rivals: tuple[Rival, ...] = ()
    sounds: tuple[ClipSound, ...] = ()
    transition: Transition | None = None
    person: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Its name within the page."""
        return f"clip-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A stretch of a file that the film shows."""

    clip: int
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStory:
    """A file of footage: what was found in it, and what of that is in the film.

    ``poster`` is the peak of its best select, or its middle.
    """

    media: Media
    uses: tuple[Use, ...]
    selects: tuple[Select, ...]
    defects: tuple[Defect, ...]
    poster: Wanted

    def clips_of(self, select: Select) -> tuple[int, ...]:
        """The clips that show a select's peak, or else a part of it."""
        peak = tuple(use.clip for use in self.uses if use.start <= select.peak < use.end)
        return peak or tuple(use.clip for use in self.uses if use.start < select.end and select.start < use.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatSeen:
    """A beat where it is heard in the film, in frames; ``bar`` is told of downbeats, 0 otherwise."""

    frame: float
    bar: int
    is_downbeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSeen:
    """A section of the song where it is heard in the film, in frames: [start, end)."""

    start: float
    end: float
    kind: SectionKind
    energy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicSeen:
    """The song along the film; ``joins`` are the frames where it was cut anew."""

    beats: tuple[BeatSeen, ...] = ()
    sections: tuple[SectionSeen, ...] = ()
    joins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A line of the certificate; ``result`` is right, fault or warning, and ``text`` a word on it."""

    name: str
    found: str
    asked: str
    result: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSeen:
    """What was measured in the finished film; ``name`` is the file it was read from, empty where the film was just made."""

    holds: bool
    rows: tuple[CheckRow, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A picture as JPEG, or why there is none."""

    jpeg: bytes = b""
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that page and sheet show, but for pictures and sound.

    ``edit_file`` is the edit list's name for the command lines, None where it was not written; ``name`` what the film is called
    when it has no title.
    """

    edit_list: EditList
    clips: tuple[ClipStory, ...]
    files: tuple[FileStory, ...]
    music: MusicSeen
    certificate: CertificateSeen | None = None
    edit_file: str | None = None
    name: str = ""

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """Every picture that is shown, once."""
        found: dict[Wanted, None] = {}
        for clip in self.clips:
            found |= dict.fromkeys(frame.picture for frame in clip.frames)
            found[clip.thumbnail] = None
            found |= dict.fromkeys(rival.picture for rival in clip.rivals if rival.picture is not None)
        return tuple(found | dict.fromkeys(file.poster for file in self.files))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read from the files: pictures, the music's level by column of the film, and files that are not as planned.

    ``levels`` lie between 0 and 1, the loudest 1; empty where no music can be read. ``faults`` say by file what is wrong.
    """

    stills: Mapping[Wanted, Still] = field(default_factory=dict)
    levels: tuple[float, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)

    def still(self, wanted: Wanted) -> Still:
        """A picture, or why there is none."""
        return self.stills.get(wanted, Still(missing=self.faults.get(wanted.media, "it could not be read")))
