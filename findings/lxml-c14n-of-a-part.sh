#!/bin/sh
# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
#
# lxml writes Canonical XML 1.0 of a part of a document wrong: elements two levels down
# get xmlns="" although they are in the default namespace. Signatures whose SignedInfo
# is canonicalised so (most e-invoices) then seem broken; the exclusive form is right,
# and so is the inclusive one after parsing the part as a document of its own.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" --quiet install lxml==6.1.3
"$dir/venv/bin/python" - <<'END'
from lxml import etree

print("lxml", etree.__version__, "libxml2", etree.LIBXML_VERSION)
root = etree.fromstring('<a xmlns="urn:x"><b><c><d/></c></b></a>')
right = b'<b xmlns="urn:x"><c><d></d></c></b>'
part = root[0]
seen = {
    "inclusive": etree.tostring(part, method="c14n"),
    "exclusive": etree.tostring(part, method="c14n", exclusive=True),
    "inclusive, alone": etree.tostring(
        etree.fromstring(etree.tostring(part)), method="c14n"
    ),
}
for name, found in seen.items():
    print(f"{name}: {'right' if found == right else 'wrong'} {found.decode()}")
wrong = [name for name, found in seen.items() if found != right]
raise SystemExit(wrong != ["inclusive"])
END
