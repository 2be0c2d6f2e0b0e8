"""The yearly report for people at desks. Needs the extra `report`; the kiosk never loads it."""
