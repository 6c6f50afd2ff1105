# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_append_only_mixin
from . import edu_journal
from . import edu_journal_use
from . import edu_journal_mixin
from . import edu_use_mixin
from . import base
from . import ir_actions_report
from . import ir_binary
from . import ir_default
from . import edu_journal_block
from . import edu_journal_anchor
from . import edu_journal_delivery
from . import edu_journal_pending
from . import edu_journal_chain
from . import edu_journal_sealer
from . import edu_protected_mixin
from . import edu_derived_mixin
from . import res_config_settings
from . import ir_model_access
from . import ir_rule
from . import mail_render_mixin
from . import res_groups
from . import res_users
from . import res_partner
from . import ir_attachment
