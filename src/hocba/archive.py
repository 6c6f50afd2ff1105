# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Archive packages: a class's issued books with a manifest, and its check.

A package is a folder with the files, ``manifest.json`` (size and SHA-256 of each) and
``label.txt`` for the device that it is kept on. The label states the digest of the
manifest, so that no single byte of the package can change unseen.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hocba.problems import HocbaError, Problem, Where, fail, register

MANIFEST = "manifest.json"
LABEL = "label.txt"
_FORMAT = "hocba-archive"
_KINDS = {
    "khoi-tao": "Học bạ (khởi tạo)",
    "nam-hoc": "Học bạ năm học",
    "chuyen-truong": "Học bạ chuyển trường",
    "ban-quet": "Bản quét học bạ",
}

register(
    {
        "archive.bad_name": {
            "en": "“{name}” cannot be the name of a file in an archive package.",
            "vi": "«{name}» không thể là tên tệp trong gói lưu trữ.",
        },
        "archive.nothing": {
            "en": "There is no file to archive.",
            "vi": "Không có tệp nào để lưu trữ.",
        },
        "archive.not_written": {
            "en": "The archive package could not be written to {path} ({detail}).",
            "vi": "Không ghi được gói lưu trữ vào {path} ({detail}).",
        },
        "archive.no_manifest": {
            "en": "The folder holds no readable manifest ({detail}).",
            "vi": "Thư mục không có bảng kê đọc được ({detail}).",
        },
        "archive.label_differs": {
            "en": "The label does not belong to this manifest.",
            "vi": "Nhãn không khớp với bảng kê.",
        },
        "archive.file_missing": {
            "en": "The file is missing.",
            "vi": "Thiếu tệp.",
        },
        "archive.file_unreadable": {
            "en": "The file cannot be read ({detail}).",
            "vi": "Không đọc được tệp ({detail}).",
        },
        "archive.size_differs": {
            "en": "The file has {found} bytes instead of {expected}.",
            "vi": "Tệp có {found} byte thay vì {expected} byte.",
        },
        "archive.content_differs": {
            "en": "The content has changed (SHA-256 differs).",
            "vi": "Nội dung tệp đã thay đổi (SHA-256 không khớp).",
        },
        "archive.file_unknown": {
            "en": "The file is not in the manifest.",
            "vi": "Tệp không có trong bảng kê.",
        },
    }
)


@dataclass(frozen=True)
class Label:
    """What the label of a package says: unit, data, year, grade, class."""

    school_code: str
    school_name: str
    kind: str
    year: str
    grade: str
    class_name: str


@dataclass(frozen=True)
class Package:
    """A package that was written, or found to be there already.

    :param manifest_sha256: proves the whole package; to be kept elsewhere
    """

    path: Path
    manifest_sha256: str
    files: int


def write(
    target_dir: str | os.PathLike[str],
    label: Label,
    files: Iterable[tuple[str, bytes]],
) -> Package:
    """Write a package as a new folder; nothing that exists is ever overwritten.

    It appears under its name only when it is complete. The same files under the same
    label are not written twice; other files get a folder with a number after its name.

    :raises HocbaError: no files, a name that is not plain, or a disk that cannot write
    """
    content = _checked(files)
    manifest = _manifest(label, content)
    digest = hashlib.sha256(manifest).hexdigest()
    content = {
        **content,
        MANIFEST: manifest,
        LABEL: _label_text(label, len(content), digest).encode(),
    }
    target = Path(target_dir)
    temporary = target / f".{secrets.token_hex(8)}.tmp"
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path in _candidates(target, label):
            if path.exists():
                if _same(path, manifest):
                    return Package(path, digest, len(content) - 2)
                continue
            if not temporary.exists():
                _fill(temporary, content)
            try:
                # Renaming onto a folder that is not empty fails.
                temporary.rename(path)
            except OSError:
                if not path.exists():
                    raise
                continue
            _sync(target)
            return Package(path, digest, len(content) - 2)
    except OSError as error:
        detail = error.strerror or str(error)
        raise fail("archive.not_written", path=str(target), detail=detail)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    raise AssertionError("candidates never end")


