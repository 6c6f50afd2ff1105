# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The slips (phiếu cấp tài khoản) that are handed out, several on a page."""

import logging
from datetime import datetime, timezone
from pathlib import Path

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tools import format_date

from hocba.problems import HocbaError

from ..dates import today

TEMPLATE = "edu_school.account_slips"
HERE = Path(__file__).parent

# Both tell every step of every page at level INFO.
for _name in ("weasyprint", "fontTools"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def render(wizard, slips, passwords, kind="new") -> bytes:
    """Return the PDF of the slips; nothing of it is kept.

    :param slips: name, code and login of each; of a parent also the learners
    :param kind: ``new``, ``renewed`` or ``family``
    :raises UserError: the pages cannot be rendered
    """
    env = wizard.env
    address = env["ir.config_parameter"].sudo().get_param("web.base.url")
    page = {
        "css": Markup((HERE / "account_slips.css").read_text(encoding="utf-8")),
        "school": wizard.school_id.name,
        "address": f"{address}/web/login",
        "day": format_date(env, today(), lang_code="vi_VN", date_format="dd/MM/yyyy"),
        "kind": kind,
        "slips": [
            {**slip, "password": password}
            for slip, password in zip(slips, passwords, strict=True)
        ],
    }
    try:
        from hocba.books import pdf

        html = env["ir.qweb"].sudo()._render(TEMPLATE, {"page": page})
        return pdf.render(
            f"<!DOCTYPE html>{html}",
            base_dir=HERE,
            document_uuid=f"accounts-{wizard.id}",
            created=datetime.now(timezone.utc),
        ).pdf
    except (HocbaError, ImportError) as error:
        raise UserError(
            env._("The slips cannot be printed, so nothing was created: %s", error)
        ) from error
