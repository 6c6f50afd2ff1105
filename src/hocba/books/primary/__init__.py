# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A year in primary school (TT27/2020): its facts, its markup and its printed form.

A book of a primary year is a book like any other; what differs is what stands in its
subjects and in its summary.
"""
