# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Drivers: one module per kind of key device, all on ``signing.contract.Driver``."""
