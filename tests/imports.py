# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which file of the project imports which, read from the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

#: Where modules lie below the root, and how their names begin when they are imported.
FOLDERS = {
    ("src",): (),
    ("addons",): ("odoo", "addons"),
    ("demo",): ("demo",),
    ("tests",): ("tests",),
    ("bench",): ("bench",),
}


def imports(tree: ast.AST, package: list[str]) -> Iterator[tuple[int, str]]:
    """Every module that is imported, with its line; relative names made absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*base, *(node.module.split(".") if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


def module_name(relative: Path) -> list[str] | None:
    """Return the name of the module in a file, None for a file that is none."""
    if relative.suffix != ".py":
        return None
    parts = [*relative.parts[:-1], relative.stem]
    for folder, begins in FOLDERS.items():
        if tuple(parts[: len(folder)]) == folder:
            return [*begins, *parts[len(folder) :]]
    return None


def package_of(relative: Path) -> list[str]:
    """Return the package to which a file's relative imports refer."""
    return (module_name(relative) or [])[:-1]


class Graph:
    """The files of the project and what each imports of the others.

    :param texts: the sources, by their path below the root
    """

    def __init__(self, texts: Mapping[Path, str]) -> None:
        self.texts = texts
        self.files = {
            ".".join(name).removesuffix(".__init__"): path
            for path in sorted(texts)
            if (name := module_name(path))
        }
        self.arrows: dict[Path, dict[Path, int]] = {
            path: self._arrows(path) for path in self.files.values()
        }

    def _arrows(self, path: Path) -> dict[Path, int]:
        """Return each file that a file imports, with the first line that does."""
        found: dict[Path, int] = {}
        package = package_of(path)
        for line, name in imports(ast.parse(self.texts[path]), package):
            target = self._file(name)
            if target is not None and target != path:
                found.setdefault(target, line)
        return found

    def _file(self, name: str) -> Path | None:
        """Return the file of a name: of a module, or of the one that defines it."""
        # tests/ stands on the path by itself too
        for known in (name, f"tests.{name}"):
            for one in (known, known.rpartition(".")[0]):
                if one in self.files:
                    return self.files[one]
        return None

    def circles(self) -> list[list[Path]]:
        """Return the shortest way around each group of files that import each other."""
        return [self._way_around(group) for group in self._tangled()]

    def _tangled(self) -> list[set[Path]]:
        """Return the groups of files that reach each other (Tarjan, without calls)."""
        order: dict[Path, int] = {}
        low: dict[Path, int] = {}
        open_: list[Path] = []
        groups: list[set[Path]] = []
        for root in self.arrows:
            work = [] if root in order else [(root, iter(self.arrows[root]))]
            while work:
                path, targets = work[-1]
                if path not in order:
                    order[path] = low[path] = len(order)
                    open_.append(path)
                for target in targets:
                    if target not in order:
                        work.append((target, iter(self.arrows[target])))
                        break
                    if target in open_:
                        low[path] = min(low[path], order[target])
                else:
                    work.pop()
                    if work:
                        above = work[-1][0]
                        low[above] = min(low[above], low[path])
                    if low[path] == order[path]:
                        at = open_.index(path)
                        group = set(open_[at:])
                        del open_[at:]
                        if len(group) > 1:
                            groups.append(group)
        return groups

    def _way_around(self, group: Iterable[Path]) -> list[Path]:
        """Return the shortest circle in a group, from its first file back to it."""
        group = set(group)
        best: list[Path] = []
        for start in sorted(group):
            before: dict[Path, Path | None] = {start: None}
            queue = [start]
            for path in queue:
                for target in self.arrows[path]:
                    if target == start:
                        way, at = [start], path
                        while at is not None:
                            way.insert(0, at)
                            at = before[at]
                        if not best or len(way) < len(best):
                            best = way
                    elif target in group and target not in before:
                        before[target] = path
                        queue.append(target)
        return best
