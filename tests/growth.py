"""Whether work grows with the input or with its square: a comparison of two lengths, whatever the machine is worth."""

import time
from collections.abc import Callable

FOUR_TIMES_LINEAR, FOUR_TIMES_SQUARE = 4, 16
BETWEEN = (FOUR_TIMES_LINEAR + FOUR_TIMES_SQUARE) / 2
LEAST = 0.002


def grows_linearly(function: Callable[[str], object], piece: str, length: int) -> bool:
    """True if four times the text costs clearly less than sixteen times the work; tried anew, the machine is shared."""
    return any(
        seconds(function, piece, 4 * length) < BETWEEN * max(seconds(function, piece, length), LEAST) for _ in range(4)
    )


def seconds(function: Callable[[str], object], piece: str, length: int) -> float:
    """Processor time of one call on `piece` repeated to `length` characters."""
    text = (piece * (length // len(piece) + 1))[:length]
    started = time.process_time()
    function(text)
    return time.process_time() - started
