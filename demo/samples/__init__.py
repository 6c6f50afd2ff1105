# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make the sample class: files as a real school has them, always the same ones.

``python -m demo.samples [FOLDER]`` writes class 7A1 of the school year 2025-2026. All
people are invented, and so are their numbers (telephones begin with 0900000). What is
odd in the files is odd on purpose and listed in the README beside them.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples" / "lop-7a1"
