"""How the chip says no."""

from __future__ import annotations


class Refusal(Exception):
    """The command is answered with this status word and nothing else."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw
