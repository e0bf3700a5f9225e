"""The observer that finds boundaries: it keeps a strip of frames and decides about its middle as the file goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, islice

from autoedit.analysis.boundaries.decide import Likely, decided
from autoedit.analysis.boundaries.evidence import Candidate, Pieces, cut_candidates, gradual_candidates
from autoedit.analysis.boundaries.proposals import Proposals
from autoedit.analysis.boundaries.ramps import LONGEST
from autoedit.analysis.boundaries.strip import Strip, thinning
from autoedit.analysis.boundaries.trees import shipped
from autoedit.analysis.frame import SmallFrame
from autoedit.model.media import VideoStream
from autoedit.model.shot import Boundary, BoundaryKind

TOGETHER = 256  # frames decided about at a time
PIECES = 2  # of the work on the frames before, done with each new one: all at once the decoder would wait half a second


class Boundaries:
    """Sees every frame; memory holds some hundreds of them, whatever the length of the film."""

    def __init__(self, video: VideoStream, detector: str) -> None:
        self._rate = float(video.rate)
        self._detector = detector
        self._reach = LONGEST * thinning(self._rate)
        self._likely: list[Likely] = []
        self._undone: Pieces = iter(())
        self._begin(0)

    def see(self, frame: SmallFrame) -> None:
        """Keep the frame; a frame that does not follow the last one begins anew."""
        if frame.number != self._strip.end:
            self._decide(self._strip.end)
            self._begin(frame.number)
        self._strip.add(frame)
        self._proposals.see(frame)
        if self._strip.end - self._done >= TOGETHER + self._reach:
            self._decide(self._done + TOGETHER)
            self._strip.forget_before(self._done - self._reach)
        self._weigh(islice(self._undone, PIECES))

    def finishing(self) -> Iterator[None]:
        """Do what is left to do about the frames that were seen, piece by piece."""
        self._decide(self._strip.end)
        for piece in self._undone:
            self._weigh((piece,))
            yield

    def found(self, times: Sequence[Fraction]) -> tuple[Boundary, ...]:
        """The boundaries, in order.

        Args:
            times: the exact time of every frame, by its number.
        """
        for _ in self.finishing():
            pass
        return tuple(_boundary(likely, times) for likely in decided(self._likely, self._rate))

    def _begin(self, first: int) -> None:
        self._strip, self._done = Strip(first), first
        self._proposals = Proposals(self._detector, self._rate)

    def _decide(self, end: int) -> None:
        """Take up the candidates from where the last decision ended up to a frame; those before are done with first."""
        self._weigh(self._undone)
        if end <= self._done:
            return
        if end == self._strip.end:
            self._proposals.finish()
        strip, proposed = self._strip.kept(), self._proposals.within(self._done, end)
        cuts = cut_candidates(strip, proposed, self._done, end, self._rate)
        self._undone = chain(cuts, gradual_candidates(strip, self._done, end, self._rate))
        self._done = end

    def _weigh(self, pieces: Iterable[Candidate | None]) -> None:
        self._likely += [_weighed(candidate) for candidate in pieces if candidate is not None]


def _weighed(candidate: Candidate) -> Likely:
    trees = shipped("cuts" if candidate.kind is BoundaryKind.CUT else "graduals")
    return Likely(
        last_old=candidate.last_old,
        first_new=candidate.first_new,
        kind=candidate.kind,
        probability=trees.probability(candidate.numbers),
        ends_plain=candidate.ends_plain,
    )


def _boundary(likely: Likely, times: Sequence[Fraction]) -> Boundary:
    """A cut is its new shot's first frame; a gradual is what is mixed, up to the first frame that is all new."""
    is_cut = likely.kind is BoundaryKind.CUT
    first = likely.first_new if is_cut else likely.last_old + 1
    return Boundary(
        kind=likely.kind,
        start=times[first],
        end=times[likely.first_new],
        first_frame=first,
        last_frame=first if is_cut else likely.first_new - 1,
        confidence=round(likely.probability, 3),
    )
