"""The atlas of the journeys: walks every path, proves what was promised, draws the maps.

`answers` says what people and cards may answer to a step, `walk` follows every answer,
`claims` are what must hold on the way, `drawing` makes docs/journeys.md of it.
"""
