"""What is true of a film that was made."""

from __future__ import annotations

from dataclasses import dataclass, field


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
