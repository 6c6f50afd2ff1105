-- Copyright 2026 Hoc Ba So contributors
-- License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
-- Give the journal back to Odoo's role, for an upgrade; harden.sql follows it.
--   psql -U postgres -d DATABASE -v odoo=odoo -f soften.sql
\set ON_ERROR_STOP on
BEGIN;
ALTER SCHEMA public OWNER TO pg_database_owner;
SELECT format('ALTER TABLE %I OWNER TO %I', name, :'odoo')
  FROM unnest(ARRAY['edu_journal', 'edu_journal_block', 'edu_journal_anchor',
                    'edu_journal_delivery']) AS name \gexec
ALTER FUNCTION edu_journal_refuse_change() OWNER TO :"odoo";
ALTER FUNCTION edu_journal_queue() OWNER TO :"odoo";
COMMIT;
