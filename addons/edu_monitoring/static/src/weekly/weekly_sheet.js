// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;

/** A week's remarks on a class: a line for the class and one for each learner. */
export class WeeklySheet extends Component {
    static template = "edu_monitoring.WeeklySheet";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.display = { controlPanel: {} };
        this.state = useState({ sheet: null, rows: [], savedAt: "" });
        // What a field lost its focus with is on its way when a button is pressed.
        this.saving = Promise.resolve();
        useSetupAction({ beforeLeave: () => this.settle() });
        this.env.config.setDisplayName(_t("Weekly remarks of a class"));
        onWillStart(() => {
            const { default_class_id, default_subject_id } = this.props.action.context || {};
            return default_class_id && default_subject_id
                ? this.load(default_class_id, default_subject_id)
                : this.load();
        });
    }

    async load(...place) {
        const sheet = await this.orm.call("edu.weekly.remark", "week_sheet", place);
        const rows = sheet.rows.map((row) => ({ ...row, typed: row.text, message: "" }));
        Object.assign(this.state, { sheet, rows, savedAt: "" });
    }

    /** Another week or class; what could not be saved is not thrown away. */
    async go(classId, subjectId, week) {
        await this.settle();
        if (!this.state.rows.some((row) => row.typed !== row.text)) {
            return this.load(classId, subjectId, week || false);
        }
    }

    toWeek(week) {
        const { class_id, subject_id } = this.state.sheet;
        return this.go(class_id, subject_id, week);
    }

    choose(ev) {
        const { choices, week } = this.state.sheet;
        const { class_id, subject_id } = choices[ev.target.value];
        return this.go(class_id, subject_id, week);
    }

    isChosen({ class_id, subject_id }) {
        const { sheet } = this.state;
        return class_id === sheet.class_id && subject_id === sheet.subject_id;
    }

    get week() {
        const start = DateTime.fromISO(this.state.sheet.week);
        return _t("Week %(from)s to %(to)s", {
            from: start.toFormat("dd/MM"),
            to: start.plus({ days: 6 }).toFormat("dd/MM/yyyy"),
        });
    }

    get status() {
        const waiting = this.state.rows.filter((row) => row.typed !== row.text).length;
        if (waiting) {
            return _t("%(count)s remarks not saved: see below", { count: waiting });
        }
        return this.state.savedAt
            ? _t("All changes saved at %(time)s", { time: this.state.savedAt })
            : _t("Changes are saved as you type");
    }

    label(row) {
        return row.enrolment_id ? row.name : _t("Whole class");
    }

    settle() {
        return this.saving.catch(() => {});
    }

    typed(row, text) {
        row.typed = text;
        this.saving = this.save(row);
        return this.saving;
    }

    /** Keep mine: what the other wrote has been seen now. */
    async save(row) {
        const { class_id, subject_id, week } = this.state.sheet;
        const sent = { enrolment_id: row.enrolment_id, old: row.text, new: row.typed };
        const [answer] = await this.orm.call("edu.weekly.remark", "save_week", [
            class_id,
            subject_id,
            week,
            [sent],
        ]);
        row.text = answer.text;
        row.message = answer.message;
        if (answer.status === "saved") {
            row.typed = answer.text;
            this.state.savedAt = DateTime.now().toFormat("HH:mm");
        }
    }

    takeBack(row) {
        Object.assign(row, { typed: row.text, message: "" });
    }
}

registry.category("actions").add("edu_monitoring.weekly_sheet", WeeklySheet);
