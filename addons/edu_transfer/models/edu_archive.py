# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import errno
import hashlib
import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.edu_signing.hocba_library import problem_text

from hocba import archive
from hocba.problems import HocbaError

_logger = logging.getLogger(__name__)

#: One folder directly below the storage's directory.
PLAIN_NAME = re.compile(r"\w[\w.-]*")
MANIFEST = "manifest.json"


class EduArchive(models.Model):
    """A class's issued books as one package outside the database (S0 Đ12.3).

    The storage gives the directory; the package's name follows from its label. The
    digest of the manifest stays here, so that a package that was exchanged as a whole
    is found too.
    """

    _name = "edu.archive"
    _description = "Archive package"
    _inherit = ["edu.protected.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "id desc"
    _rec_name = "path"

    _guard_rights = ("head", "deputy", "clerk", "administrator")
    _protected_fields = (
        "path",
        "manifest_sha256",
        "book_count",
        "file_count",
        "state",
        "written_at",
        "written_by_id",
        "checked_at",
        "check_ids",
    )
    _journal_fields = ("class_id", "storage", "path", "manifest_sha256", "state")

    class_id = fields.Many2one(
        "edu.class", required=True, index=True, ondelete="restrict"
    )
    school_id = fields.Many2one(
        "edu.school", related="class_id.school_id", store=True, index=True
    )
    year_id = fields.Many2one(
        "edu.school.year", related="class_id.year_id", store=True, string="School year"
    )
    storage = fields.Selection(
        selection="_selection_storage",
        required=True,
        default=lambda self: next((c for c, _ in self._selection_storage()), False),
    )
    path = fields.Char(string="Package", readonly=True)
    manifest_sha256 = fields.Char(string="SHA-256 of the manifest", readonly=True)
    book_count = fields.Integer(string="Learners", readonly=True)
    file_count = fields.Integer(string="Files", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Not written"),
            ("written", "Written"),
            ("damaged", "Damaged"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    written_at = fields.Datetime(string="Written on", readonly=True)
    written_by_id = fields.Many2one(
        "res.users", string="Written by", readonly=True, ondelete="restrict"
    )
    checked_at = fields.Datetime(string="Last checked on", readonly=True)
    check_ids = fields.One2many("edu.archive.check", "archive_id", string="Checks")

    @api.model
    def _selection_storage(self):
        # Which storages there are is no secret; how they are reached is.
        storages = self.env["fs.storage"].sudo().search([("edu_archive", "=", True)])
        return [(storage.code, storage.name) for storage in storages]

    @api.constrains("path")
    def _check_path(self):
        for record in self.filtered("path"):
            if not PLAIN_NAME.fullmatch(record.path):
                raise ValidationError(
                    self.env._("A package lies directly in the storage's directory.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(record.state != "draft" for record in self):
            raise UserError(self.env._("A written archive package stays on record."))

    def write(self, vals):
        if {"class_id", "storage"} & set(vals) and any(
            record.state != "draft" for record in self
        ):
            raise UserError(self.env._("This archive package is written already."))
        return super().write(vals)

    def _guard_scopes(self):
        return [{"school": self.class_id.school_id}]

    def _journal_scope(self):
        return {"school_code": self.school_id.code, "year_code": self.year_id.name}

    def _file_system(self):
        """The file system whose root is the storage's directory.

        :raises UserError: the storage may not hold archives
        """
        self.ensure_one()
        # Where a storage is and how it is reached are the system's to know.
        storage = (
            self.env["fs.storage"]
            .sudo()
            .search([("code", "=", self.storage), ("edu_archive", "=", True)])
        )
        if not storage:
            raise UserError(
                self.env._("“%(name)s” is no storage for archives.", name=self.storage)
            )
        return storage.fs

    def action_write(self):
        """Write the issued books of the class as one package.

        Duty: head, deputy, clerk, administrator. Running it again after a failure goes
        on with the same package; nothing that exists is overwritten.

        :raises UserError: nothing is issued, or the storage cannot be written
        """
        self.ensure_one()
        self._guard()
        # The duty was checked; issued bytes and the record's state are no one's to set.
        record = self.sudo()
        record.lock_for_update()
        if record.state != "draft":
            raise UserError(self.env._("This archive package is written already."))
        books = record.class_id.hocba_ids.filtered(
            lambda book: book.state in ("issued", "final")
        )
        if not books:
            raise UserError(
                self.env._(
                    "No học bạ of class %(name)s is issued yet.",
                    name=record.class_id.name,
                )
            )
        try:
            with tempfile.TemporaryDirectory() as folder:
                package = archive.write(folder, record._label(), books._files())
                path = record._send(package)
        except HocbaError as error:
            raise record._not_written(problem_text(self.env, error)) from error
        except OSError as error:
            place = self.env._("the server's folder for temporary files")
            raise record._not_written(record._reason(error, place)) from error
        record._write_protected(
            {
                "path": path,
                "manifest_sha256": package.manifest_sha256,
                "book_count": len(books),
                "file_count": package.files,
                "state": "written",
                "written_at": fields.Datetime.now(),
                "written_by_id": self.env.uid,
            }
        )
        self.env["edu.journal"]._record_use("export", books, record.display_name)
        return self.action_check()

    def _label(self):
        """The label that a sealed device bears: unit, data, year, grade (Đ12.3)."""
        class_ = self.class_id
        return archive.Label(
            school_code=class_.school_id.code,
            school_name=class_.school_id.name,
            kind="nam-hoc",
            year=class_.year_id.name,
            grade=str(class_.grade_id.number),
            class_name=class_.name,
        )

    def _send(self, package) -> str:
        """Copy a package to the storage, its manifest last; return its name there.

        A folder without a manifest is one that a broken attempt left; it is filled
        again. One with another manifest is another package and stays untouched.
        """
        target = self._file_system()
        manifest = (package.path / MANIFEST).read_bytes()
        name, number = package.path.name, 1
        while target.exists(f"{name}/{MANIFEST}"):
            if target.cat_file(f"{name}/{MANIFEST}") == manifest:
                return name
            number += 1
            name = f"{package.path.name}_{number}"
        contents = {file.name: file.read_bytes() for file in package.path.iterdir()}
        place, there = name, target.exists(name)
        try:
            target.makedirs(name, exist_ok=True)
            for file in sorted(contents, key=lambda file: (file == MANIFEST, file)):
                place = f"{name}/{file}"
                with target.open(place, "wb") as stream:
                    stream.write(contents[file])
        except OSError as error:
            self._discard(target, name, contents, folder=not there)
            raise self._not_written(self._reason(error, place)) from error
        return name

    @api.model
    def _discard(self, target, name, files, *, folder):
        """Take back what a broken attempt wrote; best effort, the next one goes on."""
        for file in sorted(files, key=lambda file: (file != MANIFEST, file)):
            with suppress(OSError):
                target.rm_file(f"{name}/{file}")
        if folder:
            with suppress(OSError):
                target.rmdir(name)

    def _not_written(self, detail) -> UserError:
        return UserError(
            self.env._(
                "The archive package could not be written to “%(storage)s”: %(detail)s",
                storage=dict(self._selection_storage()).get(self.storage, self.storage),
                detail=detail,
            )
        )

    def _reason(self, error: OSError, place: str) -> str:
        """What the system refused, and where below the storage's directory."""
        _logger.info("Archive %s: %s", self.id, error)
        missing = self.env._("%(place)s: the folder or file is missing.", place=place)
        full = self.env._("%(place)s: the disk is full.", place=place)
        closed = self.env._(
            "%(place)s: the server has no right to this place.", place=place
        )
        reasons = {
            errno.ENOENT: missing,
            errno.ENOTDIR: missing,
            errno.ENOSPC: full,
            errno.EDQUOT: full,
            errno.EACCES: closed,
            errno.EPERM: closed,
            errno.EROFS: closed,
        }
        other = self.env._(
            "%(place)s: %(detail)s.", place=place, detail=error.strerror or error
        )
        return reasons.get(error.errno, other)

    def action_check(self):
        """Compare every byte of the package with its manifest, and record it.

        Duty: head, deputy, clerk, administrator.
        """
        self._guard()
        # The duty was checked; what was found is no one's to set.
        for record in self.sudo():
            record._check_package()
        damaged = "damaged" in self.mapped("state")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The package is damaged; see the check.")
                if damaged
                else self.env._("The package is complete and unchanged."),
                "type": "danger" if damaged else "success",
                "sticky": damaged,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_package(self):
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("This archive package is not written yet."))
        problems = self._package_problems()
        now = fields.Datetime.now()
        self.env["edu.archive.check"].create(
            [
                {
                    "archive_id": self.id,
                    "checked_at": now,
                    "checked_by": self.env.user.name,
                    "intact": not problems,
                    "problems": "\n".join(problems),
                }
            ]
        )
        self._write_protected(
            {"state": "damaged" if problems else "written", "checked_at": now}
        )

    def action_download(self):
        """Download the package as it lies in its storage.

        Duty: head, deputy, clerk, administrator.
        """
        self.ensure_one()
        self._guard()
        if self.state == "draft":
            raise UserError(self.env._("This archive package is not written yet."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/edu_transfer/archive/{self.id}.zip",
            "target": "download",
        }

    def _package(self) -> tuple[str, list[tuple[str, bytes]]]:
        """A file name, and name and bytes of each file, below the package's folder."""
        self.action_download()
        # The duty was checked; where a storage is, is the system's to know.
        record = self.sudo()
        try:
            found = [
                (f"{record.path}/{name}", content) for name, content in record._stored()
            ]
        except OSError as error:
            raise UserError(
                self.env._(
                    "The package cannot be read: %(detail)s",
                    detail=record._reason(error, record.path),
                )
            ) from error
        return f"{record.path}.zip", found

    def _stored(self) -> Iterator[tuple[str, bytes]]:
        """Each file of the package in its storage."""
        source = self._file_system()
        for name in source.ls(self.path, detail=False):
            base = name.rstrip("/").rsplit("/", 1)[-1]
            yield base, source.cat_file(f"{self.path}/{base}")

    def _package_problems(self) -> list[str]:
        """What differs from the package that was written, in the user's language."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / self.path
            copy.mkdir()
            try:
                for name, content in self._stored():
                    (copy / name).write_bytes(content)
            except OSError as error:
                detail = self._reason(error, self.path)
                return [
                    self.env._("The package cannot be read: %(detail)s", detail=detail)
                ]
            found = archive.check(copy)
            if not found and self._digest(copy / MANIFEST) != self.manifest_sha256:
                return [
                    self.env._(
                        "The package was exchanged: its manifest is another one."
                    )
                ]
        return [problem_text(self.env, HocbaError(problem)) for problem in found]

    @api.model
    def _digest(self, path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()
