"""The kiosk's own voice, and the plug that asks for it. No word a citizen hears."""
