"""The practice authorities: they issue what practice services and practice cards bring along.

A root and an authority for providers (card-verifiable certificates), and one that signs
EF.CardSecurity. Their keys lie in `assets/practice-id` for everybody to see: whoever has them can
ask practice cards, and no other card in the world.
"""
