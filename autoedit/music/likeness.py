"""How alike the bars of a song are, and so what a jump between two bar lines costs the ear.

sound -> power in semitones, 50 times a second -> each bar in eight slots (timbre in dB, pitch classes)
      -> distance of every bar to every other -> price of every jump

A jump from line a to line b is natural when the bars from b on are like those that would have come from a on, or when those
before a are like those before b, which b usually follows. It is heard when the sound changes more across the splice than it
changes at the song's own bar lines, and when a note (a voice, above all) that is held over line a is not there after b, or
one that is held over line b was not there before a.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import NoSound
from autoedit.media.sound import sound_blocks
from autoedit.model.joins import Joins
from autoedit.model.media import Media
from autoedit.music.alignment import Envelopes, shifts_ms
from autoedit.music.spectra import Transform

Floats = NDArray[np.float64]

FRAMES_PER_SECOND = 50
# Parts semitones from about 500 Hz on, and is short against an eighth of a bar.
WINDOW_SECONDS = 0.1
LOW_EDGES_HZ = (30.0, 60.0, 110.0, 175.0)
FIRST_PITCH, PITCHES = 53, 66  # 175 Hz to 7.5 kHz
HIGH_EDGES_HZ = (7900.0, 11000.0, 16000.0)
PITCHES_TOGETHER = 6
SLOTS = 8
# What is so much quieter than the song's usual band is silence.
FLOOR_DB = -45.0
# Distances of 1: bars so far apart are heard as different places of a song.
TIMBRE_UNIT_DB, HARMONY_UNIT = 8.0, 0.5
# How a jump is judged: by the better of its two sides for the most part, the nearer bar twice as much as the next.
BETTER_SIDE, NEARER_BAR = 0.65, 2 / 3
# The change across a splice costs nothing up to the first quantile of the song's own changes at bar lines, 1 at the second;
# a change that the song makes itself at one of the two lines costs nothing up to the last.
USUAL_CHANGE, GREAT_CHANGE, OWN_CHANGE = 0.5, 0.8, 0.95
HAIR_DB = 0.01  # two renderings of the same bars differ by as much
BEYOND = 4.0  # the price of each further such step
CHANGE_SECONDS = (0.25, 1.0, None)  # None: a whole bar
# What is held over a line: in this register (voices and leads), so long before and after it.
HELD_HZ, HELD_SECONDS = (200.0, 3500.0), (0.06, 0.3)
HELD_PRICE = 2.5
TEMPO_PRICE = 12.0  # an octave
# What sounds so shortly before a line is heard through the crossfade; where it is louder than what it joins by more than the
# first, it is a ghost, and by so much more in every band, 1.
GHOST_SECONDS, GHOST_FREE_DB, GHOST_UNIT_DB = 0.1, 6.0, 12.0
# A voice or a lead moves where the chords stand still: what stands out from the median of its second and of its half octave.
STANDING_SECONDS, NEIGHBOURS = 1.2, 13
# How long a phrase is listened for on both sides of a line; sounding over it is the song's usual most from this quantile on.
PHRASE_SECONDS, FULL_PHRASE = 0.35, 0.9
PHRASE_PRICE = 2.0
# Bars so near to one another say the same words.
SAME_WORDS = 0.5


def joins(media: Media, lines: Sequence[Fraction], *, report: Callable[[float], None] | None = None) -> Joins:
    """Hear what every jump between bar lines would cost.

    Args:
        lines: bar lines in the file's own clock, rising.
        report: is told now and then how far it is, 0..1.

    Raises:
        NoSound: the file has no sound.
    """
    if media.sound is None:
        raise NoSound(media.path, "it has no sound", "Give a song, or a video with sound.")
    envelopes = Envelopes(media.sound.rate)
    power, hz = _listened(media, envelopes, report)
    places = np.array([float(line - media.sound.start) for line in lines])
    if len(lines) < 2:
        nothing = np.zeros((len(lines), len(lines)))
        return Joins(lines=tuple(lines), price=nothing.astype(np.float32), shift_ms=nothing.astype(np.int16))
    return Joins(
        lines=tuple(lines),
        price=np.asarray(_prices(power, hz, places), np.float32),
        shift_ms=shifts_ms(envelopes.result(), envelopes.frame_rate, places),
    )


def _listened(media: Media, envelopes: Envelopes, report: Callable[[float], None] | None) -> tuple[Floats, Floats]:
    """Power in bands, float64 [frames, bands], and the bands' middles in Hz; the envelopes listen too."""
    assert media.sound is not None
    rate, total = media.sound.rate, float(media.sound.duration * media.sound.rate)
    transform = Transform(rate, round(rate / FRAMES_PER_SECOND), WINDOW_SECONDS)
    filters, hz = _filters(rate, transform.size)
    heard, parts = 0, []
    for block in sound_blocks(media):
        parts.append(transform.hear(block) @ filters)
        envelopes.hear(block)
        heard += len(block)
        if report is not None:
            report(min(1.0, heard / total))
    parts.append(transform.rest() @ filters)
    return np.concatenate(parts).astype(np.float64), hz


