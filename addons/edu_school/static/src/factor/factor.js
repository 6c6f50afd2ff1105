/* Copyright 2026 Hoc Ba So contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import * as passkeys from "@auth_passkey/../lib/simplewebauthn";
import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { rpc, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useAutofocus, useBus, useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";

const REQUIRED = "odoo.addons.edu_school.factor.FactorRequired";
const BUTTON = "/web/dataset/call_button";
const SOFT_RELOAD = { type: "ir.actions.client", tag: "soft_reload" };

/** Asks who decides for the code of his authenticator app or for his passkey. */
export class FactorDialog extends Component {
    static template = "edu_school.FactorDialog";
    static components = { Dialog };
    static props = { close: Function, onLeave: Function, onProven: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.code = useAutofocus({ refName: "code", mobile: true });
        // Browsers make passkeys on secure addresses only.
        this.canPasskey = Boolean(window.PublicKeyCredential);
        this.state = useState({ ways: [], obstacle: "", problem: "", busy: false });
        onWillStart(() => this.refresh());
        // An action that replaces a dialog takes over the onClose of that dialog, and
        // forgets its own: what was set up is seen when this dialog is in front again.
        const ui = useService("ui");
        useBus(ui.bus, "active-element-changed", () => {
            if (this.left && ui.activeElement.querySelector(".o_edu_factor")) {
                this.refresh();
            }
        });
    }

    get canProve() {
        return this.state.ways.length > 0;
    }

    get canEnrol() {
        return ["", "vouch"].includes(this.state.obstacle);
    }

    has(way) {
        return this.state.ways.includes(way);
    }

    async refresh() {
        const { proven, ways, obstacle } = await this.orm.call(
            "edu.factor.check",
            "ways",
            []
        );
        Object.assign(this.state, { ways, obstacle });
        if (proven) {
            this.finish();
        }
    }

    finish() {
        this.props.onProven();
        this.props.close();
    }

    async prove(credential) {
        this.state.busy = true;
        try {
            this.state.problem = await this.orm.call("edu.factor.check", "prove", [
                credential,
            ]);
        } finally {
            this.state.busy = false;
        }
        if (!this.state.problem) {
            this.finish();
        } else if (this.code.el) {
            this.code.el.value = "";
            this.code.el.focus();
        }
    }

    onCode() {
        return this.prove({ type: "totp", token: this.code.el.value });
    }

    async onPasskey() {
        const options = await rpc("/auth/passkey/start-auth");
        let answer;
        try {
            answer = await passkeys.startAuthentication(options);
        } catch {
            return; // the person closed the browser's own dialog
        }
        await this.prove({
            type: "webauthn",
            webauthn_response: JSON.stringify(answer),
        });
    }

    /** Odoo's own way through which somebody enrols or changes his password. */
    async open(method) {
        await this.leave(await this.orm.call("res.users", method, [[user.userId]]));
    }

    async openPreferences() {
        const action = await this.orm.call("res.users", "action_get");
        action.res_id = user.userId;
        await this.leave(action);
    }

    async leave(action) {
        this.left = true;
        this.props.onLeave();
        await this.action.doAction(action);
    }
}

/** Asks for the factor wherever a call needs it, and calls again. */
const factorService = {
    dependencies: ["dialog"],
    start(env, { dialog }) {
        let asking;
        function ask() {
            asking ??= new Promise((resolve) => {
                const asked = { proven: false, left: false };
                const onProven = () => (asked.proven = true);
                const onLeave = () => (asked.left = true);
                const onClose = () => {
                    asking = undefined;
                    resolve(asked);
                };
                dialog.add(FactorDialog, { onLeave, onProven }, { onClose });
            });
            return asking;
        }
        /** Odoo forgets a button as soon as another action opens: so do what it would. */
        async function conclude(again, proven) {
            let action;
            try {
                action = proven && (await again);
            } finally {
                await env.services.action.doAction(action || SOFT_RELOAD);
            }
        }
        patch(rpc, {
            _rpc(url, params, settings) {
                const call = super._rpc(url, params, settings);
                const answer = call.catch(async (error) => {
                    if (error?.exceptionName !== REQUIRED) {
                        throw error;
                    }
                    const { proven, left } = await ask();
                    const again = proven
                        ? rpc(url, params, { silent: settings?.silent })
                        : Promise.reject(error);
                    if (left && url.startsWith(BUTTON)) {
                        conclude(again, proven);
                    }
                    return again;
                });
                answer.abort = (...args) => call.abort?.(...args);
                return answer;
            },
        });
    },
};

registry.category("services").add("edu_school.factor", factorService);

// Who closes the dialog knows that nothing was done.
registry.category("error_handlers").add(
    "edu_school.factor",
    (env, error, originalError) => {
        const closed =
            originalError instanceof RPCError && originalError.exceptionName === REQUIRED;
        if (closed) {
            error.unhandledRejectionEvent?.preventDefault();
        }
        return closed;
    },
    { sequence: 10 }
);
