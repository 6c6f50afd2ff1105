# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    def _render_template_qweb(self, template_src, model, res_ids, *args, **kwargs):
        if not self._may_render_code():
            self._refuse_code(
                self._has_unsafe_expression_template_qweb(template_src, model)
            )
        return super()._render_template_qweb(
            template_src, model, res_ids, *args, **kwargs
        )

    def _render_template_inline_template(
        self, template_txt, model, res_ids, *args, **kwargs
    ):
        if not self._may_render_code():
            self._refuse_code(
                self._has_unsafe_expression_template_inline_template(
                    template_txt, model
                )
            )
        return super()._render_template_inline_template(
            template_txt, model, res_ids, *args, **kwargs
        )

    def _may_render_code(self):
        """Odoo lets whoever keeps access rights evaluate what he writes; we do not."""
        return (
            self._unrestricted_rendering
            or self.env.su
            or self.env.user.has_group("mail.group_mail_template_editor")
            or self.env.user._is_system()
        )

    def _refuse_code(self, unsafe):
        if unsafe:
            raise AccessError(
                self.env._("Only who has Settings sends a text that holds code.")
            )
