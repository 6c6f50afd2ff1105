# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo: a certificate authority, a sample class, and the whole way of its year."""