def _filters(rate: int, size: int) -> tuple[NDArray[np.float32], Floats]:
    """Three low bands, a row of semitones, two high bands."""
    hz = np.arange(size // 2 + 1) * rate / size
    pitch = 69 + 12 * np.log2(np.maximum(hz, 1.0) / 440)
    low = [(hz >= first) & (hz < last) for first, last in pairwise(LOW_EDGES_HZ)]
    middle = [np.maximum(0.0, 1 - np.abs(pitch - FIRST_PITCH - number)) for number in range(PITCHES)]
    high = [(hz >= first) & (hz < last) for first, last in pairwise(HIGH_EDGES_HZ)]
    centres = [45.0, 85.0, 140.0, *(440 * 2 ** ((FIRST_PITCH + np.arange(PITCHES) - 69) / 12)), 9300.0, 13300.0]
    return np.array([*low, *middle, *high], np.float32).T, np.array(centres)


def _prices(power: Floats, hz: Floats, places: Floats) -> Floats:
    apart = _distances(power, places)
    ahead, behind = _along(apart), _along(apart[::-1, ::-1])[::-1, ::-1]
    # Bar k + 1 of the distances opens at line k; bar 0 is what comes before the first line.
    ahead, behind = ahead[1:, 1:], behind[:-1, :-1]
    better, worse = np.minimum(ahead, behind), np.maximum(ahead, behind)
    price = BETTER_SIDE * better + (1 - BETTER_SIDE) * worse
    # Where the same words follow, a phrase goes on though it is cut.
    other_words = np.minimum(1.0, apart[1:, 1:] / SAME_WORDS)
    phrase = _phrases(power, hz, places)
    price = price + PHRASE_PRICE * (phrase[:, None] + phrase[None, :]) / 2 * other_words
    price = price + _changes(power, places) + HELD_PRICE * _held(power, hz, places) + _ghosts(power, places) + _tempi(places)
    np.fill_diagonal(price, 0.0)
    return price


def _distances(power: Floats, places: Floats) -> Floats:
    """How far every bar is from every other, float64 [bars + 1, bars + 1], with the bar before the first line."""
    usual = float(np.median(np.diff(places)))
    lines = np.concatenate([[places[0] - usual], places, [places[-1] + usual]])
    edges = np.concatenate([np.linspace(first, last, SLOTS, endpoint=False) for first, last in pairwise(lines)])
    slots = _means(power, np.append(edges, lines[-1]))
    timbre = _timbre(slots, power)
    harmony = _harmony(slots)
    bars = len(lines) - 1
    rows = timbre.reshape(bars, -1)
    squares = (rows**2).sum(axis=1)
    square = np.maximum(0.0, squares[:, None] + squares[None, :] - 2 * rows @ rows.T) / rows.shape[1]
    chords = harmony.reshape(bars, -1)
    unlike = 1 - chords @ chords.T / SLOTS
    return np.asarray(np.sqrt(square) / TIMBRE_UNIT_DB + np.maximum(0.0, unlike) / HARMONY_UNIT) / 2


def _means(power: Floats, edges: Floats) -> Floats:
    """Mean power between one edge and the next, edges in seconds: float64 [edges - 1, bands]."""
    return _spans(power, edges[:-1], edges[1:])


def _spans(power: Floats, starts: Floats, ends: Floats) -> Floats:
    """Mean power of stretches, of a frame at least: float64 [stretches, bands]."""
    count = len(power)
    sums = np.concatenate([np.zeros((1, power.shape[1])), np.cumsum(power, axis=0)])
    first = np.clip(np.rint(starts * FRAMES_PER_SECOND).astype(np.intp), 0, count - 1)
    last = np.clip(np.rint(ends * FRAMES_PER_SECOND).astype(np.intp), first + 1, count)
    return np.asarray((sums[last] - sums[first]) / (last - first)[:, None])


def _timbre(means: Floats, power: Floats) -> Floats:
    """Levels in dB in some bands, semitones taken together."""
    return _levels(_coarse(means), _coarse(power))


def _coarse(power: Floats) -> Floats:
    low = len(LOW_EDGES_HZ) - 1
    pitches = power[:, low : low + PITCHES].reshape(len(power), -1, PITCHES_TOGETHER).sum(axis=2)
    return np.concatenate([power[:, :low], pitches, power[:, low + PITCHES :]], axis=1)


def _levels(means: Floats, power: Floats) -> Floats:
    usual = power.mean(axis=0)
    floor = np.maximum(usual, usual.max() * 1e-4) * 10 ** (FLOOR_DB / 10) + 1e-12
    return np.asarray(10 * np.log10(means + floor))


def _harmony(means: Floats) -> Floats:
    """Pitch classes of what stands out, of length 1 about their mean; nothing where nothing sounds."""
    tones = _tones(means)
    chroma = np.stack([tones[:, number::12].sum(axis=1) for number in range(12)], axis=1)
    chroma -= chroma.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(chroma, axis=1, keepdims=True)
    return np.asarray(np.divide(chroma, norms, out=np.zeros_like(chroma), where=norms > 1e-9))


def _tones(means: Floats) -> Floats:
    """How far each semitone stands out from its neighbourhood, in amplitude."""
    from scipy.ndimage import median_filter

    low = len(LOW_EDGES_HZ) - 1
    amplitude = np.sqrt(means[:, low : low + PITCHES])
    return np.asarray(np.maximum(0.0, amplitude - median_filter(amplitude, (1, 7), mode="nearest")))


def _along(apart: Floats) -> Floats:
    """Each pair of bars with the pair that follows it, which counts half as much."""
    following = apart.copy()
    following[:-1, :-1] = apart[1:, 1:]
    return NEARER_BAR * apart + (1 - NEARER_BAR) * following


def _changes(power: Floats, places: Floats) -> Floats:
    """How much more the sound changes across each splice than at the song's own bar lines, the worst of some spans."""
    bar = float(np.median(np.diff(places)))
    worst = np.zeros((len(places), len(places)))
    for seconds in CHANGE_SECONDS:
        span = min(seconds or bar, bar)
        before = _timbre(_spans(power, places - span, places), power)
        after = _timbre(_spans(power, places, places + span), power)
        change = np.sqrt(((before[:, None, :] - after[None, :, :]) ** 2).mean(axis=2))
        own = np.diag(change)
        usual, great, most = np.quantile(own[1:], [USUAL_CHANGE, GREAT_CHANGE, OWN_CHANGE])
        steps = (change - usual) / max(1.0, great - usual)
        price = np.where(steps < 1, np.maximum(0.0, steps) ** 2, 1 + BEYOND * (steps - 1))
        # A change that the song makes itself at one of the two lines is none that is heard as a cut.
        is_own = change <= np.maximum(own[:, None], own[None, :]) + HAIR_DB
        beyond = (change - most) / max(1.0, most - usual)
        own_price = np.where(change <= most + HAIR_DB, 0.0, 1 + BEYOND * beyond)
        worst = np.maximum(worst, np.where(is_own, own_price, price))
    return worst


def _held(power: Floats, hz: Floats, places: Floats) -> Floats:
    """How much of what sounds is held over one of the two lines and missing on the other side of the splice, 0..1."""
    near, far = HELD_SECONDS
    register = (hz[len(LOW_EDGES_HZ) - 1 :][:PITCHES] >= HELD_HZ[0]) & (hz[len(LOW_EDGES_HZ) - 1 :][:PITCHES] <= HELD_HZ[1])
    before = _tones(_spans(power, places - far, places - near))[:, register]
    after = _tones(_spans(power, places + near, places + far))[:, register]
    held = np.minimum(before, after)
    sounding = (before.sum(axis=1) + after.sum(axis=1)) / 2
    broken_off = np.maximum(0.0, held[:, None, :] - after[None, :, :]).sum(axis=2)
    from_nowhere = np.maximum(0.0, held[None, :, :] - before[:, None, :]).sum(axis=2)
    usual = max(1e-9, float(np.median(sounding)))
    return np.asarray(
        np.minimum(1.0, (broken_off + from_nowhere) / np.maximum(usual, (sounding[:, None] + sounding[None, :]) / 2))
    )


def _phrases(power: Floats, hz: Floats, places: Floats) -> Floats:
    """How far a sung or played phrase goes on over each line, 0..1."""
    from scipy.ndimage import median_filter

    middle = (hz >= HELD_HZ[0]) & (hz <= HELD_HZ[1])
    # Every other frame: a median over a second sees no more in all of them.
    amplitude = np.sqrt(power[::2, middle])
    standing = median_filter(amplitude, (round(STANDING_SECONDS * FRAMES_PER_SECOND / 2) | 1, 1), mode="nearest")
    struck = median_filter(amplitude, (1, NEIGHBOURS), mode="nearest")
    moving = np.maximum(0.0, amplitude - np.maximum(standing, struck)).sum(axis=1)
    loudest = float(np.quantile(moving, FULL_PHRASE))
    moving = np.repeat(np.minimum(1.0, moving / max(loudest, 1e-9)), 2)[: len(power), None]
    before, after = _spans(moving, places - PHRASE_SECONDS, places), _spans(moving, places, places + PHRASE_SECONDS)
    return np.asarray(np.minimum(before, after)[:, 0])


def _ghosts(power: Floats, places: Floats) -> Floats:
    """How much louder it is before the line that is entered than before the one that is left."""
    before = _timbre(_spans(power, places - GHOST_SECONDS, places), power)
    louder = before[None, :, :] - before[:, None, :] - GHOST_FREE_DB
    return np.asarray(np.sqrt((np.maximum(0.0, louder) ** 2).mean(axis=2)) / GHOST_UNIT_DB)


def _tempi(places: Floats) -> Floats:
    """What the change of tempo costs, from the bar before the one line to the bar after the other."""
    bars = np.log2(np.diff(places))
    before, after = np.concatenate([bars[:1], bars]), np.append(bars, bars[-1])
    return np.asarray(TEMPO_PRICE * np.maximum(0.0, np.abs(before[:, None] - after[None, :]) - 0.02))
