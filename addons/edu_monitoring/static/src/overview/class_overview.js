// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const TONES = {
    TOT: "success",
    HTXS: "success",
    HTT: "success",
    PROMOTED: "success",
    KHA: "info",
    HT: "info",
    DAT: "warning",
    PENDING: "warning",
    CHUA_DAT: "danger",
    CHT: "danger",
    NOT_PROMOTED: "danger",
};

/** Bảng tổng hợp lớp: learners by subjects, with what the year makes of them. */
export class ClassOverview extends Component {
    static template = "edu_monitoring.ClassOverview";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.actions = useService("action");
        this.state = useState({ classes: [], table: null, period: "year" });
        this.periods = [
            { value: "hk1", label: _t("Term I") },
            { value: "hk2", label: _t("Term II") },
            { value: "year", label: _t("Whole year") },
        ];
        this.display = { controlPanel: {} };
        onWillStart(async () => {
            this.state.classes = await this.orm.call("edu.class", "overview_classes", []);
            const first = this.state.classes[0];
            const classId = this.props.action.params?.class_id || first?.id;
            if (classId) {
                await this.load(classId, this.state.period);
            }
        });
    }

    async load(classId, period) {
        const table = await this.orm.call("edu.class", "overview", [[classId], period]);
        Object.assign(this.state, { table, period });
        this.env.config.setDisplayName(_t("Class overview %s", table.name));
    }

    get classes() {
        const { classes, table } = this.state;
        const listed = !table || classes.some((one) => one.id === table.id);
        return listed ? classes : [...classes, { id: table.id, name: table.name }];
    }

    /** How many learners reached what, in the order of the levels. */
    get totals() {
        const counts = new Map();
        for (const row of this.state.table.rows) {
            if (!row.left && row.study) {
                const { value, label } = row.study;
                const found = counts.get(value) || { value, label, count: 0 };
                counts.set(value, { ...found, count: found.count + 1 });
            }
        }
        const order = Object.keys(TONES);
        return [...counts.values()].sort(
            (a, b) => order.indexOf(a.value) - order.indexOf(b.value)
        );
    }

    get warning() {
        const { rows, absence_limit: limit } = this.state.table;
        const count = rows.filter((row) => !row.left && row.absence_state).length;
        return count && _t("%(count)s near or over %(limit)s absences", { count, limit });
    }

    tone(level) {
        return `text-bg-${TONES[level.value] || "info"}`;
    }

    why(row) {
        return this.orm
            .call("edu.result", "action_why", [[row.result_id]])
            .then((action) => this.actions.doAction(action));
    }

    open(row) {
        return this.actions.doAction({
            type: "ir.actions.act_window",
            res_model: "edu.result",
            res_id: row.result_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("edu_monitoring.class_overview", ClassOverview);
