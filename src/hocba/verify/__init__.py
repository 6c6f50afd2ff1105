# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Verification for someone who trusts none of us: neither database nor network.

Needs the extra ``sign``.
"""

from __future__ import annotations

from hocba.verify.budget import judge_file, judge_files
from hocba.verify.file import verify_file
from hocba.verify.issuers import Issuers
from hocba.verify.pdf import verify_pdf
from hocba.verify.report import FileReport, SignatureReport
from hocba.verify.xml import verify_xml
