# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Class lists, marks, conduct, absences and retests out of the files schools have.

Columns are understood by what their headers mean, never by position. Nothing is
guessed: what is unclear becomes a problem that names sheet, row and column. Gradebooks
also leave as workbooks and come back (:mod:`hocba.sheets.exchange`).
"""
