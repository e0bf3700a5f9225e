"""Films whose every boundary is known: shots joined by every kind of passage, with disturbances planted that are none.

The picture is disturbed as unseen footage is: grain, flicker, weave, held frames, grey, low contrast, coding at low rates.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.training.material import HEIGHT, WIDTH, Film, pick

RATES = (24, 25, 30)


@dataclass(slots=True)
class Truth:
    """Frames counted from 0: first new frames of cuts, inclusive ranges of graduals, and frames to leave out of learning."""

    cuts: list[int] = field(default_factory=list)
    graduals: list[tuple[int, int, str]] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The frame after which the last shot stands alone."""
        return max((*self.cuts, *(end + 1 for _, end, _ in self.graduals), 0))


def make_film(rng: random.Random, takes: Sequence[Film], shots: int) -> tuple[Film, Truth, int]:
    """A film of some shots, its truth and its rate."""
    truth = Truth()
    film = _shot(rng, takes, _length(rng))
    for _ in range(shots - 1):
        film = _joined(rng, takes, film, truth)
    film = _look(rng, film, truth)
    return _coded(rng, film), truth, rng.choice(RATES)


def _length(rng: random.Random) -> int:
    return rng.choice((rng.randint(8, 20), rng.randint(20, 60), rng.randint(40, 110), rng.randint(60, 180)))


def _shot(rng: random.Random, takes: Sequence[Film], frames: int) -> Film:
    """A take through a moving window, in colours of its own, with or without disturbances."""
    film = pick(rng, takes, frames)
    film = _coloured(rng, _windowed(rng, film))
    for disturb, chance in DISTURBANCES:
        if frames > 24 and rng.random() < chance:
            film = disturb(rng, film)
    return film


def _joined(rng: random.Random, takes: Sequence[Film], film: Film, truth: Truth) -> Film:
    kind = rng.choices(("cut", "jump", "punch", "dissolve", "fade", "wipe"), (38, 12, 3, 21, 14, 12))[0]
    if kind in ("jump", "punch"):
        return _cut_within(rng, film, truth, kind)
    after = _shot(rng, takes, _length(rng))
    while _is_alike(film[-1], after[0]):
        after = _shot(rng, takes, _length(rng))
    if kind == "cut":
        truth.cuts.append(len(film))
        return np.concatenate([film, after])
    if kind == "fade":
        return _faded(rng, film, after, truth)
    room = min(len(film) - truth.last, len(after)) - 4
    if room < 4:
        truth.cuts.append(len(film))
        return np.concatenate([film, after])
    frames = min(room, rng.choice((rng.randint(4, 12), rng.randint(10, 30), rng.randint(20, 60))))
    first = len(film) - frames
    progress = _eased(rng, np.arange(1, frames + 1) / (frames + 1))
    masks = _wipe(rng) if kind == "wipe" else None
    mixed = np.stack(
        [_mixed(film[first + k], after[k], progress[k] if masks is None else masks(progress[k])) for k in range(frames)]
    )
    truth.graduals.append((first, first + frames - 1, kind))
    return np.concatenate([film[:first], mixed, after[frames:]])


def _is_alike(one: Film, other: Film) -> bool:
    small = [cv2.resize(picture[0], (16, 9), interpolation=cv2.INTER_AREA).astype(np.float32) for picture in (one, other)]
    return float(np.abs(small[0] - small[1]).mean()) < 12 and float(np.corrcoef(small[0].ravel(), small[1].ravel())[0, 1]) > 0.6


