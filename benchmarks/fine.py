"""What a border of the same does to counts and to the test, on a line of 0 to 100: `python -m benchmarks.fine`.

Changes of 22 residents are drawn (whole points, normal, with a spread and a mean), and looked at twice: every
difference a change, and changes up to the border of Wat telt the same. Printed are the mean counts, the share of
draws with a mid-p of .05 or less (false alarms where the mean is 0), and how often one of both is clear and the
other is not.
"""

import itertools

import numpy as np

from monitorlib.instruments import read_instrument
from monitorlib.statistics import signed_rank

N = 22
DRAWS = 2000
SPREADS = (12, 20, 30)
MEANS = (0, 5, 10)
ALPHA = 0.05


def main() -> None:
    within = read_instrument("wat-telt").unchanged_within
    print(f"{DRAWS} draws of {N} residents; the same within {within:g}")
    print(
        "spread  mean  counts, every difference  counts, border  clear: every, border, only every, only border"
    )
    for spread, mean in itertools.product(SPREADS, MEANS):
        rng = np.random.default_rng([spread, mean])
        changes = np.rint(rng.normal(mean, spread, (DRAWS, N))).clip(-100, 100)
        counted = np.where(np.abs(changes) <= within, 0.0, changes)
        clear = [np.array([signed_rank(row).p_mid <= ALPHA for row in each]) for each in (changes, counted)]
        every, border = clear
        counts = "  ".join(
            " / ".join(f"{count:.1f}" for count in _counts(each)) for each in (changes, counted)
        )
        shares = (every, border, every & ~border, border & ~every)
        print(
            f"{spread:6}  {mean:4}  {counts}  " + ", ".join(f"{share.mean():.3f}" for share in shares),
            flush=True,
        )


def _counts(changes: np.ndarray) -> list[float]:
    """Residents who improved, stayed the same and deteriorated, on average over the draws."""
    return [float((np.sign(changes) == turn).sum(axis=1).mean()) for turn in (1, 0, -1)]


if __name__ == "__main__":
    main()
