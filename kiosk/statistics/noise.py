"""Noise of the geometric mechanism, in exact integer arithmetic.

With the privacy loss epsilon, noise k has the probability (1 - a) / (1 + a) * a**abs(k) with
a = exp(-epsilon). A visit changes a count by one at most, and no result is then more than
exp(epsilon) times as likely as without that visit. A visit that raises n counters loses n times
epsilon on its day.

Sampled as in Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020),
algorithms 1 and 2: floating-point noise can betray what it hides (Mironov, 2012).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

Below: TypeAlias = Callable[[int], int]
"""A random number from 0 up to, but not including, the given one."""


def with_noise(
    names: Iterable[str], epsilon: Fraction, below: Below = secrets.randbelow
) -> Callable[[Mapping[str, int]], dict[str, int]]:
    """Adds noise to the count of every name, also to those that are 0; less than 0 becomes 0."""
    names = tuple(names)
    return lambda counts: {
        name: max(0, counts.get(name, 0) + geometric(epsilon, below)) for name in names
    }


def geometric(epsilon: Fraction, below: Below = secrets.randbelow) -> int:
    """Two-sided geometric noise for a privacy loss of `epsilon` above 0."""
    s, t = epsilon.numerator, epsilon.denominator
    while True:
        u = below(t)
        if not _happens(Fraction(u, t), below):  # with probability exp(-u / t)
            continue
        v = 0
        while _happens(Fraction(1), below):
            v += 1
        y = (u + t * v) // s
        negative = below(2)
        if negative and y == 0:  # or 0 would come twice as often
            continue
        return -y if negative else y


def _happens(gamma: Fraction, below: Below) -> bool:
    """True with probability exp(-gamma), for gamma from 0 to 1."""
    k = 1
    while below(gamma.denominator * k) < gamma.numerator:
        k += 1
    return k % 2 == 1
