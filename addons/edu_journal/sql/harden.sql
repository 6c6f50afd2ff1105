-- Copyright 2026 Hoc Ba So contributors
-- License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
-- Hand the journal to a second role, so that Odoo's role can insert and read only:
--   psql -U postgres -d DATABASE -v odoo=odoo -v keeper=edu_journal_keeper -f harden.sql
-- Safe to repeat. soften.sql takes it back, for an upgrade that changes these tables.
\set ON_ERROR_STOP on
BEGIN;
SELECT format('CREATE ROLE %I NOLOGIN', :'keeper')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'keeper') \gexec
-- Who owns a schema may drop whatever is in it.
ALTER SCHEMA public OWNER TO :"keeper";
GRANT USAGE, CREATE ON SCHEMA public TO :"odoo";
SELECT format('ALTER TABLE %I OWNER TO %I', name, :'keeper'),
       format('REVOKE ALL ON %I FROM PUBLIC, %I', name, :'odoo'),
       format('GRANT SELECT, INSERT ON %I TO %I', name, :'odoo'),
       format('GRANT USAGE, SELECT ON SEQUENCE %I TO %I', name || '_id_seq', :'odoo')
  FROM unnest(ARRAY['edu_journal', 'edu_journal_block', 'edu_journal_anchor',
                    'edu_journal_delivery']) AS name \gexec
ALTER FUNCTION edu_journal_refuse_change() OWNER TO :"keeper";
ALTER FUNCTION edu_journal_queue() OWNER TO :"keeper";
COMMIT;
