"""The practice card: a chip in software that speaks the real protocol at APDU level.

It has its own side of PACE and of secure messaging and its own arithmetic, so that a mistake
of the terminal cannot hide by being made twice. It guards nothing: its PINs are printed in
`assets/practice-cards`, and nothing here is hardened against side channels.
"""
