#!/bin/sh
# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Image.getcolors(maxcolors) of Pillow takes time by how many colours its argument
# allows, however small the picture: a limit that is "large enough for all" costs a
# hundred times what the picture itself does. No picture has more colours than pixels, so
# width x height is the limit to give. A signature's picture is prepared for each page
# that it stands on, so forty pages of a class took ten seconds of a processor more.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet install Pillow==13.0.0
"$folder/venv/bin/python" - <<'PY'
import sys
import time
from importlib.metadata import version

from PIL import Image

SHEET = 35_000_000  # the pixels of a sheet of A4 at 600 dpi
picture = Image.linear_gradient("L").convert("RGBA")
pixels = picture.width * picture.height


def spent(limit):
    start = time.process_time()
    for _ in range(3):
        found = picture.getcolors(limit)
        assert found and len(found) == 256
    return time.process_time() - start


small, large = spent(pixels), spent(SHEET)
print("Pillow", version("Pillow"))
print(f"a picture of {pixels:,} pixels with 256 colours")
print(f"a limit of {SHEET:,} colours costs {large / small:.0f} times one of its pixels")
sys.exit(not large > 10 * small)
PY
