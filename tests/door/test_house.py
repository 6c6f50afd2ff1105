# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from pathlib import Path

import house
import pytest
from imports import Graph


@pytest.mark.parametrize(
    ("check", "path", "text", "finding"),
    [
        ("headers", "src/hocba/x.py", "x = 1\n", "no header"),
        ("headers", "addons/edu_school/x.js", f"// {house.COPYRIGHT}\n", "agpl"),
        ("length", "addons/edu_school/models/x.py", "\n" * 401, "401 lines"),
        ("machine", "README.md", f"cd {house.ROOT}/src", "one machine"),
        ("arrows", "src/hocba/rules/x.py", "import odoo", "imports Odoo"),
        ("arrows", "src/hocba/rules/x.py", "from hocba import books", "'books'"),
        ("arrows", "src/hocba/sheets/x.py", "from ..rules import cells", "'rules'"),
        ("arrows", "src/hocba/problems.py", "from hocba.verify import x", "'verify'"),
        (
            "arrows",
            "addons/edu_school/models/x.py",
            "from odoo.addons.edu_hocba import models",
            "edu_hocba",
        ),
        (
            "arrows",
            "addons/edu_signing/__manifest__.py",
            "{'depends': ['edu_school']}",
            "edu_school",
        ),
        ("arrows", "src/hocba/words.py", "from demo import pki", "demo"),
        ("arrows", "addons/edu_hocba/x.py", "from demo import pki", "demo"),
        ("arrows", "demo/x.py", "from tests.books import sample", "tests"),
        ("arrows", "tests/books/x.py", "import bench.ratio", "bench"),
    ],
)
def test_a_breach_is_found(check, path, text, finding):
    found = list(getattr(house, check)(house.ROOT / path, text))
    assert len(found) == 1 and finding in found[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/hocba/verify/x.py", "from hocba import books, signing"),
        ("src/hocba/verify/x.py", "from . import report"),
        ("addons/edu_hocba/models/x.py", "from odoo.addons.edu_signing import models"),
        ("addons/edu_hocba/models/x.py", "from hocba.books import xml"),
        ("addons/edu_hocba/tests/x.py", "from demo import pki"),
        ("bench/x.py", "from tests.books.sample import BOOK"),
    ],
)
def test_a_downward_arrow_is_fine(path, text):
    assert list(house.arrows(house.ROOT / path, text)) == []


@pytest.mark.parametrize(
    ("files", "way"),
    [
        (
            {
                "demo/a.py": "from demo import b",
                "demo/b.py": "def f():\n import demo.a",
            },
            ["demo/a.py", "demo/b.py", "demo/a.py"],
        ),
        (
            {
                "addons/x/models/a.py": "from ..tools.b import c",
                "addons/x/tools/b.py": "from . import d",
                "addons/x/tools/d.py": "from odoo.addons.x.models import a",
            },
            [
                f"addons/x/{n}.py"
                for n in ("models/a", "tools/b", "tools/d", "models/a")
            ],
        ),
        ({"tests/x/__init__.py": "from . import a", "tests/x/a.py": ""}, []),
        (
            {"tests/a.py": "import b", "tests/b.py": "from tests import a"},
            ["tests/a.py", "tests/b.py", "tests/a.py"],
        ),
    ],
    ids=["inside", "three", "package", "bare-name"],
)
def test_a_circle_is_found_with_its_shortest_way(files, way):
    graph = Graph({Path(name): text for name, text in files.items()})
    found = [[str(path) for path in one] for one in graph.circles()]
    assert found == ([way] if way else [])
    assert len(list(house.circles(graph))) == len(found)


def test_the_house_has_no_circle():
    assert list(house.circles(house.graph())) == []


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        (
            {"signing/a.py": "import hocba.signing.b", "signing/b.py": "import socket"},
            1,
        ),
        ({"signing/a.py": "def f():\n    from urllib import request"}, 1),
        ({"signing/__init__.py": "import ssl", "signing/a.py": ""}, 1),
        ({"signing/a.py": "from urllib.parse import urlsplit"}, 0),
        ({"signing/a.py": "", "signing/b.py": "import http.client"}, 0),
    ],
    ids=["by-another", "inside", "package", "no-network", "elsewhere"],
)
def test_who_verifies_needs_no_network(tmp_path, files, finding):
    """KP-15: no module that a verification imports opens one, at any remove."""
    files = {"verify/__init__.py": "from hocba.signing import a", **files}
    for name, text in files.items():
        path = tmp_path / "hocba" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = list(house.lines_out(tmp_path))
    assert len(found) == finding
    assert all("hocba.verify ->" in one for one in found)


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("mau", "[profile]\n", "lacks the line"),
        ("khac", "{head}", "mau.ini"),
        ("mau", "{head}[final_day]\nvalue = 1/6\narticle = x\n", "final_day"),
        ("mau", "{head}[final_date]\nvalue = 1/6\n", "lacks its article"),
        ("mau", "{head}[final_date]\nvalue = 31/6\narticle = x\n", "31/6"),
        ("quoc-gia", "{head}", "the national default lacks"),
    ],
)
def test_a_province_that_no_school_could_apply_is_found(name, text, finding):
    """BT-3."""
    code = name if name == "quoc-gia" else "mau"
    head = f"[profile]\ncode = {code}\nname = M\nversion = 1\ndocuments = D\n"
    path = house.ROOT / "data" / "provinces" / f"{name}.ini"
    found = list(house.provinces(path, text.replace("{head}", head)))
    assert found and finding in found[0]


def test_every_province_fits():
    files = list((house.ROOT / "data" / "provinces").iterdir())
    assert len(files) >= 6
    for path in files:
        assert list(house.provinces(path, path.read_text())) == []
