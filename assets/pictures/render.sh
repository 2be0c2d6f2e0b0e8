#!/bin/sh
# Draw every SVG of this folder as a PNG beside it, large enough for a screen of 1920x1080.
set -eu
cd "$(dirname "$0")"
for drawing in *.svg; do
    rsvg-convert --zoom 2 --output "${drawing%.svg}.png" "$drawing"
done
