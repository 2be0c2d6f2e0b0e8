"""Under the hood: what terminal and practice card say to each other, in plain words and in bytes.

Pure: an exchange in, text keys and named bytes out. The screens show it (`kiosk.screens.hood`).
Nothing here can overhear anything: exchanges are made by the chip in software alone.
"""
