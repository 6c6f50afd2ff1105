// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The parameters of a regulation as a table; a draft is amended row by row. */
export class ParametersField extends Component {
    static template = "edu_gradebook.ParametersField";
    static props = { ...standardFieldProps };

    setup() {
        this.typed = null;
        useBus(this.bus, "NEED_LOCAL_CHANGES", ({ detail }) =>
            detail.proms.push(this.commit())
        );
        useBus(this.bus, "WILL_SAVE_URGENTLY", () => this.commit());
    }

    get bus() {
        return this.props.record.model.bus;
    }

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    get amends() {
        return Boolean(this.props.record.data.amends_id);
    }

    differs(row) {
        return this.amends && row.value !== row.before;
    }

    /** What is being typed is no change of the record before the person is done. */
    onInput(row, column, ev) {
        this.typed = { name: row.name, values: { [column]: ev.target.value } };
        this.bus.trigger("FIELD_IS_DIRTY", true);
    }

    onChange(row, column, ev) {
        this.onInput(row, column, ev);
        return this.commit();
    }

    async commit() {
        if (!this.typed) {
            return;
        }
        const { name, values } = this.typed;
        this.typed = null;
        const rows = this.rows.map((row) =>
            row.name === name ? { ...row, ...values } : row
        );
        await this.props.record.update({ [this.props.name]: rows });
        this.bus.trigger("FIELD_IS_DIRTY", false);
    }
}

registry.category("fields").add("edu_regulation_parameters", {
    component: ParametersField,
    supportedTypes: ["json"],
});
