"""One track played forwards: each clip's sound read as it is needed, at its level, crossing into its neighbours'."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.media.sound import SoundReader
from autoedit.model.media import Media
from autoedit.model.timeline import Track
from autoedit.render.crossing import SAMPLE_RATE, Heard, envelope, heard, likeness

Samples = NDArray[np.float32]


class Player:
    """Plays one track, a range at a time, forwards."""

    def __init__(self, track: Track, rate: Fraction, media: Mapping[str, Media]) -> None:
        self._media = media
        self._sounds = heard(track, rate, media)
        self._voices: dict[int, _Voice] = {}
        self._likeness: dict[int, float] = {}

    def play(self, start: int, end: int) -> Samples:
        """The track's samples [start, end), float32 [end - start, 2]."""
        out = np.zeros((end - start, 2), np.float32)
        for number, sound in enumerate(self._sounds):
            if sound.start < end and sound.end > start and sound.end > sound.start:
                self._add(number, start, out)
            if sound.end <= end:
                self._close(number)
        return out

    def close(self) -> None:
        """Let go of every file."""
        for number in list(self._voices):
            self._close(number)

    def _add(self, number: int, start: int, out: Samples) -> None:
        sound = self._sounds[number]
        first, last = max(start, sound.start), min(start + len(out), sound.end)
        like_in = self._alike(number) if sound.is_crossed_in else 0.0
        like_out = self._alike(number + 1) if sound.is_crossed_out and last > sound.end - sound.fade_out else 0.0
        level = envelope(sound, first, last, like_in=like_in, like_out=like_out)
        level *= np.float32(10 ** (sound.clip.gain_db / 20))
        out[first - start : last - start] += self._voice(number).played(last) * level[:, None]

    def _alike(self, number: int) -> float:
        """How alike a clip and the one before it are where they cross; known before either is played there."""
        if number not in self._likeness:
            first, last = self._sounds[number].start, self._sounds[number - 1].end
            going, coming = (self._voice(place).ahead(first, last) for place in (number - 1, number))
            self._likeness[number] = likeness(going, coming)
        return self._likeness[number]

    def _voice(self, number: int) -> _Voice:
        if number not in self._voices:
            sound = self._sounds[number]
            self._voices[number] = _Voice(sound, self._media[sound.clip.media])
        return self._voices[number]

    def _close(self, number: int) -> None:
        voice = self._voices.pop(number, None)
        if voice is not None:
            voice.close()


class _Voice:
    """One clip's sound, read forwards, with what was looked at ahead of its time."""

    def __init__(self, sound: Heard, media: Media) -> None:
        self._reader = SoundReader(media, sound.source_time(sound.start), SAMPLE_RATE)
        self._place = sound.start
        self._held = np.zeros((0, 2), np.float32)

    def played(self, last: int) -> Samples:
        """From where it stands up to sample ``last`` of the film, and it stands there."""
        self._hold(last)
        count = last - self._place
        played, self._held = self._held[:count], self._held[count:]
        self._place = last
        return played

    def ahead(self, first: int, last: int) -> Samples:
        """Samples [first, last) of the film, none of them played yet; it stands where it stood."""
        self._hold(last)
        return self._held[first - self._place : last - self._place]

    def close(self) -> None:
        self._reader.close()

    def _hold(self, last: int) -> None:
        missing = last - self._place - len(self._held)
        if missing > 0:
            self._held = np.concatenate([self._held, self._reader.read(missing)])
