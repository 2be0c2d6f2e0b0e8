"""A self-service kiosk for the online function (eID) of the German identity card."""

__version__ = "0.1.0"
