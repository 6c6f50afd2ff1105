# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib

from odoo import api, models


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(base64.b64decode(content)).hexdigest()}"


class EduJournalMixin(models.AbstractModel):
    """Journal every change of the fields named in ``_journal_fields``."""

    _name = "edu.journal.mixin"
    _description = "Journaled record"

    _journal_fields: tuple[str, ...] = ()

    def _journal_scope(self) -> dict:
        """``school_code``, ``year_code`` and ``duty`` of one record's entries."""
        return {}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._journal_changes([{}] * len(records))
        return records

    def write(self, vals):
        names = [name for name in self._journal_fields if name in vals]
        if not names:
            return super().write(vals)
        before = [record._journal_texts(names) for record in self]
        result = super().write(vals)
        self._journal_changes(before, names)
        return result

    def unlink(self):
        before = [record._journal_texts(self._journal_fields) for record in self]
        entries = []
        for record, texts in zip(self, before, strict=True):
            base = record._journal_base()
            entries += [
                {**base, "field": name, "old": text, "new": ""}
                for name, text in texts.items()
                if text
            ]
        result = super().unlink()
        # The journal is closed to every role; only this method inserts.
        self.env["edu.journal"].sudo()._record(entries)
        return result

    def _journal_base(self) -> dict:
        self.ensure_one()
        # Names are copied as they are, whatever the author may read.
        record = self.sudo()
        return {
            "model": self._name,
            "res_id": self.id,
            "res_name": record.display_name,
            **record._journal_scope(),
        }

    def _journal_changes(self, before, names=None):
        entries = []
        for record, old in zip(self, before, strict=True):
            new = record._journal_texts(names or self._journal_fields)
            changed = {n: t for n, t in new.items() if t != old.get(n, "")}
            if changed:
                base = record._journal_base()
                entries += [
                    {**base, "field": name, "old": old.get(name, ""), "new": text}
                    for name, text in changed.items()
                ]
        # The journal is closed to every role; only this method inserts.
        self.env["edu.journal"].sudo()._record(entries)

    def _journal_texts(self, names) -> dict[str, str]:
        self.ensure_one()
        # The evidence holds the stored value even where the author cannot read it.
        record = self.sudo()
        return {name: record._journal_text(name) for name in names}

    def _journal_text(self, name: str) -> str:
        value, field = self[name], self._fields[name]
        if field.type == "many2one":
            return f"{value.id} {value.display_name}" if value else ""
        if field.relational:
            return ",".join(str(i) for i in sorted(value.ids))
        if field.type == "binary":
            # What a file was is proven by its digest; the journal keeps no files.
            content = self.with_context(bin_size=False)[name]
            return _sha256(content) if content else ""
        if field.type == "boolean":
            return "1" if value else "0"
        if field.type in ("integer", "float", "monetary"):
            return str(value)
        if value is False or value is None:
            return ""
        return field.to_string(value) if field.type in ("date", "datetime") else value
