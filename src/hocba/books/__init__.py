# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The books: their facts, their canonical XML, and the texts of their printed form.

``model``, ``xml``, ``schema`` and ``form`` need lxml only; rendering and reading pages
needs the extra ``sign``.
"""
