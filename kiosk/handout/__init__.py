"""Papers for a class. Needs the extra `report`; the kiosk never loads it."""
