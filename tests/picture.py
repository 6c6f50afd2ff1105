# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The picture of the house: who stands on whom, how large each room is: `./edu house`.

Ends with an error where a rule of the house is broken; the rules stand in `house.py`.
"""

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import house
from imports import Graph

GROUND = "(ground)"


def place(path: Path) -> str:
    """Return the folder of the picture in which a file lies."""
    if path.parts[0] == "src":
        return f"hocba.{house.room(path)}" if house.room(path) else f"hocba {GROUND}"
    if path.parts[0] == "addons":
        return path.parts[1] + (" (tests)" if "tests" in path.parts[2:] else "")
    below = path.parts[1:-1]
    return "/".join([path.parts[0], *below[:1]])


def sizes(graph: Graph) -> dict[str, tuple[int, int]]:
    """Return the number of files and of lines of each folder."""
    files: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for path, text in graph.texts.items():
        files[place(path)] += 1
        lines[place(path)] += text.count("\n")
    return {name: (files[name], lines[name]) for name in files}


def arrows(graph: Graph) -> dict[str, Counter[str]]:
    """Return how many imports go from each folder to each other one."""
    found: dict[str, Counter[str]] = {}
    for path, targets in graph.arrows.items():
        mine = place(path)
        others = Counter(map(place, targets))
        del others[mine]
        found.setdefault(mine, Counter()).update(others)
    return found


def depends(addon: str) -> list[str]:
    """Return the addons of the suite that an addon's manifest asks for."""
    text = (house.ROOT / "addons" / addon / "__manifest__.py").read_text()
    wanted = set(ast.literal_eval(text).get("depends", []))
    return [name for name in house.BELOW if name in wanted]


def by_floor(name: str) -> tuple[int, int, str]:
    """Sort folders as they stand above each other, the lowest first."""
    rooms, addons = list(house.ROOMS), list(house.BELOW)
    plain = name.removesuffix(" (tests)")
    if name.startswith("hocba"):
        room = name.partition(".")[2]
        return 0, rooms.index(room) + 1 if room else 0, name
    if plain in addons:
        return 1, 2 * addons.index(plain) + (plain != name), name
    return 2 + list(house.FLOORS).index(name.partition("/")[0]), 0, name


def table(graph: Graph) -> Iterator[str]:
    found, known = arrows(graph), sizes(graph)
    for name in sorted(known, key=by_floor):
        files, lines = known[name]
        into = sorted(found.get(name, {}).items(), key=lambda one: by_floor(one[0]))
        yield f"{name:24}{files:5} files {lines:7,} lines"
        if name in house.BELOW and (wanted := depends(name)):
            yield f"{'':8}depends on {', '.join(wanted)}"
        if into:
            told = ", ".join(f"{target} {number}" for target, number in into)
            yield f"{'':8}imports {told}"


def longest(graph: Graph, limit: int, chosen: Callable[[Path], bool]) -> list[str]:
    lengths = {path: text.count("\n") for path, text in graph.texts.items()}
    above = [path for path in lengths if chosen(path) and lengths[path] > limit]
    above.sort(key=lambda path: -lengths[path])
    return [f"{path}: {lengths[path]}" for path in above]


def findings(graph: Graph) -> dict[str, list[str]]:
    """Return what breaks a rule, under the name of the rule."""
    files = [house.ROOT / path for path in graph.texts]
    return {
        f"modules of the library above {house.MODULE_LINES} lines": longest(
            graph, house.MODULE_LINES, lambda path: path.parts[0] == "src"
        ),
        f"models above {house.MODEL_LINES} lines": longest(
            graph, house.MODEL_LINES, lambda path: path.parent.name == "models"
        ),
        "circles": list(house.circles(graph)),
        "arrows up": [
            f"{path.relative_to(house.ROOT)}: {fault}"
            for path in files
            for fault in house.arrows(path, path.read_text())
        ],
        "ways from a verification to a network": list(
            house.lines_out(house.ROOT / "src")
        ),
    }


def main() -> int:
    graph = house.graph()
    print("\n".join(table(graph)))
    broken = 0
    for rule, found in findings(graph).items():
        print(f"\n{rule}: {len(found) or 'none'}")
        for one in found:
            print(f"    {one}")
        broken += len(found)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
