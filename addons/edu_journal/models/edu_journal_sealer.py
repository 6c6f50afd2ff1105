# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import logging
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.tools import groupby

from hocba.journal import Anchor, seal
from hocba.problems import HocbaError

TSA_PARAMETERS = ("edu_journal.tsa_url", "edu_signing.tsa_url")
# The head is anchored at least hourly while there is change.
ANCHOR_EVERY = timedelta(minutes=30)
BLOCK_SIZE = 10_000
LOCK = "edu_journal_sealer"

_logger = logging.getLogger(__name__)


class EduJournalSealer(models.AbstractModel):
    """Chains committed entries in blocks and brings the heads outside.

    Saving a mark never waits for it and never meets it: savers insert, the sealer
    reads what is committed.
    """

    _name = "edu.journal.sealer"
    _description = "Sealer of the journal"

    @api.model
    def _cron_seal(self) -> None:
        """Seal, anchor and deliver, each in a transaction of its own."""
        with self.env.registry.cursor() as guard:
            # One sealer at a time. The transactions below begin after the lock is
            # held, so that each sees the block that the sealer before it committed.
            guard.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK]
            )
            if not guard.fetchone()[0]:
                return
            with self._transaction() as sealer:
                sealer._seal()
            with self._transaction() as sealer:
                url, due = sealer._tsa_url(), sealer._due_headers()
            for header in due:
                stamped = self._timestamp(url, header)
                if stamped:
                    with self._transaction() as sealer:
                        sealer._keep(header, *stamped)
            with self._transaction() as sealer:
                sealer.env["edu.journal.delivery"]._deliver()

    @contextmanager
    def _transaction(self):
        with self.env.registry.cursor() as cr:
            # The journal is closed to every role; the sealer works for the system.
            yield self.with_env(api.Environment(cr, api.SUPERUSER_ID, {}))

    @api.model
    def _seal(self) -> None:
        cr = self.env.cr
        cr.execute(
            """
            SELECT coalesce(j.school_code, ''), coalesce(j.year_code, ''), j.id,
                   encode(sha256(convert_to(
                       j.id || E'\\n' || coalesce(j.payload, ''), 'UTF8')), 'hex')
              FROM edu_journal_pending p JOIN edu_journal j ON j.id = p.id
             ORDER BY 1, 2, 3
            """
        )
        pending = cr.fetchall()
        if not pending:
            return
        heads = self._heads()
        # One moment for all blocks of a run: they share what was waiting.
        sealed_at = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)
        stamp = sealed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        rows = []
        for scope, group in groupby(pending, key=lambda row: row[:2]):
            entries = [row[2:] for row in group]
            number, previous = heads.get(scope, (0, ""))
            for start in range(0, len(entries), BLOCK_SIZE):
                block = seal(
                    *scope,
                    entries[start : start + BLOCK_SIZE],
                    stamp,
                    number=number + 1,
                    previous=previous,
                )
                number, previous = block.number, block.hash
                rows.append(
                    {
                        "school_code": block.school,
                        "year_code": block.year,
                        "number": block.number,
                        "previous": block.previous,
                        "sealed_at": sealed_at,
                        "listing": block.listing,
                        "count": block.count,
                        "first_id": block.first_id,
                        "last_id": block.last_id,
                        "hash": block.hash,
                    }
                )
        self.env["edu.journal.block"]._insert(rows)
        cr.execute(
            "DELETE FROM edu_journal_pending WHERE id = ANY(%s)",
            [[row[2] for row in pending]],
        )

    @api.model
    def _heads(self) -> dict:
        """School and year → number and hash of the newest block."""
        self.env.cr.execute(
            "SELECT DISTINCT ON (school_code, year_code) school_code, year_code,"
            " number, hash FROM edu_journal_block"
            " ORDER BY school_code, year_code, number DESC"
        )
        return {row[:2]: row[2:] for row in self.env.cr.fetchall()}

    @api.model
    def _due_headers(self) -> list[bytes]:
        """The headers of those heads that are to be anchored now."""
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (b.school_code, b.year_code) b.id
              FROM edu_journal_block b
             WHERE NOT EXISTS (
                       SELECT FROM edu_journal_anchor a
                        WHERE a.school_code = b.school_code
                          AND a.year_code = b.year_code
                          AND (a.number >= b.number OR a.at > %s))
             ORDER BY b.school_code, b.year_code, b.number DESC
            """,
            [fields.Datetime.now() - ANCHOR_EVERY],
        )
        ids = [number for (number,) in self.env.cr.fetchall()]
        blocks = self.env["edu.journal.block"].browse(ids)
        return [block._block().header() for block in blocks]

    @api.model
    def _tsa_url(self) -> str:
        # The address is a setting of the system, whoever runs the sealer.
        parameters = self.env["ir.config_parameter"].sudo()
        values = (parameters.get_param(name) for name in TSA_PARAMETERS)
        return next(filter(None, values), "")

    @api.model
    def _timestamp(self, url: str, header: bytes) -> tuple[bytes, datetime] | None:
        """Ask for a token, outside of any transaction that writes."""
        if not url:
            return b"", fields.Datetime.now()
        try:
            from hocba.signing.asking import EvidenceClient
            from hocba.signing.trust import TrustStore, validate_timestamp

            token = EvidenceClient(TrustStore(()), url).timestamp(header)
            verdict, time = validate_timestamp(token, header, None, None)
        except (HocbaError, ImportError) as error:
            _logger.error("The journal is not anchored: %s", error)
            return None
        if time is None:
            _logger.error("The journal is not anchored: %s", verdict.reason.text())
            return None
        return token, time.replace(tzinfo=None)

    @api.model
    def _keep(self, header: bytes, token: bytes, at: datetime) -> None:
        anchor = Anchor.of(header)
        self.env["edu.journal.anchor"]._insert(
            [
                {
                    "school_code": anchor.school,
                    "year_code": anchor.year,
                    "number": anchor.number,
                    "hash": anchor.hash,
                    "at": at,
                    "header": header.decode(),
                    "token": base64.b64encode(token).decode(),
                }
            ]
        )
