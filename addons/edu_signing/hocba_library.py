# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The signing part of the library ``hocba``, imported when it is needed.

Its third-party packages are an extra (``hocba[sign]``): an installation that
only keeps the registry runs without them, and who signs is told what to install.
"""

from contextlib import contextmanager

from odoo.exceptions import UserError

from odoo.addons.edu_journal.language import language

from hocba.problems import HocbaError

PIP_LINE = 'pip install "hocba[sign]"'


@contextmanager
def signing_library(env):
    """Turn a missing package into words that an operator can act upon."""
    try:
        yield
    except ImportError as error:
        raise UserError(
            env._(
                "This server cannot sign yet: the package “%(package)s” is missing."
                " Ask the operator to run: %(command)s",
                package=error.name or str(error),
                command=PIP_LINE,
            )
        ) from error


def document_format(env, kind):
    """The part of the library that signs documents of a kind, ``xml`` or ``pdf``."""
    with signing_library(env):
        if kind == "xml":
            from hocba.signing import xml

            return xml
        from hocba.signing import pdf

        return pdf


def problem_text(env, error: Exception) -> str:
    """The words of an expected failure, in the user's language."""
    if isinstance(error, HocbaError):
        return error.text(language(env))
    return str(error.args[0]) if error.args else str(error)
