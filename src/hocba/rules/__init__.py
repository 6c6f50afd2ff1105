# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The law of assessment: one module a regulation, pure functions, exact decimals."""
