# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which driver reaches a key device.

The path of the PKCS#11 module names code that this process loads. So it comes
from the server's configuration or environment and never from the database,
where a curious administrator could point it anywhere.
"""

import os
from functools import lru_cache

from odoo.exceptions import UserError
from odoo.tools import config

from .hocba_library import signing_library

MODULE_OPTION = "edu_pkcs11_module"
MODULE_VARIABLE = "EDU_PKCS11_MODULE"


@lru_cache(maxsize=4)
def _pkcs11_driver(module_path):
    from hocba.signing.drivers.pkcs11 import Pkcs11Driver

    return Pkcs11Driver(module_path)


def pkcs11_driver(env):
    path = config.get(MODULE_OPTION) or os.environ.get(MODULE_VARIABLE)
    if not path:
        raise UserError(
            env._(
                "No PKCS#11 module is configured on this server: the operator sets"
                " %(option)s in the configuration file or %(variable)s in the"
                " environment.",
                option=MODULE_OPTION,
                variable=MODULE_VARIABLE,
            )
        )
    with signing_library(env):
        return _pkcs11_driver(path)


#: Name of a driver → what makes it, given an environment. Addons add theirs.
DRIVERS = {"pkcs11": pkcs11_driver}


def get_driver(env, name):
    """Return the driver of that name.

    :raises UserError: no such driver, or what it needs is missing
    """
    factory = DRIVERS.get(name)
    if factory is None:
        raise UserError(env._("Unknown signing driver “%(name)s”.", name=name))
    return factory(env)
