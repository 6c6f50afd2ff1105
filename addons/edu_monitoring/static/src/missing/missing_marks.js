// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Who lacks which mark: sheets by columns, and from each count to its learners. */
export class MissingMarks extends Component {
    static template = "edu_monitoring.MissingMarks";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.actions = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ table: null, term: "" });
        this.env.config.setDisplayName(_t("Missing marks"));
        onWillStart(async () => {
            const { scope } = this.props.state || {};
            await this.load(scope || false);
            if (!this.state.table.rows.length && this.state.table.scopes.length) {
                // Who teaches nothing himself has come for his class.
                await this.load(this.state.table.scopes[0].id);
            }
        });
    }

    async load(scope) {
        const kwargs = { class_id: scope };
        this.state.table = await this.orm.call("edu.gradebook", "missing_marks", [], kwargs);
        const codes = this.terms.map(({ code }) => code);
        if (!codes.includes(this.state.term)) {
            this.state.term = codes[0] || "";
        }
        this.props.updateActionState?.({ scope });
    }

    get nothing() {
        return _t("No open sheet of this school year. Locked sheets keep nobody waiting.");
    }

    get note() {
        return _t(
            "How many learners have no mark yet, also who was absent and waits for " +
                "the make-up test. Press a number to see who they are. A grey number: " +
                "nobody has this mark yet."
        );
    }

    get scopes() {
        const classes = this.state.table.scopes.map(({ id, name }) => ({
            id,
            label: _t("Class %s", name),
        }));
        return [{ id: false, label: _t("My sheets") }, ...classes];
    }

    get terms() {
        const names = new Map();
        for (const { term_code: code, term } of this.state.table.rows) {
            names.set(code, term);
        }
        return [...names].sort().map(([code, label]) => ({ code, label }));
    }

    /** A phone has no room for what every teacher knows. */
    head({ label }) {
        return this.env.isSmall ? label.replace(/^ĐĐG/, "") : label;
    }

    get rows() {
        return this.state.table.rows.filter((row) => row.term_code === this.state.term);
    }

    get columns() {
        const own = new Set(this.rows.flatMap((row) => row.columns));
        return this.state.table.columns.filter(({ name }) => own.has(name));
    }

    /** Of a column: nothing there at all is no news, a few missing are. */
    tone(row, { name }) {
        if (!row.columns.includes(name)) {
            return "";
        }
        const count = row.missing[name];
        if (!count) {
            return "o_edu_complete";
        }
        return count >= row.learners ? "o_edu_untouched" : "o_edu_some";
    }

    title(row, { name, label }) {
        const count = row.missing[name];
        return _t("%(sheet)s: %(count)s learners without %(mark)s", {
            sheet: `${row.class_name} · ${row.subject}`,
            count,
            mark: label,
        });
    }

    open(row, { name }) {
        return this.run("action_open_missing", row.id, name);
    }

    openSheet(row) {
        return this.run("action_open_lines", row.id);
    }

    async run(method, id, ...args) {
        const action = await this.orm.call("edu.gradebook", method, [[id], ...args]);
        return this.actions.doAction(action);
    }
}

registry.category("actions").add("edu_monitoring.missing_marks", MissingMarks);
