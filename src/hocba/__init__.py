# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vietnamese school records: rules, sheets, books, signatures and their proof.

Importing this package, ``hocba.rules``, ``hocba.sheets``, ``hocba.books`` and
``hocba.signing.contract`` needs nothing but lxml. Signing and verifying need the extra
``sign``: ``pip install "hocba[sign]"``.
"""
