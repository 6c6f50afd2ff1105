// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, onWillStart, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { formatDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;

/**
 * The register of a class: a session with one tap for each learner, and the month.
 * What is not saved yet is saved before another day is shown, or stays.
 */
export class Attendance extends Component {
    static template = "edu_school.Attendance";
    static components = { DateTimeInput, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.display = { controlPanel: {} };
        this.classId = this.props.action.context.active_id || this.props.resId;
        this.state = useState({
            mode: "day",
            session: "morning",
            data: null,
            changes: {},
            saving: false,
        });
        useSetupAction({
            beforeLeave: () => this.save(),
            beforeUnload: (event) => {
                if (this.changeCount) {
                    event.preventDefault();
                    event.returnValue = "unsaved";
                }
            },
        });
        onWillStart(() => this.load());
    }

    get choices() {
        return [
            { state: "present", letter: "✓", label: _t("Present") },
            { state: "permitted", letter: "P", label: _t("Absent with permission") },
            { state: "unpermitted", letter: "K", label: _t("Absent without permission") },
        ];
    }

    get date() {
        return DateTime.fromISO(this.state.data.date || `${this.state.data.month}-01`);
    }

    get first() {
        return DateTime.fromISO(this.state.data.first);
    }

    get last() {
        return DateTime.fromISO(this.state.data.last);
    }

    get title() {
        return this.state.mode === "day"
            ? this.date.toFormat("cccc")
            : this.date.toFormat("MM/yyyy");
    }

    get changeCount() {
        return Object.keys(this.state.changes).length;
    }

    /** Learners at or above the school's warning, the most absent first. */
    get warned() {
        const from = this.state.data.warn_from;
        return this.state.data.learners
            .filter((learner) => from && this.total(learner) >= from)
            .sort((a, b) => this.total(b) - this.total(a));
    }

    get summary() {
        const states = this.state.data.learners.map((learner) => this.stateOf(learner));
        const count = (wanted) => states.filter((state) => state === wanted).length;
        const [permitted, unpermitted] = [count("permitted"), count("unpermitted")];
        return _t("Class size %(size)s, absent %(absent)s (P %(permitted)s, K %(unpermitted)s)", {
            size: states.length,
            absent: permitted + unpermitted,
            permitted,
            unpermitted,
        });
    }

    get warning() {
        return _t("Absent for %s sessions or more this year:", this.state.data.warn_from);
    }

    yearText(learner) {
        return _t("This year %(total)s (P %(permitted)s, K %(unpermitted)s)", {
            total: this.total(learner),
            permitted: learner.permitted,
            unpermitted: learner.unpermitted,
        });
    }

    total(learner) {
        return learner.permitted + learner.unpermitted;
    }

    isWarned(learner) {
        return this.state.data.warn_from && this.total(learner) >= this.state.data.warn_from;
    }

    stateOf(learner) {
        return this.state.changes[learner.enrolment_id] || learner.state;
    }

    weekday(day) {
        return day.weekday === 7 ? "CN" : `T${day.weekday + 1}`;
    }

    async load(date = false) {
        const { mode, session } = this.state;
        const data =
            mode === "day"
                ? await this.call("class_day", [date, session])
                : await this.call("class_month", [date.slice(0, 7)]);
        this.state.data = data;
        this.state.changes = {};
    }

    call(method, args) {
        return this.orm.call("edu.absence", method, [this.classId, ...args]);
    }

    choose(learner, state) {
        if (!this.state.data.editable) {
            return;
        }
        if (state === learner.state) {
            delete this.state.changes[learner.enrolment_id];
        } else {
            this.state.changes[learner.enrolment_id] = state;
        }
    }

    async save() {
        if (!this.changeCount || this.state.saving) {
            return !this.state.saving;
        }
        const learners = this.state.data.learners.filter(
            (learner) => learner.enrolment_id in this.state.changes
        );
        const choices = learners.map((learner) => ({
            enrolment_id: learner.enrolment_id,
            old: learner.state,
            new: this.state.changes[learner.enrolment_id],
        }));
        this.state.saving = true;
        try {
            const data = await this.call("save_class_day", [
                this.state.data.date,
                this.state.session,
                choices,
            ]);
            this.state.data = data;
            this.state.changes = {};
            if (data.conflicts.length) {
                this.notification.add(
                    _t("Somebody else has marked these learners meanwhile: %s", data.conflicts.join(", ")),
                    { type: "warning", sticky: true }
                );
            } else {
                this.notification.add(_t("Saved: %s", formatDate(this.date)), { type: "success" });
            }
        } finally {
            this.state.saving = false;
        }
        return true;
    }

    async go(step) {
        const unit = this.state.mode === "day" ? "days" : "months";
        await this.show(this.date.plus({ [unit]: step }));
    }

    async show(date) {
        const first = this.state.mode === "day" ? this.first : this.first.startOf("month");
        if (date && date >= first && date <= this.last) {
            await this.save();
            await this.load(serializeDate(date));
        }
    }

    async setSession(session) {
        await this.save();
        this.state.session = session;
        await this.load(this.state.data.date);
    }

    async setMode(mode) {
        await this.save();
        const date = serializeDate(this.date);
        this.state.data = null;
        this.state.mode = mode;
        await this.load(date);
    }

    async openDay(day) {
        const date = this.date.set({ day: day.day });
        this.state.data = null;
        this.state.mode = "day";
        await this.load(serializeDate(date));
    }
}

registry.category("actions").add("edu_school.attendance", Attendance);
