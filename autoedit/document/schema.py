"""The edit list's JSON, field by field: ``autoedit/edit-list/1``.

Each class mirrors one value of ``model``. Exact values rule; what is marked *shown* stands beside them for people and for
one-line ``jq``, is written by us and may be left out by others.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from autoedit.model.document import DecisionKind
from autoedit.model.media import Transfer
from autoedit.model.music import SectionKind
from autoedit.model.select import DefectKind
from autoedit.model.shot import BoundaryKind
from autoedit.model.time import rational, rational_text
from autoedit.model.timeline import TitleKind, TrackKind, TrackRole

SCHEMA: Literal["autoedit/edit-list/1"] = "autoedit/edit-list/1"

RATIONAL_PATTERN = r"^-?\d{1,40}(/[1-9]\d{0,39})?$"


def _exact(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, str):
        raise ValueError('an exact value is a string like "13013/2400"')
    return rational(value)


Exact = Annotated[
    Fraction,
    BeforeValidator(_exact),
    PlainSerializer(rational_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": RATIONAL_PATTERN, "description": "exact rational, seconds unless said"}),
]
Shown = Annotated[float | None, Field(default=None, description="shown: derived from the exact value, ignored on loading")]
ShownText = Annotated[str | None, Field(default=None, description="shown: derived from the exact value")]
ShownCount = Annotated[int | None, Field(default=None, description="shown: derived from the exact values")]
Share = Annotated[float, Field(ge=0, le=1)]

# A year at 30 frames a second; a number of hundreds of digits would overflow the seconds that are shown beside it.
MOST_FRAMES = 10**9
Frames = Annotated[int, Field(ge=0, le=MOST_FRAMES)]
Lasting = Annotated[int, Field(gt=0, le=MOST_FRAMES)]


Kind = TypeVar("Kind")
# As many entries of a list are looked at together: one that is wrong throughout would be a million errors in gigabytes.
AT_ONCE = 50


def _in_parts(value: Any, validated: ValidatorFunctionWrapHandler) -> Any:
    """A list as it is validated, up to where it goes wrong."""
    if not isinstance(value, list) or len(value) <= AT_ONCE:
        return validated(value)
    found = []
    for start in range(0, len(value), AT_ONCE):
        end = start + AT_ONCE
        try:
            found += validated(value[start:end])
        except ValidationError:
            # From its beginning, so that places count from there.
            return validated(value[:end])
    return found


Many = Annotated[list[Kind], WrapValidator(_in_parts)]


class Part(BaseModel):
    """The base: unknown fields are errors, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, allow_inf_nan=False)


class ColourPart(Part):
    matrix: str
    transfer: Transfer
    is_full_range: bool
    depth: int


class VideoPart(Part):
    index: int = Field(ge=0)
    codec: str
    start: Exact
    duration: Exact
    frames: Frames
    rate: Exact
    is_constant: bool
    width: int = Field(gt=0, le=65536)
    height: int = Field(gt=0, le=65536)
    stored_width: int = Field(gt=0, le=65536)
    stored_height: int = Field(gt=0, le=65536)
    rotation: int
    colour: ColourPart
    is_interlaced: bool
    is_mirrored: bool = False


class SoundPart(Part):
    index: int = Field(ge=0)
    codec: str
    start: Exact
    duration: Exact
    rate: int = Field(gt=0)
    channels: int = Field(gt=0)
    origin: Exact


class MediaPart(Part):
    id: str
    path: str = Field(description="relative to the edit list's own folder, or absolute")
    fingerprint: str
    container: str
    start: Exact
    duration: Exact
    duration_seconds: Shown
    video: VideoPart | None
    sound: SoundPart | None
    captured: str | None
    reel: str | None
    timecode: str | None
    made_by: str | None
    damage: Many[str]


class SpeechPart(Part):
    start: Exact
    end: Exact


class SelectPart(Part):
    id: str
    shot: str
    start: Exact
    end: Exact
    peak: Exact
    start_seconds: Shown
    end_seconds: Shown
    peak_seconds: Shown
    in_limit: Exact
    out_limit: Exact
    score: float
    parts: dict[str, float]
    look: Many[float]
    loudness: float | None
    speech: Many[SpeechPart] = Field(default=[], description="what is said between the limits")
    group: str | None = Field(default=None, description="takes of one view share a group")
    heading: tuple[float, float] = Field(default=(0.0, 0.0), description="the picture's motion, right and down, widths a second")
    lulls: Many[Exact] = Field(default=[], description="instants where a cut is felt least")


class ShotPart(Part):
    id: str
    start: Exact
    end: Exact
    opens: BoundaryKind
    closes: BoundaryKind


class DefectPart(Part):
    kind: DefectKind
    start: Exact
    end: Exact


class FootagePart(Part):
    media: MediaPart
    selects: Many[SelectPart]
    shots: Many[ShotPart] = []
    speech: Many[SpeechPart] = Field(default=[], description="what is said in the whole file")
    defects: Many[DefectPart] = []


class BeatPart(Part):
    time: Exact
    seconds: Shown
    number: int = Field(ge=0)
    strength: float


class RivalPart(Part):
    tempo: float
    score: float