def _cut_within(rng: random.Random, film: Film, truth: Truth, kind: str) -> Film:
    """A jump within a take, or the same view suddenly nearer. A jump that hardly shows is not learned from."""
    if len(film) - truth.last < 70:
        return film
    place = rng.randint(truth.last + 15, len(film) - 50)
    if kind == "jump":
        film = np.concatenate([film[:place], film[place + rng.randint(22, 35) :]])
        step = float(np.abs(film[place].astype(np.int16) - film[place - 1]).mean())
        usual = max(float(np.abs(film[k].astype(np.int16) - film[k - 1]).mean()) for k in range(place - 8, place))
        (truth.cuts if step > 2.5 * usual + 2 else truth.unclear).append(place)
        return film
    share = rng.uniform(0.45, 0.7)
    x, y = rng.uniform(0, 1 - share) * WIDTH, rng.uniform(0, 1 - share) * HEIGHT
    nearer = np.stack([_crop(picture, x, y, share) for picture in film[place:]])
    truth.cuts.append(place)
    return np.concatenate([film[:place], nearer])


def _faded(rng: random.Random, film: Film, after: Film, truth: Truth) -> Film:
    """Out to a plain picture and in from it, or one of the two; the plain picture may last."""
    plain = np.zeros((3, HEIGHT, WIDTH), np.uint8)
    plain[0] = 250 if rng.random() < 0.2 else rng.choice((0, 0, 6, 14))
    plain[1:] = 128
    how = rng.choices(("both", "out", "in"), (3, 1, 1))[0]
    out = min(len(film) - truth.last - 3, _fade_length(rng)) if how != "in" else 0
    into = min(len(after) - 3, _fade_length(rng)) if how != "out" else 0
    held = rng.choice((0, rng.randint(1, 8), rng.randint(10, 40))) if how == "both" else rng.randint(10, 40)
    if min(out or 4, into or 4) < 4:
        truth.cuts.append(len(film))
        return np.concatenate([film, after])
    parts = [film[: len(film) - out]]
    begin = len(film) - out
    ramp = _eased(rng, np.arange(1, out + 1) / (out + 1))
    parts.append(np.stack([_mixed(film[begin + k], plain, ramp[k]) for k in range(out)]) if out else film[:0])
    parts.append(np.repeat(plain[None], held, axis=0))
    ramp = _eased(rng, np.arange(1, into + 1) / (into + 1))
    parts.append(np.stack([_mixed(plain, after[k], ramp[k]) for k in range(into)]) if into else film[:0])
    parts.append(after[into:])
    if out:
        truth.graduals.append((begin, begin + out - 1, "fade"))
    else:
        truth.cuts.append(len(film))
    if into:
        start = begin + out + held
        truth.graduals.append((start, start + into - 1, "fade"))
    else:
        truth.cuts.append(begin + out + held)
    return np.concatenate(parts)


def _fade_length(rng: random.Random) -> int:
    return rng.choice((rng.randint(4, 10), rng.randint(8, 20), rng.randint(15, 45)))


def _mixed(one: Film, other: Film, share: float | NDArray[np.float32]) -> Film:
    if isinstance(share, float):
        return np.asarray(cv2.addWeighted(one, 1 - share, other, share, 0), np.uint8)
    return (one + (other.astype(np.float32) - one) * share).astype(np.uint8)


def _eased(rng: random.Random, progress: NDArray[np.float64]) -> list[float]:
    return [float(p) for p in (progress if rng.random() < 0.75 else progress**2 * (3 - 2 * progress))]


def _wipe(rng: random.Random):  # noqa: ANN202  # a function of progress
    rows, columns = (grid.astype(np.float32) for grid in np.mgrid[0 : 1 : HEIGHT * 1j, 0 : 1 : WIDTH * 1j])
    way = rng.choice(("x", "x", "y", "diagonal", "iris", "clock", "doors"))
    field_ = {
        "x": columns,
        "y": rows,
        "diagonal": (rows + columns) / 2,
        "iris": np.hypot(rows - 0.5, columns - 0.5) / 0.71,
        "clock": (np.arctan2(rows - 0.5, columns - 0.5) + np.pi) / (2 * np.pi),
        "doors": np.abs(columns - 0.5) * 2,
    }[way]
    if rng.random() < 0.5:
        field_ = 1 - field_
    soft = rng.choice((0.01, 0.05, 0.2))
    return lambda progress: np.clip((progress * (1 + soft) - field_) / soft, 0, 1).astype(np.float32)


