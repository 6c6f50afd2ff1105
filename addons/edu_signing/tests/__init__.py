# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_edu_certificate
from . import test_edu_certificate_name
from . import test_edu_document
from . import test_edu_trust_anchor
from . import test_revisions
