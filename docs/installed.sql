-- What is installed, and what was changed in the screens. Reads only. Odoo 14 to 19; see installed.md.
--   psql DATABASE --csv --quiet -f installed.sql > installed.csv
\set ON_ERROR_STOP on
SET default_transaction_read_only = on;
WITH brought AS (
    -- Studio's own module holds what people made in its screens.
    SELECT model, res_id, min(module) AS module FROM ir_model_data
    WHERE module NOT IN ('__export__', '__import__', 'studio_customization') AND model IN ('ir.ui.view', 'ir.actions.server')
    GROUP BY model, res_id
), actions AS (
    -- A translated name is text up to 15 and JSON by language from 16 on.
    SELECT s.id, s.model_id, s.write_date, s.write_uid, to_jsonb(s) -> 'name' AS name,
        CASE s.usage WHEN 'ir_cron' THEN 'scheduled action' WHEN 'base_automation' THEN 'automated action' ELSE 'server action' END AS kind
    FROM ir_act_server s LEFT JOIN brought b ON b.model = 'ir.actions.server' AND b.res_id = s.id
    WHERE b.res_id IS NULL
), changes AS (
    SELECT 'model' AS kind, m.model AS name, m.model AS model, '' AS module, m.write_date, m.write_uid FROM ir_model m WHERE m.state = 'manual'
    UNION ALL
    SELECT 'field', f.name, f.model, '', f.write_date, f.write_uid FROM ir_model_fields f WHERE f.state = 'manual'
    UNION ALL
    SELECT 'view', coalesce(v.key, v.name), coalesce(v.model, ''), coalesce(b.module, ''), v.write_date, v.write_uid
    FROM ir_ui_view v LEFT JOIN brought b ON b.model = 'ir.ui.view' AND b.res_id = v.id
    WHERE b.res_id IS NULL OR v.arch_updated
    UNION ALL
    SELECT a.kind, coalesce(nullif(coalesce(a.name ->> 'en_US', a.name #>> '{}'), ''), a.id::text), coalesce(m.model, ''), '', a.write_date, a.write_uid
    FROM actions a LEFT JOIN ir_model m ON m.id = a.model_id
)
SELECT 'module' AS kind, m.name, m.state, coalesce(m.latest_version, '') AS version, '' AS model, '' AS module, '' AS changed, '' AS "by"
FROM ir_module_module m
UNION ALL
SELECT c.kind, c.name, '', '', c.model, c.module, coalesce(to_char(c.write_date, 'YYYY-MM-DD'), ''), coalesce(u.login, '')
FROM changes c LEFT JOIN res_users u ON u.id = c.write_uid
ORDER BY 1, 5, 2;
