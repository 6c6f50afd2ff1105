# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.edu_journal.append_only import make_append_only

from hocba.problems import HocbaError
from hocba.signing.revisions import Piece, restore


class EduDocumentRevision(models.Model):
    """The bytes of a document after one act, kept for good.

    What the act added is kept, and where; the bytes are given back from the pieces
    of all acts so far. Bytes that were signed are never changed: PostgreSQL refuses
    UPDATE, DELETE and TRUNCATE. There is no ``create_uid``, whose foreign key would
    rewrite rows when a user is deleted.
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
    piece = fields.Binary(
        attachment=False,
        readonly=True,
        # The bytes hold a person's record: who may read them is the business
        # record's question, which the download answers.
        groups=fields.NO_ACCESS,
        help="The bytes themselves, not in base64.",
    )
    whole = fields.Boolean(readonly=True, help="It needs no revision before it.")
    place = fields.Integer(
        string="Place in the file",
        readonly=True,
        aggregator=None,
        help="Where the piece is put into the revision before.",
    )
    removed = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How many bytes of the revision before it replaces there.",
    )
    sha256 = fields.Char(
        string="SHA-256",
        required=True,
        readonly=True,
        help="Of the whole file after this act.",
    )
    made_at = fields.Datetime(string="Time", required=True, readonly=True)
    made_by = fields.Char(string="Author", required=True, readonly=True)

    _number_unique = models.UniqueIndex(
        "(document_id, number)", "This revision exists already."
    )
    _piece_complete = models.Constraint(
        "CHECK (CASE WHEN whole THEN place = 0 AND removed = 0"
        " ELSE number > 1 AND place >= 0 AND removed >= 0 END)",
        "A revision says what it adds to which bytes.",
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

    @api.model
    def _of(self, document, number):
        """The revisions of a document up to a number, the newest first."""
        revisions = self.sudo().with_context(bin_size=False)
        return revisions.search_fetch(
            [("document_id", "=", document.id), ("number", "<=", number)],
            ["number", "whole", "place", "removed", "sha256"],
            order="number desc",
        )

    def _content(self) -> bytes:
        """The file after this act, proven by its SHA-256.

        Whoever calls it has checked the reader.

        :raises ValidationError: the stored bytes are damaged
        """
        self.ensure_one()
        # Users have no right on the bytes; see ``piece``.
        revision = self.sudo()
        earlier = self._of(revision.document_id, revision.number)
        needed = next(
            (earlier[: at + 1] for at, one in enumerate(earlier) if one.whole), earlier
        )
        needed.fetch(["piece"])
        try:
            return restore(
                (
                    Piece(one.piece or b"", one.whole, one.place, one.removed)
                    for one in reversed(needed)
                ),
                revision.sha256,
            )
        except HocbaError as error:
            raise revision._damaged() from error

    def _damaged(self):
        return ValidationError(
            self.env._(
                "The stored bytes of “%(name)s” do not match their SHA-256 (revision"
                " %(number)s). Nothing was given back; ask the operator for the file"
                " from a backup or an archive package.",
                name=self.document_id.name,
                number=self.number,
            )
        )
