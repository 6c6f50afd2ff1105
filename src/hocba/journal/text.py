# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A report on a journal, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator

from hocba.journal.audit import Report, Scope, local

_MARKS = {"error": "!", "warning": "?"}


def render(report: Report) -> str:
    """Return the report as text: each chain, the findings, the conclusion."""
    lines = [line for scope in report.scopes for line in _scope(scope)]
    lines += [f"{_MARKS[found.level]} {found.text()}" for found in report.findings]
    if report.broken:
        lines.append("KẾT LUẬN: nhật ký đã bị thay đổi.")
    elif not report.whole:
        lines.append("KẾT LUẬN: chưa thấy thay đổi nhưng chưa đủ căn cứ kết luận.")
    else:
        lines.append("KẾT LUẬN: nhật ký nguyên vẹn.")
    return "\n".join(lines)


def _scope(scope: Scope) -> Iterator[str]:
    yield (
        f"{scope.name}: {scope.entries} mục, {scope.blocks} khối niêm phong, "
        f"{scope.unsealed} mục chưa niêm phong"
    )
    if scope.anchored_block:
        yield (
            f"    neo bên ngoài đến khối {scope.anchored_block}, "
            f"lúc {local(scope.anchored_at)}"
        )
    if scope.unanchored_since:
        yield f"    chưa neo từ {local(scope.unanchored_since)}"
