# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_edu_journal
from . import test_notice
from . import test_sealer
