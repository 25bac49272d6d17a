"""How the cost of some work grows with its size: a ratio, the same on a fast and on a busy machine."""

import time
from collections.abc import Callable


def growth(work: Callable[[int], object], size: int, factor: int = 8) -> float:
    """Processor time of `work(size * factor)` as a multiple of that of `work(size)`, the best of three each.

    Linear work grows by about `factor`, quadratic work by its square.
    """

    def cost(amount: int) -> float:
        took = []
        for _ in range(3):
            began = time.process_time()
            work(amount)
            took.append(time.process_time() - began)
        return max(min(took), 0.001)  # below a millisecond a clock tells nothing

    return cost(size * factor) / cost(size)
