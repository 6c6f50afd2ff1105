# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..append_only import is_ours


class EduJournalPending(models.Model):
    """The numbers of entries that no block lists yet.

    Each insertion queues its own rows, so an entry is waited for from the moment its
    transaction commits, however late and in whatever order of numbers. The sealer
    takes numbers off in the transaction that inserts their block. This is no
    evidence: who hides a number here has an old entry that is in no block, which the
    audit finds.
    """

    _name = "edu.journal.pending"
    _description = "Journal entry to be sealed"
    _auto = False

    def init(self):
        cr = self.env.cr
        cr.execute("SELECT to_regclass('edu_journal_pending') IS NULL")
        if cr.fetchone()[0]:
            cr.execute("CREATE TABLE edu_journal_pending (id integer PRIMARY KEY)")
            cr.execute("INSERT INTO edu_journal_pending SELECT id FROM edu_journal")
        if not is_ours(cr, "edu_journal"):
            return
        cr.execute(
            """
            CREATE OR REPLACE FUNCTION edu_journal_queue() RETURNS trigger AS $$
            BEGIN
                INSERT INTO edu_journal_pending SELECT id FROM fresh;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS edu_journal_queue ON edu_journal;
            CREATE TRIGGER edu_journal_queue AFTER INSERT ON edu_journal
                REFERENCING NEW TABLE AS fresh
                FOR EACH STATEMENT EXECUTE FUNCTION edu_journal_queue()
            """
        )
