// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";

const TIMEOUT = 20000;

class TimeoutError extends Error {}

/** A request that hangs on a dead connection is given up; repeating it is harmless. */
export async function withTimeout(promise) {
    let timer;
    const timeout = new Promise((resolve, reject) => {
        timer = browser.setTimeout(() => reject(new TimeoutError()), TIMEOUT);
    });
    try {
        return await Promise.race([promise, timeout]);
    } finally {
        browser.clearTimeout(timer);
    }
}

/** What a failed save means: refused for good, or worth another try. */
export function saveFailure(error) {
    if (!(error instanceof RPCError)) {
        return { final: false, message: _t("connection lost") };
    }
    if (error.exceptionName === "odoo.http.SessionExpiredException") {
        return { final: false, message: _t("signed out: sign in again in another tab") };
    }
    if (error.exceptionName?.startsWith("odoo.exceptions.")) {
        return { final: true, message: error.data?.message || _t("not saved") };
    }
    return { final: false, message: _t("the server could not save") };
}