def _crop(picture: Film, x: float, y: float, share: float) -> Film:
    matrix = np.array([[share, 0, x], [0, share, y]], np.float32)
    return np.stack(
        [
            cv2.warpAffine(
                plane, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT
            )
            for plane in picture
        ]
    )


def _windowed(rng: random.Random, film: Film) -> Film:
    """A window that rests, pans, zooms or trembles over the take."""
    if rng.random() < 0.35:
        return film if rng.random() < 0.5 else film[..., ::-1]
    count = len(film)
    share = rng.uniform(0.4, 0.95)
    pan = rng.choice((0, 0, rng.uniform(-1.5, 1.5), rng.uniform(-5, 5)))
    zoom = rng.choice((0, 0, rng.uniform(-0.004, 0.004)))
    tremble = rng.choice((0, 0, rng.uniform(0.3, 2.5)))
    x, y = rng.uniform(0, 1 - share) * WIDTH, rng.uniform(0, 1 - share) * HEIGHT
    seed = np.random.default_rng(rng.randrange(2**32))
    hand = np.cumsum(seed.normal(0, tremble, (count, 2)), axis=0) if tremble else np.zeros((count, 2))
    hand -= np.linspace(0, 1, count)[:, None] * hand[-1]
    return np.stack(
        [
            _crop(film[k], x + pan * k + hand[k, 0], y + 0.3 * pan * k + hand[k, 1], max(0.3, share + zoom * k))
            for k in range(count)
        ]
    )


def _coloured(rng: random.Random, film: Film) -> Film:
    """Other light and other colours."""
    gain, lift = rng.uniform(0.5, 1.25), rng.uniform(-25, 30)
    table = np.clip((np.arange(256) - 128) * gain + 128 + lift, 0, 255).astype(np.uint8)
    film = film.copy()
    film[:, 0] = table[film[:, 0]]
    if rng.random() < 0.5:
        angle, strength = rng.uniform(0, 6.28), rng.uniform(0, 1.3)
        u, v = film[:, 1].astype(np.float32) - 128, film[:, 2].astype(np.float32) - 128
        film[:, 1] = np.clip(128 + strength * (u * np.cos(angle) - v * np.sin(angle)), 0, 255)
        film[:, 2] = np.clip(128 + strength * (u * np.sin(angle) + v * np.cos(angle)), 0, 255)
    return film


def _flash(rng: random.Random, film: Film) -> Film:
    film = film.copy()
    radius = rng.choice((None, None, rng.uniform(0.3, 0.8)))
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    away = np.hypot((rows - rng.uniform(0, HEIGHT)) / HEIGHT, (columns - rng.uniform(0, WIDTH)) / HEIGHT)
    where = np.ones((HEIGHT, WIDTH)) if radius is None else np.clip(1.3 - away / radius, 0, 1)
    at = rng.randint(4, len(film) - 12)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        strength = rng.uniform(0.35, 1.0)
        for k in range(rng.randint(1, 5)):
            if at < len(film):
                light = (strength * where).astype(np.float32)
                film[at, 0] = film[at, 0] + (250.0 - film[at, 0]) * light
                film[at, 1:] = film[at, 1:] + (128.0 - film[at, 1:]) * light * 0.7
            at += 1
            strength *= rng.choice((1.0, 0.8, 0.5))
        at += rng.randint(2, 10)
    return film


def _exposure(rng: random.Random, film: Film) -> Film:
    film = film.copy()
    at, lasts = rng.randint(4, len(film) - 12), rng.choice((1, 1, 3, 8, 20))
    gain = rng.choice((rng.uniform(0.45, 0.8), rng.uniform(1.25, 1.8)))
    back = rng.choice((None, rng.randint(8, 40)))
    for k in range(at, len(film)):
        amount = min(1.0, (k - at + 1) / lasts)
        if back is not None and k > at + back:
            amount = max(0.0, amount - (k - at - back) / lasts)
        film[k, 0] = np.clip(film[k, 0] * (1 + (gain - 1) * amount), 0, 255)
    return film


