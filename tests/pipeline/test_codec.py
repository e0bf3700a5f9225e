from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from autoedit.analysis.listen import Heard
from autoedit.analysis.watch import Watched
from autoedit.model.media import Media
from autoedit.model.select import Defect, DefectKind, Moments
from autoedit.model.shot import Boundary, BoundaryKind, Shot
from autoedit.model.signal import Signal
from autoedit.pipeline import stages
from autoedit.pipeline.codec import content_text, from_bytes, to_bytes
from autoedit.pipeline.stage import Stage
from autoedit.pipeline.stages import SongHeard
from tests.plan.values import FOUR_RISING, click_grid, media, moment
from tests.properties.strategies import files

CUT = Boundary(kind=BoundaryKind.CUT, start=Fraction(5), end=Fraction(5), first_frame=125, last_frame=125, confidence=0.75)
SHOTS = (
    Shot(id="shot-001", start=Fraction(0), end=Fraction(5), opens=BoundaryKind.EDGE, closes=BoundaryKind.CUT),
    Shot(id="shot-002", start=Fraction(5), end=Fraction(1001, 100), opens=BoundaryKind.CUT, closes=BoundaryKind.EDGE),
)


def signal(name: str) -> Signal:
    return Signal(
        name=name,
        time_base=Fraction(1, 90_000),
        ticks=np.arange(5, dtype=np.int64) * 3003,
        values=np.linspace(0, 1, 5, dtype=np.float32),
    )


WATCHED = Watched(
    time_base=Fraction(1, 90_000), ticks=np.array([0, 3_000, 6_000]), boundaries=(CUT,), shots=SHOTS,
    signals=(signal("luma"), signal("action")),
    look_ticks=np.array([0, 45_000]), looks=np.eye(2, 48, dtype=np.float32), damage=("the file ends early",),
)  # fmt: skip
HEARD = Heard(
    loudness=signal("loudness"),
    onsets=signal("onsets"),
    level=signal("level"),
    speech=signal("speech"),
    wind=signal("wind"),
    clipping=signal("clipping"),
    is_silent=False,
)
MOMENTS = Moments(
    boundaries=(CUT,), shots=SHOTS, selects=(moment(1, loudness=-20.5), moment(2)),
    defects=(Defect(kind=DefectKind.BLACK, start=Fraction(1), end=Fraction(3, 2)),), damage=("é",),
)  # fmt: skip
SONG_HEARD = SongHeard(grid=click_grid(sections=FOUR_RISING, accents=(Fraction(1, 3),)), loudness=-9.5)

STAGES = [value for value in vars(stages).values() if isinstance(value, Stage)]
RESULTS = {
    "probe": [media("beach"), media("beach", has_sound=False)],
    "watch": [WATCHED],
    "portion": [WATCHED, None],
    "groups": [({"shot-001": "take-01"}, {}), ()],
    "listen": [HEARD, None],
    "selects": [MOMENTS],
    "song": [SONG_HEARD],
}


def plain(value: object) -> object:
    """A value as nested tuples that compare, arrays by type and content."""
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.shape, value.tobytes())
    if isinstance(value, tuple):
        return tuple(plain(part) for part in value)
    if hasattr(value, "__dataclass_fields__"):
        return (type(value).__name__, *(plain(getattr(value, name)) for name in value.__dataclass_fields__))
    return value


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_stages_result_survives_its_bytes(stage):
    for result in RESULTS[stage.name]:
        assert plain(from_bytes(to_bytes(result), stage.result)) == plain(result)


@given(files("beach"))
def test_any_medium_survives_its_bytes(file: Media):
    assert from_bytes(to_bytes(file), Media) == file


def test_content_does_not_depend_on_path_or_id():
    file = media("beach")

    assert content_text(file) == content_text(replace(file, id="b", path="/elsewhere/b.mp4"))


@pytest.mark.parametrize(
    "change", [{"fingerprint": "f"}, {"duration": Fraction(9)}, {"sound": None}, {"damage": ("torn",)}], ids=str
)
def test_content_depends_on_what_the_file_holds(change: dict[str, object]):
    file = media("beach")

    assert content_text(file) != content_text(replace(file, **change))


def test_content_depends_on_measurements():
    other = replace(HEARD.onsets, values=HEARD.onsets.values + 1)

    assert content_text(HEARD) != content_text(replace(HEARD, onsets=other))


def test_nothing_is_ever_unpickled():
    import io

    buffer = io.BytesIO()
    np.savez(buffer, value=np.array([object()], dtype=object))

    with pytest.raises(ValueError, match="allow_pickle"):
        from_bytes(buffer.getvalue(), Media)


def test_a_value_of_a_kind_that_cannot_be_stored_is_refused():
    with pytest.raises(TypeError, match="set is not a value"):
        to_bytes({1, 2})
