# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The commands of the trial infrastructure.

python -m demo.pki serve DIR        answers OCSP, CRL and timestamp requests
python -m demo.pki revoke DIR CODE  revokes the certificate of a person or school
"""

from __future__ import annotations

import argparse

from demo.pki.services import revoke, serve
from demo.pki.tokens import generate_keys


def main(argv: list[str] | None = None) -> None:
    """Run one of the commands that the module's text names."""
    parser = argparse.ArgumentParser(prog="demo.pki", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keys").add_argument("module")
    for name in ("serve", "revoke"):
        command = commands.add_parser(name)
        command.add_argument("directory")
        if name == "revoke":
            command.add_argument("code")
    arguments = parser.parse_args(argv)
    if arguments.command == "keys":
        generate_keys(arguments.module)
    elif arguments.command == "serve":
        serve(arguments.directory)
    else:
        revoke(arguments.directory, arguments.code)


if __name__ == "__main__":
    main()
