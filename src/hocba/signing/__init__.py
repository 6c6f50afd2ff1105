# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signatures in two phases: prepare a digest, have it signed elsewhere, complete.

The private key and its PIN never pass through this package (KP Đ8, Đ11): a driver is
handed digests and returns signature values. ``contract`` is what drivers, documents and
applications share and needs no third-party package; everything else needs the extra
``sign``.
"""
