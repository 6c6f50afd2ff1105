/* Copyright 2026 Hoc Ba So contributors
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import * as passkeys from "@auth_passkey/../lib/simplewebauthn";
import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { rpc, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";

const REQUIRED = "odoo.addons.edu_school.factor.FactorRequired";

/** Asks who decides for the code of his authenticator app or for his passkey. */
export class FactorDialog extends Component {
    static template = "edu_school.FactorDialog";
    static components = { Dialog };
    static props = { close: Function, onProven: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.code = useAutofocus({ refName: "code", mobile: true });
        // Browsers make passkeys on secure addresses only.
        this.canPasskey = Boolean(window.PublicKeyCredential);
        this.state = useState({ ways: [], obstacle: "", problem: "", busy: false });
        onWillStart(() => this.refresh());
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
        const action = await this.orm.call("res.users", method, [[user.userId]]);
        await this.action.doAction(action, { onClose: () => this.refresh() });
    }

    async openPreferences() {
        const action = await this.orm.call("res.users", "action_get");
        action.res_id = user.userId;
        await this.action.doAction(action, { onClose: () => this.refresh() });
    }
}

/** Asks for the factor wherever a call needs it, and calls again. */
const factorService = {
    dependencies: ["dialog"],
    start(env, { dialog }) {
        let asking;
        function ask() {
            asking ??= new Promise((resolve) => {
                let proven = false;
                const onProven = () => (proven = true);
                const onClose = () => {
                    asking = undefined;
                    resolve(proven);
                };
                dialog.add(FactorDialog, { onProven }, { onClose });
            });
            return asking;
        }
        patch(rpc, {
            _rpc(url, params, settings) {
                const call = super._rpc(url, params, settings);
                const answer = call.catch(async (error) => {
                    if (error?.exceptionName !== REQUIRED || !(await ask())) {
                        throw error;
                    }
                    return rpc(url, params, { silent: settings?.silent });
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