def check(path: str | os.PathLike[str]) -> list[Problem]:
    """Compare every byte of a package with its manifest and label.

    :return: what differs, with the file it is about; empty if the package is intact
    """
    folder = Path(path)
    try:
        manifest = (folder / MANIFEST).read_bytes()
        label, entries = _read_manifest(manifest)
    except OSError as error:
        return [Problem("archive.no_manifest", {"detail": error.strerror})]
    except (ValueError, KeyError, TypeError, HocbaError) as error:
        return [Problem("archive.no_manifest", {"detail": str(error)})]
    problems = []
    expected = _label_text(label, len(entries), hashlib.sha256(manifest).hexdigest())
    try:
        if (folder / LABEL).read_bytes() != expected.encode():
            problems.append(Problem("archive.label_differs", {}, Where(file=LABEL)))
    except OSError:
        problems.append(Problem("archive.file_missing", {}, Where(file=LABEL)))
    for name, size, digest in entries:
        problems += _check_file(folder / name, size, digest)
    known = {MANIFEST, LABEL, *(name for name, _, _ in entries)}
    problems += [
        Problem("archive.file_unknown", {}, Where(file=found.name))
        for found in sorted(folder.iterdir())
        if found.name not in known
    ]
    return problems


def _checked(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    content: dict[str, bytes] = {}
    for name, data in files:
        if not _plain(name) or name in content:
            raise fail("archive.bad_name", name=name)
        content[name] = data
    if not content:
        raise fail("archive.nothing")
    return content


def _plain(name: str) -> bool:
    return (
        name not in (MANIFEST, LABEL)
        and re.fullmatch(r"\w[\w .()-]*", name) is not None
        and len(name.encode()) <= 200
    )


def _manifest(label: Label, content: dict[str, bytes]) -> bytes:
    files = [
        {
            "name": name,
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        for name, data in sorted(content.items())
    ]
    record: dict[str, Any] = {
        "format": _FORMAT,
        "version": 1,
        "label": asdict(label),
        "files": files,
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _read_manifest(data: bytes) -> tuple[Label, list[tuple[str, int, str]]]:
    record = json.loads(data)
    if record["format"] != _FORMAT or record["version"] != 1:
        raise ValueError(f"{record['format']} {record['version']}")
    entries = [
        (str(entry["name"]), int(entry["size"]), str(entry["sha256"]))
        for entry in record["files"]
    ]
    for name, _size, _digest in entries:
        if not _plain(name):
            raise fail("archive.bad_name", name=name)
    return Label(**record["label"]), entries


def _label_text(label: Label, files: int, digest: str) -> str:
    lines = (
        ("Đơn vị", f"{label.school_name} ({label.school_code})"),
        ("Dữ liệu", _KINDS.get(label.kind, label.kind)),
        ("Năm học", label.year),
        ("Khối", label.grade),
        ("Lớp", label.class_name),
        ("Số tệp", files),
        ("SHA-256 của bảng kê", digest),
    )
    return "".join(f"{name}: {value}\n" for name, value in lines)


def _candidates(target: Path, label: Label) -> Iterable[Path]:
    parts = (
        label.school_code,
        label.kind,
        label.year,
        f"khoi-{label.grade}",
        f"lop-{label.class_name}",
    )
    name = "_".join(re.sub(r"[^\w.-]+", "-", part) for part in parts).lstrip(".")
    yield target / name
    number = 2
    while True:
        yield target / f"{name}_{number}"
        number += 1


def _same(path: Path, manifest: bytes) -> bool:
    try:
        return (path / MANIFEST).read_bytes() == manifest and not check(path)
    except OSError:
        return False


def _fill(folder: Path, content: dict[str, bytes]) -> None:
    folder.mkdir(mode=0o755)
    for name, data in content.items():
        with (folder / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_file(path: Path, size: int, digest: str) -> list[Problem]:
    where = Where(file=path.name)
    if not path.is_file() or path.is_symlink():
        return [Problem("archive.file_missing", {}, where)]
    found = hashlib.sha256()
    length = 0
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                length += len(block)
                found.update(block)
    except OSError as error:
        return [Problem("archive.file_unreadable", {"detail": error.strerror}, where)]
    if length != size:
        values = {"found": length, "expected": size}
        return [Problem("archive.size_differs", values, where)]
    if found.hexdigest() != digest:
        return [Problem("archive.content_differs", {}, where)]
    return []
