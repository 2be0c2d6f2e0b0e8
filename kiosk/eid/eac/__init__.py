"""The terminal side of an online identification: Extended Access Control, version 2 (TR-03110).

PACE with what the person grants, terminal authentication, passive authentication of
EF.CardSecurity, chip authentication, and then what both the provider's certificate and the person
allow. Only practice cards are identified here: `identification` takes nothing else.
"""
