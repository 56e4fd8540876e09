"""Random signs for sign-flip tests: one row a resident, the same rows whatever else is computed."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

_KEPT_CELLS = 30_000_000  # the largest matrix that is kept ready for the next group (120 MB)
_BLOCK_CELLS = 10_000_000  # signs that are held at a time where they are not kept


def sign_blocks(n: int, n_flips: int, seed: int) -> Iterator[np.ndarray]:
    """Random signs −1 and +1 in blocks of columns, shape (n, some), float32; together `n_flips` columns.

    Row i depends on i, `n_flips` and `seed` alone: a group's figures never depend on another group's size.
    """
    rows = 1 << max(6, (n - 1).bit_length())  # a power of two, so that few sizes are kept
    if rows * n_flips <= _KEPT_CELLS:
        yield _kept(rows, n_flips, seed)[:n]
        return
    words = _random_words(n, n_flips, seed)
    step = max(1, _BLOCK_CELLS // (64 * n))
    for start in range(0, words.shape[1], step):
        block = words[:, start : start + step]
        yield _signs(block, min(64 * block.shape[1], n_flips - 64 * start))


@lru_cache(maxsize=2)
def _kept(n: int, n_flips: int, seed: int) -> np.ndarray:
    signs = _signs(_random_words(n, n_flips, seed), n_flips)
    signs.flags.writeable = False
    return signs


def _random_words(n: int, n_flips: int, seed: int) -> np.ndarray:
    words = np.random.default_rng(seed).integers(0, 2**64, size=(n, -(-n_flips // 64)), dtype=np.uint64)
    return words.astype("<u8", copy=False)


def _signs(words: np.ndarray, count: int) -> np.ndarray:
    """64 signs from the bits of each word, the first `count` of every row."""
    bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, count=count)
    signs = bits.astype(np.float32)
    signs *= 2
    signs -= 1
    return signs


def all_signs(n: int) -> np.ndarray:
    """Every sign pattern of n residents up to a change of all signs together, shape (n, 2^(n − 1)).

    Float64. The last resident keeps +1: the opposite pattern gives the same |S|, so half of them suffice.
    """
    patterns = np.arange(1 << (n - 1), dtype=np.int64)
    return np.where(patterns >> np.arange(n)[:, None] & 1, -1.0, 1.0)
