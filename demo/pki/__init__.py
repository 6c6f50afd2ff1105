# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A public key infrastructure for trials, worth nothing outside of them.

A root, an issuing CA with OCSP and CRL, a timestamping authority, and for each person
and each school a certificate whose key lives in a SoftHSM2 token of its own. A second
school under the same CA, which no authority has approved, serves forgery tests.
"""

from demo.pki.folder import Pki
from demo.pki.making import MODULE, default_start, make
from demo.pki.members import FOREIGN, Member, Organisation, Person, School
from demo.pki.services import Server, Services, restore, revoke

__all__ = [
    "FOREIGN",
    "MODULE",
    "Member",
    "Organisation",
    "Person",
    "Pki",
    "School",
    "Server",
    "Services",
    "default_start",
    "make",
    "restore",
    "revoke",
]