def _whip(rng: random.Random, film: Film) -> Film:
    """The camera is torn round, with the blur of the movement, and rests elsewhere or comes back."""
    film = film.copy()
    frames = rng.randint(4, 14)
    at = rng.randint(4, len(film) - frames - 4)
    far = rng.choice((-1, 1)) * rng.uniform(0.6, 2.5) * WIDTH
    path = np.sin(np.linspace(0, np.pi / 2, frames + 1)) ** 2 * far
    goes_back = rng.random() < 0.3
    for k in range(at, len(film)):
        if k < at + frames:
            blur = abs(path[k - at + 1] - path[k - at])
            film[k] = _slid(film[k], path[k - at + 1], blur)
        elif not goes_back:
            film[k] = _slid(film[k], far, 0)
        elif k < at + 2 * frames:
            j = at + 2 * frames - k
            film[k] = _slid(film[k], path[j - 1], abs(path[j] - path[j - 1]))
    return film


def _slid(picture: Film, by: float, blur: float) -> Film:
    """The picture with its mirror images beside it, seen ``by`` pixels to the right."""
    matrix = np.array([[1, 0, by], [0, 1, 0]], np.float32)
    planes = []
    for plane in picture:
        wide = np.concatenate([plane, plane[:, ::-1]], axis=1)
        moved = cv2.warpAffine(
            wide, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_WRAP
        )
        planes.append(cv2.blur(moved, (max(1, int(blur)), 1)) if blur > 1 else moved)
    return np.stack(planes)


def _shaken(rng: random.Random, film: Film) -> Film:
    film = film.copy()
    at = rng.randint(2, len(film) - 10)
    strength = rng.uniform(3, 18)
    for k in range(at, min(len(film), at + rng.randint(8, 40))):
        film[k] = _crop(film[k], 8 + rng.gauss(0, strength), 5 + rng.gauss(0, strength * 0.6), 0.94)
    return film


def _covered(rng: random.Random, film: Film) -> Film:
    """Something passes close before the lens."""
    film = film.copy()
    frames = rng.randint(4, 18)
    at = rng.randint(3, len(film) - frames - 3)
    width = rng.uniform(0.4, 2.0) * WIDTH
    colour = np.array([rng.uniform(5, 200), rng.uniform(100, 156), rng.uniform(100, 156)])
    seed = np.random.default_rng(rng.randrange(2**32))
    texture = cv2.resize(seed.normal(0, 14, (6, 9)).astype(np.float32), (WIDTH, HEIGHT))
    columns = np.arange(WIDTH)[None, :] + 20 * np.sin(np.arange(HEIGHT) / 30)[:, None]
    leftwards = rng.random() < 0.5
    for k in range(frames):
        edge = (k + 0.5) / frames * (WIDTH + width)
        mask = (columns < edge) & (columns > edge - width)
        mask = mask[:, ::-1] if leftwards else mask
        for plane in range(3):
            film[at + k, plane][mask] = np.clip(colour[plane] + (texture[mask] if plane == 0 else 0), 0, 255)
    return film


def _titled(rng: random.Random, film: Film) -> Film:
    film = film.copy()
    at, fades = rng.randint(3, len(film) - 8), rng.choice((1, 1, 8, 15))
    until = at + rng.randint(10, 60)
    box = np.zeros((HEIGHT, WIDTH), np.float32)
    y = rng.randint(15, HEIGHT - 20)
    for line in range(rng.randint(1, 3)):
        cv2.putText(
            box,
            "".join(rng.choices("ABDEGHKMNRSTW aeo", k=rng.randint(5, 14))),
            (rng.randint(4, 60), y + 18 * line),
            3,
            rng.uniform(0.5, 1.1),
            1.0,
            2,
        )
    if rng.random() < 0.4:
        box[y - 14 : y + 10, rng.randint(0, 40) : rng.randint(120, WIDTH)] += 0.6
    box = np.minimum(box, 1)
    for k in range(at, min(len(film), until)):
        share = box * min(1.0, (k - at + 1) / fades)
        film[k, 0] = film[k, 0] + (235.0 - film[k, 0]) * share
        film[k, 1:] = film[k, 1:] + (128.0 - film[k, 1:]) * share
    return film


