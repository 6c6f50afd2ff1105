# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.edu_journal.append_only import make_append_only


class EduDocumentRevision(models.Model):
    """The bytes of a document after one act, kept for good.

    Bytes that were signed are never changed: PostgreSQL refuses UPDATE, DELETE
    and TRUNCATE. There is no ``create_uid``, whose foreign key would rewrite rows
    when a user is deleted.
    """

    _name = "edu.document.revision"
    _description = "Document revision"
    _order = "document_id, number desc"
    _log_access = False
    _rec_name = "number"

    document_id = fields.Many2one(
        "edu.document", required=True, ondelete="restrict", readonly=True
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    content = fields.Binary(
        attachment=False,
        required=True,
        readonly=True,
        # The bytes hold a person's record: who may read them is the business
        # record's question, which the download answers.
        groups=fields.NO_ACCESS,
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    made_at = fields.Datetime(string="Time", required=True, readonly=True)
    made_by = fields.Char(string="Author", required=True, readonly=True)

    _number_unique = models.UniqueIndex(
        "(document_id, number)", "This revision exists already."
    )

    def init(self):
        make_append_only(self.env.cr, self._table)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Revisions of a document are written by the system only.")
            )
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_change()

    def _refuse_change(self):
        raise AccessError(
            self.env._(
                "A revision of a document is neither changed nor deleted"
                " (Article 25.4)."
            )
        )