class SectionPart(Part):
    start: Exact
    end: Exact
    kind: SectionKind
    energy: float


class StretchPart(Part):
    start: Exact
    end: Exact
    confidence: Share


class GridPart(Part):
    start: Exact
    end: Exact
    tempo: float
    metre: int
    confidence: Share
    beats: Many[BeatPart]
    sections: Many[SectionPart]
    rivals: Many[RivalPart]
    accents: Many[Exact]
    stretches: Many[StretchPart] = Field(default=[], description="how far the beats can be trusted, stretch by stretch")
    overruled: Many[str] = Field(default=[], description="what a person decided about the beats, a sentence each")
    begins_within: bool = Field(default=False, description="a part of a song: the music plays before its start")
    ends_within: bool = Field(default=False, description="a part of a song: the music goes on after its end")


class SongPart(Part):
    media: MediaPart
    grid: GridPart
    loudness: float


class ReasonPart(Part):
    text: str
    score: float
    parts: dict[str, float]
    cut_on: str
    runners_up: Many[str]
    hit: str = Field(default="", description="the beat that the action meets")
    terms: dict[str, float] = Field(default={}, description="what the clip is worth to the film, term by term")
    lost: dict[str, str] = Field(default={}, description="why each runner-up lost")
    avoids: Many[str] = Field(default=[], description="defects beside what is shown")


class ClipPart(Part):
    type: Literal["clip"] = "clip"
    id: str
    media: str
    source_start: Exact
    frames: Lasting
    speed: Exact
    gain_db: float = Field(ge=-100, le=60)
    fade_in_frames: Frames
    fade_out_frames: Frames
    select: str | None = None
    reason: ReasonPart | None = None
    source_seconds: Shown
    record_frame: ShownCount
    record_timecode: ShownText
    duration_seconds: Shown


class GapPart(Part):
    type: Literal["gap"] = "gap"
    frames: Lasting


class TransitionPart(Part):
    type: Literal["transition"] = "transition"
    kind: str
    in_frames: Frames
    out_frames: Frames
    settings: dict[str, float | str] = Field(default={}, description="what the transition is given beside the pictures")
    reason: str = Field(default="", description="why this cut is not a plain one")


ItemPart = Annotated[ClipPart | GapPart | TransitionPart, Field(discriminator="type")]


class TrackPart(Part):
    kind: TrackKind
    role: TrackRole
    items: Many[ItemPart]


class MarkerPart(Part):
    frame: Frames
    name: str


LONGEST_TITLE = 2000


def _short(text: str) -> str:
    # Pydantic's own limit refuses what stands for bytes that are no UTF-8, which a command line may hold.
    if len(text) > LONGEST_TITLE:
        raise ValueError(f"a title has {LONGEST_TITLE} characters at most")
    return text


TitleText = Annotated[str, AfterValidator(_short), Field(json_schema_extra={"maxLength": LONGEST_TITLE})]


class TitlePart(Part):
    kind: TitleKind
    text: TitleText
    start: Frames
    frames: Lasting


class TimelinePart(Part):
    name: str
    frame_rate: Exact = Field(description="frames a second")
    width: int = Field(gt=0, le=16384)
    height: int = Field(gt=0, le=16384)
    frames: ShownCount
    duration_seconds: Shown
    tracks: Many[TrackPart]
    markers: Many[MarkerPart]
    titles: Many[TitlePart] = Field(default=[], description="words over the picture")


class DecisionPart(Part):
    kind: DecisionKind
    select: str = Field(description="media/select; or a file, to drop it or for an instant of it that must be seen")
    slot: int | None = Field(default=None, ge=1, description="of a pin: the film's clip, from 1")
    time: Exact | None = Field(default=None, description="the instant that must be seen")
    start: Frames | None = Field(default=None, description="of a clip put in its place: where in the film it begins")
    frames: Lasting | None = Field(default=None, description="and how long it lasts")
    source_start: Exact | None = Field(default=None, description="and where in its source")


class LeftOutPart(Part):
    path: str
    stage: str = Field(default="", description="where it failed; 'choose' for what was left out by choice")
    reason: str
    remedy: str = Field(default="", description="the next step")


class SolutionPart(Part):
    value: float
    bound: float
    greedy: float | None = None
    beam: float | None = None
    random: float | None = None


class PlannedClipPart(Part):
    id: str
    select: str
    start: Frames
    source_start: Exact
    frames: Lasting
    transition: TransitionPart | None = Field(default=None, description="what was planned for the cut after it")


class EditListPart(Part):
    """An edit list: a film with every choice written down."""

    schema_name: Literal["autoedit/edit-list/1"] = Field(default=SCHEMA, alias="schema")
    made_by: str
    style: str
    length: Exact
    footage: Many[FootagePart]
    song: SongPart | None
    timeline: TimelinePart
    decisions: Many[DecisionPart]
    left_out: Many[LeftOutPart]
    notes: Many[str]
    options: dict[str, str]
    solution: SolutionPart | None = Field(default=None, description="the film's value, its upper bound, and what rivals get")
    planned: Many[PlannedClipPart] = Field(default=[], description="the clips as planned: what differs was changed by hand")


def json_schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of the edit list."""
    schema = EditListPart.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}
