// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import {Component, onWillStart, onWillUnmount, useRef, useState} from "@odoo/owl";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

// Small enough to show progress and to stop soon, large enough for one login of
// the key device to pay off.
const CHUNK = 20;

/**
 * Shows what is to be signed, asks for certificate and PIN, and drives the session.
 * The PIN is read from its field when signing starts and kept in no state.
 */
export class SigningDialog extends Component {
    static template = "edu_signing.SigningDialog";
    static components = {Dialog};
    static props = {
        slotIds: {type: Array, element: Number},
        title: {type: String, optional: true},
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.pin = useRef("pin");
        this.sessionId = null;
        this.state = useState({
            phase: "review",
            slots: [],
            refused: [],
            certificates: [],
            certificateId: null,
            total: 0,
            done: 0,
            failed: [],
            message: "",
            stopping: false,
        });
        onWillStart(() => this.load(this.props.slotIds));
        onWillUnmount(() => {
            this.state.stopping = true;
        });
    }

    async load(slotIds) {
        const overview = await this.orm.call("edu.signing.session", "overview", [
            slotIds,
        ]);
        const {slots, refused, certificates} = overview;
        Object.assign(this.state, {
            slots,
            certificates,
            refused: refused.filter((refusal) => refusal.state !== "signed"),
        });
        if (!certificates.some((c) => c.id === this.state.certificateId)) {
            this.state.certificateId = certificates.length ? certificates[0].id : null;
        }
    }

    /** The slots that the chosen certificate signs. */
    get slots() {
        return this.state.slots.filter((slot) =>
            slot.certificate_ids.includes(this.state.certificateId)
        );
    }

    /** One block for each class and what is signed of it. */
    get groups() {
        const groups = new Map();
        for (const slot of this.state.certificateId ? this.slots : this.state.slots) {
            const title = [slot.scope, slot.label].filter(Boolean).join(" · ");
            if (!groups.has(title)) {
                groups.set(title, {title, slots: []});
            }
            groups.get(title).slots.push(slot);
        }
        return [...groups.values()];
    }

    get finishedCount() {
        return this.state.done + this.state.failed.length;
    }

    get progress() {
        return this.state.total
            ? Math.round((100 * this.finishedCount) / this.state.total)
            : 0;
    }

    get title() {
        return this.props.title || _t("Sign");
    }

    get texts() {
        const {done, failed, total} = this.state;
        return {
            count: _t("You sign %(count)s documents:", {count: this.slots.length}),
            soFar: _t("%(done)s of %(total)s signed so far.", {done, total}),
            running: _t(
                "%(done)s of %(total)s signed. Leave the key device plugged in.",
                {done, total}
            ),
            result: failed.length
                ? _t("%(done)s signed, %(failed)s not signed.", {
                      done,
                      failed: failed.length,
                  })
                : _t("%(done)s documents signed.", {done}),
            noCertificate: _t(
                "No certificate with which you may sign is registered, approved and" +
                    " in force. Ask the certificate manager."
            ),
            pinHint: _t(
                "The PIN goes to the key device only and is stored nowhere. After" +
                    " several wrong PINs the device locks itself."
            ),
        };
    }

    inPlaceOf(slot) {
        return _t("in place of %(name)s", {name: slot.in_place_of});
    }

    chooseCertificate(ev) {
        this.state.certificateId = Number(ev.target.value);
        this.sessionId = null;
    }

    async start() {
        const pin = this.pin.el.value;
        this.pin.el.value = "";
        if (!pin) {
            this.state.message = _t("Enter the PIN of your key device.");
            return;
        }
        Object.assign(this.state, {phase: "running", message: "", stopping: false});
        try {
            await this.run(pin);
        } catch (error) {
            this.state.phase = "review";
            this.state.message = this.words(error);
        }
    }

    async run(pin) {
        if (!this.sessionId) {
            const ids = this.slots.map((slot) => slot.id);
            this.state.total = ids.length;
            this.sessionId = await this.orm.call("edu.signing.session", "open", [
                ids,
                this.state.certificateId,
            ]);
        }
        while (!this.state.stopping) {
            const chunk = await this.call("prepare", CHUNK);
            this.state.failed.push(...chunk.failed);
            if (!chunk.tasks.length) {
                break;
            }
            this.state.total =
                this.finishedCount + chunk.tasks.length + chunk.remaining;
            const stop = await this.signChunk(chunk.tasks, pin);
            if (stop) {
                this.state.phase = "review";
                this.state.message = stop;
                return;
            }
        }
        if (this.state.stopping) {
            await this.call("stop");
        }
        this.state.phase = "finished";
    }

    /** Sign and complete one chunk; return what stopped the key device, if anything. */
    async signChunk(tasks, pin) {
        const answers = await this.call(
            "sign",
            tasks.map((task) => task.id),
            pin
        );
        const given = answers.filter((answer) => !answer.transient);
        if (given.length) {
            const result = await this.call("complete", given);
            this.state.done += result.done.length;
            this.state.failed.push(...result.failed);
        }
        const stop = answers.find((answer) => answer.transient);
        return stop && stop.error;
    }

    /** Begin a new session with what failed or was left. */
    async retry() {
        // Preparing may have added slots that were not in the list.
        const ids = [
            ...new Set([
                ...this.props.slotIds,
                ...this.state.failed.map((failure) => failure.slot_id),
            ]),
        ];
        this.sessionId = null;
        Object.assign(this.state, {done: 0, failed: [], total: 0, message: ""});
        await this.load(ids);
        this.state.phase = "review";
    }

    call(method, ...args) {
        return this.orm.call("edu.signing.session", method, [
            [this.sessionId],
            ...args,
        ]);
    }

    words(error) {
        if (error instanceof RPCError) {
            return error.data?.message || error.message;
        }
        if (error instanceof ConnectionLostError) {
            return _t(
                "The connection was lost. Nothing signed is lost and nothing is" +
                    " signed twice: enter the PIN again to go on."
            );
        }
        throw error;
    }
}

/**
 * Client action: params {slot_ids} or {domain} say what is to be signed. The view
 * that opened it reloads when the dialog closes.
 */
async function openSigningDialog(env, action) {
    const params = action.params || {};
    const slotIds =
        params.slot_ids ||
        (await env.services.orm.search("edu.signature.slot", params.domain || []));
    await new Promise((resolve) => {
        env.services.dialog.add(
            SigningDialog,
            {slotIds, title: action.name || undefined},
            {onClose: resolve}
        );
    });
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("edu_signing.sign", openSigningDialog);