def _skipping(rng: random.Random, film: Film) -> Film:
    """Frames lost, and the last one held or not: one shot all the same."""
    at, lost = rng.randint(4, len(film) - 12), rng.randint(2, 7)
    held = np.repeat(film[at : at + 1], lost if rng.random() < 0.5 else 0, axis=0)
    return np.concatenate([film[: at + 1], held, film[at + 1 + lost :]])


DISTURBANCES = (
    (_flash, 0.2),
    (_exposure, 0.14),
    (_whip, 0.14),
    (_shaken, 0.1),
    (_covered, 0.14),
    (_titled, 0.14),
    (_skipping, 0.1),
)


def _look(rng: random.Random, film: Film, truth: Truth) -> Film:
    """What makes a whole film hard to see."""
    seed = np.random.default_rng(rng.randrange(2**32))
    film = film.copy()
    if rng.random() < 0.12:
        film = _held(film, truth, rng.choice((2, 2, 3)))
    if rng.random() < 0.3:
        film[:, 1:] = 128
    if rng.random() < 0.15:
        film[:, 0] = 128 + (film[:, 0].astype(np.float32) - 128) * rng.uniform(0.35, 0.7)
    grain = rng.choice((0, 0, 0, rng.uniform(2, 6), rng.uniform(6, 16)))
    flicker = rng.choice((0, 0, 0, rng.uniform(0.01, 0.06)))
    weave = rng.choice((0, 0, 0, 0, rng.uniform(0.3, 1.5)))
    bars = rng.choice((0, 0, 0, 18))
    for k in range(len(film)):
        if weave:
            film[k] = _crop(film[k], seed.normal(0, weave), seed.normal(0, weave), 1.0)
        if flicker:
            film[k, 0] = np.clip(film[k, 0] * (1 + seed.normal(0, flicker)), 0, 255)
        if grain:
            film[k, 0] = cv2.add(film[k, 0], seed.normal(0, grain, (HEIGHT, WIDTH)), dtype=cv2.CV_8U)
    if bars:
        film[:, 0, :bars] = film[:, 0, -bars:] = 0
        film[:, 1:, :bars] = film[:, 1:, -bars:] = 128
    return film


def _held(film: Film, truth: Truth, frames: int) -> Film:
    """Each picture shown for some frames, as in drawn films."""
    truth.cuts = [-(-cut // frames) * frames for cut in truth.cuts]
    truth.unclear = [-(-cut // frames) * frames for cut in truth.unclear]
    truth.graduals = [
        (-(-first // frames) * frames, last // frames * frames + frames - 1, kind) for first, last, kind in truth.graduals
    ]
    return film[np.arange(len(film)) // frames * frames]


def _coded(rng: random.Random, film: Film) -> Film:
    """Through the encoder at some quality, or as it is."""
    if rng.random() < 0.3:
        return film
    import av

    held = io.BytesIO()
    with av.open(held, "w", format="matroska") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = rng.choice((12, 30, 60, 250))
        stream.options = {
            "crf": str(rng.choice((18, 24, 30, 36))),
            "preset": "superfast",
            "sc_threshold": rng.choice(("0", "40")),
        }
        for picture in film:
            chroma = [cv2.resize(plane, (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA) for plane in picture[1:]]
            planes = np.concatenate([picture[0].ravel(), *(part.ravel() for part in chroma)]).reshape(-1, WIDTH)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(planes, format="yuv420p")))
        container.mux(stream.encode(None))
    held.seek(0)
    pictures = []
    with av.open(held) as container:
        for frame in container.decode(video=0):
            planes = frame.to_ndarray()
            chroma = planes[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
            pictures.append(np.stack([planes[:HEIGHT], *(cv2.resize(part, (WIDTH, HEIGHT)) for part in chroma)]))
    return np.stack(pictures)
