"""What a citizen sees and touches. Kivy lives only here and in `kiosk.app`."""
