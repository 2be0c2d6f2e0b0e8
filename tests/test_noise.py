"""Noise has the distribution and the privacy loss that are stated."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from math import exp, sqrt

import pytest

from kiosk.statistics.noise import geometric, with_noise

DRAWS = 20_000


def draws(epsilon: Fraction) -> Counter[int]:
    below = random.Random(20260608).randrange
    return Counter(geometric(epsilon, below) for _ in range(DRAWS))


@pytest.mark.parametrize("epsilon", [Fraction(1, 2), Fraction(1), Fraction(7, 3)])
def test_the_noise_is_two_sided_geometric(epsilon: Fraction) -> None:
    """Each frequency lies within four standard deviations of its probability."""
    a, seen = exp(-epsilon), draws(epsilon)
    for k in range(-8, 9):
        p = (1 - a) / (1 + a) * a ** abs(k)
        assert abs(seen[k] - DRAWS * p) <= 4 * sqrt(DRAWS * p * (1 - p)) + 1, k


@pytest.mark.parametrize("epsilon", [Fraction(1, 2), Fraction(1)])
def test_one_visit_more_makes_no_result_likelier_than_stated(epsilon: Fraction) -> None:
    """Results seen often enough to compare: their frequencies with a count of 5 and of 6."""
    seen = draws(epsilon)
    for result in range(2, 10):
        without, with_it = seen[result - 5], seen[result - 6]
        error = 4 * (1 / sqrt(without) + 1 / sqrt(with_it))
        assert exp(-epsilon) * (1 - error) <= with_it / without <= exp(epsilon) * (1 + error)


def test_every_counter_gets_noise_and_none_falls_below_zero() -> None:
    add = with_noise([f"c{n}" for n in range(200)], Fraction(1))
    counts = add({"c7": 1000})
    assert len(counts) == 200
    assert min(counts.values()) == 0
    assert 20 < sum(n > 0 for n in counts.values()) < 120
    assert 950 < counts["c7"] < 1050
