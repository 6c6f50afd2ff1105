# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sổ theo dõi và đánh giá học sinh of a class (TT22/2021, TT43/2021).

One signed document holds a class in one period: a term, or the year.
"""
