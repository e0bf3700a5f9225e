"""What is wrong with a file's picture, as a decoder meets it: counted, and told with the time where it began."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import av


@dataclass(slots=True)
class Damage:
    """What went wrong while a file was decoded, counted as it happens."""

    bad_packets: int = 0
    first: Fraction | None = None
    bad_frames: set[Fraction] = field(default_factory=set)
    untimed_frames: int = 0
    backward_frames: int = 0
    first_backward: Fraction | None = None
    sizes: dict[Fraction, str] = field(default_factory=dict)
    stopped: str = ""

    def told(self) -> tuple[str, ...]:
        """The damage in words."""
        said = []
        if self.bad_packets:
            said.append(f"damaged packets of its picture: {self.bad_packets}{since(self.first)}")
        if self.bad_frames:
            said.append(f"damaged frames, patched by the decoder: {len(self.bad_frames)}{since(min(self.bad_frames))}")
        if self.untimed_frames:
            said.append(f"frames left out because the file does not say when they are shown: {self.untimed_frames}")
        if self.backward_frames:
            said.append(f"frames left out because they run backwards: {self.backward_frames}{since(self.first_backward)}")
        if self.sizes:
            first = min(self.sizes)
            said.append(f"its picture changes its size to {self.sizes[first]}{since(first)}")
        if self.stopped:
            said.append(f"decoding stopped early ({self.stopped})")
        return tuple(said)

    def packet(self, time: Fraction | None) -> None:
        """A packet that gives no picture."""
        self.bad_packets += 1
        self.first = time if self.first is None else self.first

    def leave_out(self, time: Fraction | None) -> None:
        """A frame that is not shown: it has no time, or one before that of the frame that came before it."""
        if time is None:
            self.untimed_frames += 1
            return
        self.backward_frames += 1
        self.first_backward = time if self.first_backward is None else self.first_backward


def since(time: Fraction | None) -> str:
    """From when on, in words; nothing where no time is known."""
    return f", from {float(time):.2f} s on" if time is not None else ""


class Judge:
    """Sees what is wrong with frames that did decode: patched by the decoder, or of another size."""

    def __init__(self, base: Fraction, damage: Damage) -> None:
        self._base, self._damage = base, damage
        self._key: int | None = None
        self._is_whole = False
        self._leading: set[int] = set()
        self._size: tuple[int, int] | None = None

    def leave_out(self) -> None:
        """A packet is not decoded."""
        self._is_whole = False

    def feed(self, packet: av.Packet[Any]) -> None:
        """A packet goes to the decoder."""
        if packet.pts is None:
            return
        if packet.is_keyframe and not self._is_whole:
            self._key, self._is_whole = packet.pts, True
        # What is shown before the key frame that decoding began with lacks its past: that is no damage.
        if self._key is not None and packet.pts < self._key:
            self._leading.add(packet.pts)

    def see(self, frame: av.VideoFrame) -> None:
        """A frame was decoded."""
        if frame.is_corrupt and frame.pts is not None and frame.pts not in self._leading:
            self._damage.bad_frames.add(frame.pts * self._base)
        size = frame.width, frame.height
        if self._size is not None and size != self._size and frame.pts is not None:
            self._damage.sizes[frame.pts * self._base] = f"{frame.width}x{frame.height}"
        self._size = size
