# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import edu_certificate_picture
from . import edu_certificate_holder
from . import edu_certificate_device
from . import edu_certificate
from . import edu_certificate_name
from . import edu_trust_anchor
from . import edu_document
from . import edu_document_revision
from . import edu_signature_slot
from . import edu_signing_mixin
from . import edu_signing_engine
from . import edu_signing_session
from . import edu_signing_task
from . import res_config_settings
