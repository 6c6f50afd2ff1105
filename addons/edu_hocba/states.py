# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The states of a book and the acts of signing that lead through them."""

STATES = [
    ("draft", "Draft"),
    ("teachers", "Subject teachers sign"),
    ("homeroom", "Homeroom teacher signs"),
    ("leadership", "Head and organisation sign"),
    ("issued", "Issued"),
    ("final", "Final"),
    ("withdrawn", "Withdrawn"),
]
#: The acts of signing, in their order (KP Đ24.5).
TEACHERS, HOMEROOM, LEADERSHIP, ORGANISATION = 1, 2, 3, 4
SIGNED_STATES = ("issued", "final")
