# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
import hashlib
import logging

from openupgradelib import openupgrade

from hocba.signing.revisions import Piece, difference, restore

_logger = logging.getLogger(__name__)

COLUMNS = {
    "piece": "bytea",
    "whole": "boolean",
    "place": "integer",
    "removed": "integer",
}


@openupgrade.migrate()
def migrate(env, version):
    """Keep each revision as what its act added, proven before anything is final."""
    take_apart(env.cr)


def take_apart(cr):
    """Put the pieces of all revisions in the place of their whole bytes.

    The triggers refuse every change of a row and stay on. The table is written anew in
    one go, so that the room of the whole bytes is free once the update is committed.

    :raises HocbaError: a revision would not be given back; the update ends and nothing
        has changed
    """
    if not openupgrade.column_exists(cr, "edu_document_revision", "content"):
        return
    cr.execute(
        "CREATE TEMPORARY TABLE edu_piece (id integer PRIMARY KEY, piece bytea,"
        " whole boolean, place integer, removed integer, sound boolean) ON COMMIT DROP"
    )
    cr.execute("SELECT DISTINCT document_id FROM edu_document_revision ORDER BY 1")
    for (document_id,) in cr.fetchall():
        _cut(cr, document_id)
    cr.execute("ANALYZE edu_piece")
    add = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in COLUMNS.items())
    openupgrade.logged_query(cr, f"ALTER TABLE edu_document_revision {add}")
    for name, kind in COLUMNS.items():
        cr.execute(
            f"CREATE FUNCTION pg_temp.edu_{name}(integer) RETURNS {kind} LANGUAGE sql"
            f" AS 'SELECT {name} FROM pg_temp.edu_piece WHERE id = $1'"
        )
    fill = ", ".join(
        f"ALTER COLUMN {name} TYPE {kind} USING pg_temp.edu_{name}(id)"
        for name, kind in COLUMNS.items()
    )
    openupgrade.logged_query(
        cr, f"ALTER TABLE edu_document_revision DROP COLUMN content, {fill}"
    )
    _prove(cr)
    for name in COLUMNS:
        cr.execute(f"DROP FUNCTION pg_temp.edu_{name}(integer)")
    cr.execute("DROP TABLE edu_piece")


def _cut(cr, document_id):
    """Note the pieces of one document."""
    cr.execute(
        "SELECT id, number, content, sha256 FROM edu_document_revision"
        " WHERE document_id = %s ORDER BY number",
        [document_id],
    )
    before = None
    for id_, number, content, sha256 in cr.fetchall():
        data = _bytes(bytes(content))
        sound = hashlib.sha256(data).hexdigest() == sha256
        if not sound:
            # Kept as it is, and nothing is built upon it.
            before = None
            _logger.warning(
                "Revision %s of document %s does not match its SHA-256, since before"
                " this update. It is kept, and not given back.",
                number,
                document_id,
            )
        piece = difference(before, data)
        before = data if sound else None
        # Odoo keeps no bytes as NULL.
        values = [piece.content or None, piece.whole, piece.place, piece.removed]
        cr.execute(
            "INSERT INTO edu_piece VALUES (%s, %s, %s, %s, %s, %s)",
            [id_, *values, sound],
        )


def _bytes(content):
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        return content


def _prove(cr):
    """Give every revision back from the table as it stands now."""
    cr.execute("SELECT DISTINCT document_id FROM edu_document_revision ORDER BY 1")
    kept = count = 0
    for (document_id,) in cr.fetchall():
        cr.execute(
            "SELECT r.piece, r.whole, r.place, r.removed, r.sha256, p.sound"
            " FROM edu_document_revision r JOIN edu_piece p ON p.id = r.id"
            " WHERE r.document_id = %s ORDER BY r.number",
            [document_id],
        )
        before = b""
        for content, whole, place, removed, sha256, sound in cr.fetchall():
            piece = Piece(bytes(content or b""), whole, place, removed)
            kept, count = kept + len(piece.content), count + 1
            if sound:
                before = restore([Piece(before), piece], sha256)
    _logger.info("%s revisions are proven; their pieces have %s bytes.", count, kept)
