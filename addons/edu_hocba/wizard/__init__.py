# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_class_book_freeze
from . import edu_class_book_withdraw
from . import edu_hocba_freeze
from . import edu_hocba_withdraw
