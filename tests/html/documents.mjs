// Test documents for the review's page: everything in them is invented. makeReview(kind) returns what `driftline review` would write.
import { gzipSync } from 'node:zlib';

// A small generator with a seed, so that every run sees the same documents.
function random(seed) {
  let state = seed;
  const next = () => { state = (state * 1664525 + 1013904223) % 4294967296; return state / 4294967296; };
  return { next, below: n => Math.floor(next() * n), pick: list => list[Math.floor(next() * list.length)], chance: p => next() < p };
}
const hex = (r, n) => Array.from({ length: n }, () => '0123456789abcdef'[r.below(16)]).join('');

const areas = [
  ['account', ['account.move', 'account.move.line', 'account.payment', 'account.tax', 'account.payment.term']], ['sale', ['sale.order', 'sale.order.line']],
  ['stock', ['stock.picking', 'stock.move', 'stock.quant', 'stock.warehouse']], ['purchase', ['purchase.order', 'purchase.order.line']],
  ['base', ['res.partner', 'res.users', 'res.company', 'ir.attachment']], ['product', ['product.template', 'product.product', 'product.pricelist']],
  ['mail', ['mail.thread', 'mail.message']], ['mrp', ['mrp.production', 'mrp.bom']], ['crm', ['crm.lead', 'crm.team']], ['hr', ['hr.employee', 'hr.contract']],
  ['project', ['project.task', 'project.project']], ['website', ['website', 'website.page']], ['delivery', ['delivery.carrier']], ['repair', ['repair.order']],
];
const verbs = ['_compute_amount', 'action_confirm', '_prepare_invoice', 'write', 'create', '_post', 'action_cancel', '_onchange_partner', '_get_name', 'unlink',
  '_check_limit', 'button_validate', '_action_done', '_prepare_values', 'copy'];
const people = ['Jana Brandt', 'Tom Okafor', 'Priya Raman', 'Luis Ferrer', 'M. Haddad'];
const owners = ['finance', 'development', 'logistics', 'sales operations', ''];
const reasons = ['Customers with a frame contract are invoiced monthly, not per delivery.', 'The auditor asked for a second approval above 20,000.',
  'The carrier sends its own labels; ours must not be printed.', 'Bulk orders keep the price of the day they were agreed.', 'Legal wants the old terms on all open quotations.'];
const words = ['sale', 'stock', 'invoice', 'crm', 'base', 'labels', 'edi', 'fleet', 'quality', 'returns', 'pricing', 'portal', 'audit', 'print', 'tags', 'uom', 'commission', 'rental'];

const rules = [
  ['DL101', 'method-replaced', 'warning', 'silent'], ['DL103', 'field-redefined', 'warning', 'crash-run'], ['DL105', 'record-overwritten', 'info', 'silent'],
  ['DL110', 'protected-symbol-overridden', 'error', 'silent'], ['DL113', 'forked-method', 'warning', 'silent'], ['DL201', 'override-without-reason', 'info', ''],
  ['DL302', 'override-signature-changed', 'error', 'crash-run'], ['DL304', 'forked-method-behind', 'warning', 'silent'], ['DL305', 'field-removed', 'error', 'crash-run'],
  ['DL307', 'selection-value-removed', 'warning', 'silent'], ['DL313', 'view-anchor-gone', 'error', 'crash-install'], ['DL319', 'engine-change', 'error', 'crash-install'],
  ['DL321', 'hook-not-called', 'error', 'silent'], ['DL324', 'redundant-in-target', 'info', ''], ['DL402', 'access-widened', 'warning', ''],
  ['DL403', 'public-route-with-sudo', 'error', ''], ['DL501', 'query-in-loop', 'warning', ''], ['DL502', 'stored-compute-on-core', 'info', ''],
  ['DL601', 'duplicate-xmlid', 'error', 'crash-install'], ['DL604', 'duplicate-customization', 'warning', ''], ['DL902', 'too-dynamic', 'info', ''],
];
const messages = {
  DL101: s => `${s} never calls super: the core's 12 lines do not run`, DL103: s => `${s} is given another type than the core's`, DL105: s => `${s} is written back at every update`,
  DL110: s => `${s} guards posting, and one path leaves without super`, DL113: s => `${s} is a copy of the core's method, 0.91 alike`, DL201: s => `nobody wrote down why ${s} is changed`,
  DL302: s => `${s} takes one argument more in the target`, DL304: s => `your copy of ${s} misses 2 changes of the core`, DL305: s => `the field of ${s} that is read here is gone in the target`,
  DL307: s => `the value 'done' of ${s} is gone: this comparison is never true`, DL313: s => `the place in the view of ${s} that this extends is gone`,
  DL319: s => `attrs= and states= are refused by the target's views (${s})`, DL321: s => `${s} is no longer called by the core`, DL324: s => `the target does what ${s} does, under the same name`,
  DL402: s => `the access rule of ${s} is widened to all internal users`, DL403: s => `a public route reads ${s} with sudo`, DL501: s => `${s} runs a query for every record of the loop`,
  DL502: s => `a stored compute on ${s} is recomputed at every write`, DL601: s => `the id of ${s} is defined twice`, DL604: s => `two modules change ${s} in the same way`,
  DL902: s => `a name of ${s} is made at run time; it was not followed`,
};

const code = name => ({
  core: `def ${name}(self, values):\n    """Prepares what the next step needs."""\n    self.ensure_one()\n    lines = self.line_ids.filtered(lambda line: not line.display_type)\n    total = sum(line.price * line.quantity for line in lines)\n    if self.state == 'done':\n        raise UserError(_('This is finished.'))\n    for line in lines:\n        line.check()\n        line.lock()\n    self.message_post(body=_('Prepared.'))\n    values['total'] = total\n    values['partner_id'] = self.partner_id.id\n    return values\n`,
  target: `def ${name}(self, values):\n    """Prepares what the next step needs."""\n    self.ensure_one()\n    lines = self.line_ids.filtered(lambda line: not line.display_type)\n    total = self.currency_id.round(sum(lines.mapped('subtotal')))\n    if self.locked:\n        raise UserError(_('This is finished.'))\n    for line in lines:\n        line.check()\n        line.lock()\n    values['total'] = total\n    values['partner_id'] = self.partner_id.id\n    values['company_id'] = self.company_id.id\n    return values\n`,
  ours: `def ${name}(self, values):\n    """Prepares what the next step needs."""\n    self.ensure_one()\n    lines = self.line_ids.filtered(lambda line: not line.display_type and line.quantity)\n    total = sum(line.price * line.quantity for line in lines)\n    if self.state == 'done' and not self.env.user.has_group('base.group_system'):\n        raise UserError(_('This is finished.'))\n    for line in lines:\n        line.check()\n        line.lock()\n    self.message_post(body=_('Prepared.'))\n    values['total'] = total\n    values['partner_id'] = self.partner_id.commercial_partner_id.id\n    return values\n`,
  merged: `def ${name}(self, values):\n    """Prepares what the next step needs."""\n    self.ensure_one()\n    lines = self.line_ids.filtered(lambda line: not line.display_type and line.quantity)\n    total = self.currency_id.round(sum(lines.mapped('subtotal')))\n<<<<<<< custom\n    if self.state == 'done' and not self.env.user.has_group('base.group_system'):\n=======\n    if self.locked:\n>>>>>>> 17.0\n        raise UserError(_('This is finished.'))\n    for line in lines:\n        line.check()\n        line.lock()\n    values['total'] = total\n    values['partner_id'] = self.partner_id.commercial_partner_id.id\n    values['company_id'] = self.company_id.id\n    return values\n`,
  extend: `def ${name}(self, values):\n    values = super().${name}(values)\n    if self.frame_contract_id:\n        values['invoice_day'] = self.frame_contract_id.day\n    return values\n`,
});
const hunk = '--- 16.0 sale/models/sale_order.py\n+++ 17.0 sale/models/sale_order.py\n@@ -57,4 +57,4 @@\n     def action_cancel(self):\n-        if any(order.state == \'done\' for order in self):\n+        if any(order.locked for order in self):\n             raise UserError(_(\'A locked order cannot be cancelled.\'))\n         return self.write({\'state\': \'cancel\'})\n';

function commit(r, year) {
  return { commit: hex(r, 40), date: `${year}-0${1 + r.below(9)}-1${r.below(9)}`, author: r.pick(people), subject: r.pick(['Keep the price of the agreement', 'Second approval for large orders', 'Fix labels of the new carrier', 'Port to the new series']),
    ticket: r.chance(0.4) ? `ERP-${100 + r.below(900)}` : '' };
}

const quarters = n => Array.from({ length: n }, (_, i) => { const q = 2026 * 4 + 2 - (n - 1 - i); return { label: `${Math.floor(q / 4)}Q${q % 4 + 1}`, date: `${Math.floor(q / 4)}-${['03-31', '06-30', '09-30', '12-31'][q % 4]}` }; });

// modules, overrides, findings: how many of each.
function build({ modules: moduleCount, overrides: overrideCount, findings: findingCount, language = 'en', title = 'Acme Trading', long = false }) {
  const r = random(7);
  const name = i => long ? `sale_order_${words[i % words.length]}_recommendation_${words[(i * 5) % words.length]}_packaging_default_${i}` : i < words.length ? `acme_${words[i]}` : `acme_${words[i % words.length]}_${words[(i * 7 + Math.floor(i / words.length)) % words.length]}${i > 300 ? i : ''}`;
  const names = [...new Set(Array.from({ length: moduleCount * 2 }, (_, i) => name(i)))].slice(0, moduleCount);
  const origin = i => (i % 7 === 5 ? 'community' : i % 19 === 11 ? 'app store' : 'own');
  const modules = names.map((n, i) => ({ name: n, path: `addons/${n}`, version: `16.0.${1 + i % 3}.${i % 5}.0`, origin: origin(i), depends: ['base', ...(i ? [names[Math.floor(i / 3)]] : [])], missing_depends: i % 17 === 9 ? ['account_accountant'] : [], files: 4 + r.below(40), lines: 60 + r.below(4000) }));
  const own = modules.filter(m => m.origin === 'own');

  const overrides = [], stories = [];
  for (let i = 0; i < overrideCount; i++) {
    const m = own[Math.floor(Math.pow(r.next(), 1.7) * own.length)], [area, models] = areas[Math.floor(Math.pow(r.next(), 1.5) * areas.length)], model = r.pick(models);
    const kind = r.pick(['method', 'method', 'method', 'view', 'field', 'record', 'route']), verb = r.pick(verbs);
    const replaces = r.chance(0.12), symbol = kind === 'method' ? `${model}.${verb}` : kind === 'field' ? `${model}.${r.pick(['state', 'partner_id', 'amount_total', 'note'])}` : kind === 'view' ? `${area}.view_${model.replaceAll('.', '_')}_form` : kind === 'route' ? `/shop/${verb.replace('_', '')}` : `${area}.${model.replaceAll('.', '_')}_data`;
    const level = r.pick(['register', 'comment', 'documentation', 'commit', 'commit', 'none']), owner = long ? r.pick(['CarlosRoca13, rafaelbn, sergio-teruel, yajo', 'an-unusually-long-name-of-a-maintainer', '']) : r.pick(owners), texts = code(verb);
    const introduced = commit(r, 2019 + r.below(7)), path = `addons/${m.name}/${kind === 'view' ? 'views' : 'models'}/${model.replaceAll('.', '_')}.${kind === 'view' ? 'xml' : 'py'}`;
    overrides.push({ module: m.name, path, line: 8 + r.below(300), kind, symbol, behaviour: replaces ? r.pick(['replaces', 'replaces', 'patches', 'bypasses']) : 'extends', calls_super: kind === 'method' ? (replaces ? 'never' : r.pick(['always', 'always', 'sometimes'])) : 'n/a', origin: 'core',
      core: { module: area, path: `models/${model.replaceAll('.', '_')}.py`, line: 20 + r.below(900) }, documented: { level, reason: level === 'none' ? '' : r.pick(reasons), place: level === 'comment' ? `${path}:7` : '', owner, date: introduced.date, ticket: introduced.ticket } });
    stories.push({ id: hex(r, 12), area, model: kind === 'route' ? '' : model, introduced, changed: r.chance(0.6) ? commit(r, 2025) : null, changes: 1 + r.below(9), owner, reason: level === 'none' ? '' : `${r.pick(reasons)} It was agreed with the customer, and stays until the contract ends.`,
      register: level === 'register' ? { decision: r.pick(['keep', 'keep', 'upstream', 'drop', '']), owner, ticket: introduced.ticket, reason: r.pick(reasons), added: introduced.date, reviewed: '2026-02-11', ...r.pick([{ review_by: '2026-03-31', overdue: true }, { review_by: '2027-02-01', overdue: false }, { review_by: '2027-05-01', overdue: false }]), line: 12 } : null,
      chain: kind === 'method' ? [{ module: m.name, path, line: 31, calls_super: replaces ? 'never' : 'always', ours: true }, { module: area, path: `models/${model.replaceAll('.', '_')}.py`, line: 120, calls_super: 'n/a', ours: false }] : [],
      counted: true, code: i < 400 && kind === 'method' ? { core: texts.core, target: r.chance(0.9) ? texts.target : null, ours: replaces ? texts.ours : texts.extend, merged: null, conflicts: 0 } : { core: null, target: null, ours: null, merged: null, conflicts: 0 }, findings: [] });
    if (replaces && stories[i].code.target) Object.assign(stories[i].code, { merged: texts.merged, conflicts: 1 });
  }

  const findings = [];
  for (let i = 0; i < findingCount; i++) {
    const [rule, slug, severity, effect] = rules[i % rules.length], at = r.below(overrideCount), o = overrides[at] ?? { module: own[0].name, path: 'x.py', line: 1, symbol: own[0].name, kind: 'module', core: { module: 'base', path: 'x.py', line: 1 } };
    const fingerprint = hex(r, 32), places = Array.from({ length: 1 + (r.chance(0.25) ? r.below(6) : 0) }, (_, p) => ({ path: o.path, line: o.line + p * 11, fingerprint: p ? hex(r, 32) : fingerprint }));
    if (overrideCount) stories[at].findings.push(i);
    findings.push({ rule, slug, severity, certainty: r.pick(['exact', 'exact', 'likely']), effect, module: o.module, path: o.path, line: o.line, symbol: o.symbol, symbol_kind: o.kind, message: messages[rule](o.symbol),
      fix: { DL321: 'Override _compute_display_name instead.', DL307: 'Test the field locked.', DL324: 'Delete it after a look at both.' }[rule] ?? 'Compare both versions, then decide.', fingerprint, places,
      related: [{ role: rule.startsWith('DL3') ? 'target' : 'current', module: o.core.module, path: o.core.path, line: o.core.line, text: "the core's definition" }], ...(rule === 'DL304' || rule === 'DL302' ? { diff: hunk } : {}), ...(rule === 'DL304' ? { patch: hunk.replaceAll('16.0 sale', 'a/acme_sale').replaceAll('17.0 sale', 'b/acme_sale') } : {}) });
  }
  if (long) for (const f of findings) f.message = `//div[hasclass('row','mt16','o_settings_container')][position() = 3] of ${f.symbol} matches nothing in 17.0 (<div id="user_default_rights" class="row mt16 o_settings_container" groups="base.group_system"> was at base_setup/views/res_config_settings_views.xml:161): the view fails when it is installed or updated`;
  return assemble({ r, modules, own, overrides, stories, findings, language, title });
}

function coreEdits(r) {
  const edit = (path, outcome) => ({ path, line: 40 + r.below(900), added: 2, removed: 1, outcome, diff: hunk, conflict: outcome === 'conflicts' ? '<<<<<<< edited\n    tax = round(tax, 2)\n=======\n    tax = self.currency_id.round(tax)\n' : '' });
  return { pristine: 'upstream@16.0', files_compared: 18211, before: null, before_unknown: 'no history', patches: [
    { commit: { commit: hex(r, 40), author: 'Tom Okafor', date: '2024-02-01', subject: 'Hot fix for the rounding of taxes', ticket: 'ERP-204' }, edits: [edit('addons/account/models/account_move.py', 'conflicts'), edit('addons/account/models/account_tax.py', 'upstream')] },
    { commit: null, edits: [edit('odoo/tools/mail.py', 'applies')] }] };
}

function asked(own) {
  const modules = own.slice(0, 9).map((m, i) => ({ question: `${m.name} replaces ${9 - i} parts of Odoo, and nobody wrote down why: keep them, use the standard, or drop?`, subject: m.name, kind: 'keep-or-drop', owner: i % 2 ? 'finance' : '', by: '2026-11-15', cost: i < 7 ? { low: 16 - i, high: 32 - i } : null, count: 9 - i, link: `module/${m.name}` }));
  const decisions = [...modules, { question: 'Delete 6 redundant changes?', subject: '', kind: 'delete', owner: 'development', by: '2026-11-30', cost: { low: -8, high: -4 }, count: 6, link: 'rule/DL324' }, { question: 'Approve read access to the Enterprise source?', subject: '', kind: 'access', owner: 'management', by: '2026-11-15', cost: null, count: 2, link: 'unseen' }];
  const sum = k => modules.reduce((all, d) => all + (d.cost?.[k] ?? 0), 0), n = modules.length;
  return { decisions, decision_groups: [...(n ? [{ title: 'Keep, use the standard, or drop?', text: `${n} modules replace 45 parts of Odoo, and nobody wrote down why.`, first: 0, size: n, count: 45, cost: { low: sum('low'), high: sum('high') }, costed: Math.min(n, 7) }] : []),
    { title: 'Delete what is not needed?', text: '6 changes can go.', first: n, size: 1, count: 6, cost: { low: -8, high: -4 }, costed: 1 }, { title: 'Provide the source?', text: '2 modules could not be read.', first: n + 1, size: 1, count: 2, cost: null, costed: 0 }] };
}

function assemble({ r, modules, own, overrides, stories, findings, language, title }) {
  const state = (m, i) => m.origin === 'community' ? 'take-upstream' : m.origin === 'app store' ? 'ask-vendor' : m.missing_depends.length ? 'not-judged' : ['no-known-blocker', 'mechanical', 'mechanical', 'review', 'review', 'redesign'][(i * 5 + 3) % 6];
  const size = { 'take-upstream': 0.5, 'no-known-blocker': 0.5, mechanical: 1, review: 3, redesign: 8, 'ask-vendor': 0, 'not-judged': 0 };
  const causes = m => { const of = findings.filter(f => f.module === m.name && f.rule.startsWith('DL3') && f.severity !== 'info'); const n = e => of.filter(f => f.effect === e).length; return { silent: n('silent'), install: n('crash-install'), run: n('crash-run'), other: 0 }; };
  const planModules = modules.map((m, i) => ({ name: m.name, path: m.path, state: i === 4 ? 'drop' : state(m, i), reasons: i === 4 ? ['not installed'] : [], missing: m.missing_depends, script_files: i % 9 === 2 ? 2 : 0, needs: m.depends.filter(d => d.startsWith('acme_')), needed_by: [], causes: causes(m),
    hours: size[state(m, i)] ? { low: size[state(m, i)], high: size[state(m, i)] * 2.2 } : null, upstream: m.origin === 'community' ? { library: 'community', version: '17.0.1.0.0', compared_with: 'community', compared_version: '16.0.1.2.0', compared_with_target: false, edits: i % 2 ? [{ path: `models/partner.py`, change: 'changed', patch: hunk }] : [] } : null }));
  const states = {};
  for (const m of planModules) { const s = states[m.state] ??= { modules: 0, hours: { low: 0, high: 0 } }; s.modules++; s.hours.low += m.hours?.low ?? 0; s.hours.high += m.hours?.high ?? 0; }
  const sum = k => planModules.reduce((all, m) => all + (m.hours?.[k] ?? 0), 0);

  const blockers = findings.filter(f => f.rule.startsWith('DL3') && f.severity !== 'info'), count = f => overrides.filter(f).length;
  const now = { modules: own.length, lines: own.reduce((all, m) => all + m.lines, 0), overrides: overrides.length, replaces: count(o => o.behaviour !== 'extends' || o.calls_super === 'sometimes'), protected: 5, undocumented: count(o => o.documented.level === 'none'), blockers: blockers.length, silent: blockers.filter(f => f.effect === 'silent').length, redundant: findings.filter(f => f.rule === 'DL324').length, hours: { low: sum('low'), high: sum('high') } };
  const trendOf = (i, n) => ({ ...now, overrides: Math.round(now.overrides * (0.78 + 0.22 * i / (n - 1)) + (i % 3)), undocumented: Math.round(now.undocumented * (2.4 - 1.4 * i / (n - 1))), silent: Math.round(now.silent * (1 + 0.9 * Math.sin((n - 1 - i) / 3))), blockers: Math.round(now.blockers * (1.2 - 0.2 * i / (n - 1))), replaces: now.replaces + Math.round((n - 1 - i) / 2), redundant: null, hours: { low: now.hours.low * (1 + (n - 1 - i) * 0.06), high: now.hours.high * (1 + (n - 1 - i) * 0.06) } });
  const labels = quarters(10);
  const trend = labels.map((q, i) => ({ ...q, commit: hex(r, 40), subject: 'A commit of the quarter', core: i < 3 ? 'today' : 'pinned', core_version: '16.0', note: i === 1 ? 'the history before 2024-07-02 is not in this clone' : '', figures: i === 1 ? null : i === labels.length - 1 ? now : trendOf(i, labels.length) }));
  const levels = { register: 0, comment: 0, documentation: 0, commit: 0, none: 0 };
  for (const o of overrides) levels[o.documented.level]++;
  const decisionsCount = { keep: 0, upstream: 0, drop: 0, none: 0 };
  for (const s of stories) decisionsCount[s.register?.decision || 'none']++;
  const moment = t => ({ label: t.label, date: t.date, commit: t.commit, subject: t.subject });
  const ledger = k => ({ by_kind: { call: { extracted: 1400 * k, bound: 1300 * k, own: 70 * k, guarded: 10 * k, unresolved: { 'missing module': 15 * k, 'dynamic name': 5 * k } }, 'field path': { extracted: 3100 * k, bound: 2900 * k, own: 200 * k, guarded: 0, unresolved: {} }, 'view spec': { extracted: 420 * k, bound: 410 * k, own: 0, guarded: 0, unresolved: { nowhere: 10 * k } }, xmlid: { extracted: 610 * k, bound: 560 * k, own: 50 * k, guarded: 0, unresolved: {} } }, files_not_read: { 'larger than 5 MB': 1 }, files_not_loaded: { 'migration scripts': 6, tests: 14 }, script_files_not_analyzed: 4, missing_modules: { account_accountant: 15 * k } });
  return {
    schema: 1, tool: { name: 'driftline', version: '0.3.0' }, run: { repository: 'acme/erp', revision: trend.at(-1).commit, framework: 'odoo', core: { current: { version: '16.0', commit: hex(r, 40), path: 'core@16.0' }, target: { version: '17.0', commit: hex(r, 40), path: 'core@17.0' } } },
    modules, overrides, findings, ledger: ledger(1), ledger_target: ledger(1), notices: ['2 modules not judged: account_accountant is not readable; add --library PATH'], suppressed: 3,
    plan: { states, modules: planModules, totals: { hours: now.hours, left_out: { not_judged: planModules.filter(m => m.state === 'not-judged').map(m => m.name), not_judged_known_hours: { low: 1, high: 3 }, vendors: ['acme_audit'], script_files: 4, broken_today: 3, never: ['data migration', 'user tests', 'training'] } } },
    review: { title, logo: '', language, generated: '2026-10-02T09:14:00Z', command: 'driftline review . --quarter 2026Q3 --core 16.0 --to 17.0 --output review.html', scan_command: 'driftline scan . --core 16.0 --to 17.0', tool_version: '0.3.0',
      period: { label: '2026Q3', since: moment(trend.at(-2)), until: moment(trend.at(-1)) }, now, before: trend.at(-2).figures, changes: { added: findings.map((_, i) => i).filter(i => i % 23 === 8), removed: [{ rule: 'DL321', symbol: 'res.partner.name_get', module: own[0].name, message: 'res.partner.name_get is no longer called by the core' }, { rule: 'DL201', symbol: 'sale.order.copy', module: own[1].name, message: 'nobody wrote down why sale.order.copy is changed' }] },
      trend, stories, ...asked(own),
      governance: { documented: levels, overdue: stories.map((s, i) => [s, overrides[i]]).filter(([s]) => s.register?.overdue).slice(0, 40).map(([s, o]) => ({ symbol: o.symbol, owner: s.owner, review_by: s.register.review_by, line: s.register.line })), ownerless: own.filter((_, i) => i % 4 === 3).map(m => m.name), without_ticket: [commit(r, 2026), commit(r, 2026)], suppressions: [{ rule: 'DL101', path: 'addons/acme_sale/models/order.py', line: 14, reason: 'The standard step is done by the carrier.', until: '2026-12-31', used: true }, { rule: 'DL105', path: 'addons/acme_crm/data/teams.xml', line: 3, reason: 'Only loaded once.', until: '', used: false }],
core_edits: coreEdits(r), decisions: decisionsCount },
      installed: { file: 'installed.csv', modules: modules.slice(0, -1).map(m => ({ name: m.name, state: 'installed', version: m.version })), screen_changes: [{ kind: 'field', model: 'res.partner', name: 'x_studio_region', module: 'studio_customization', changed: '2025-04-02', by: 'Jana Brandt' }] }, module_owners: Object.fromEntries(own.map((m, i) => [m.name, owners[i % owners.length]])), rules: Object.fromEntries(rules.map(([id, slug]) => [id, { summary: `${slug.charAt(0).toUpperCase()}${slug.slice(1).replaceAll('-', ' ')}`, why: 'It matters, since nobody is told of it.', fix: 'Tell them.' }])) },
  };
}

// What a repository may hold that wants to be more than text.
const attacks = ['<script>window.hacked=1</script>', '<img src=x onerror="window.hacked=1">', '"><svg onload=window.hacked=1>', '</script><script>window.hacked=1</script>', 'javascript:window.hacked=1', '\u001b[31mred\u001b[0m\u001b]8;;http://evil.example\u0007', 'line one\nline two\r\n::error::three',
  `=cmd|' /C calc'!A0`, 'x'.repeat(400), '\u202Egnirts desrever\u202C', '__proto__', 'constructor', '%3Cscript%3E', '{{7*7}}${7*7}', '<!--', ']]>', '\u0000\u0007'];
function poison(value, i = { n: 0 }, key = '') {
  const fixed = new Set(['language', 'severity', 'effect', 'certainty', 'kind', 'behaviour', 'calls_super', 'state', 'level', 'core_version', 'role', 'framework', 'link', 'label', 'date', 'generated', 'rule', 'id', 'fingerprint', 'decision', 'version', 'outcome']);
  if (typeof value === 'string') return fixed.has(key) ? value : `${value} ${attacks[i.n++ % attacks.length]}`;
  if (Array.isArray(value)) return value.map(v => poison(v, i, key));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, poison(v, i, k)]));
  return value;
}

function bare() {
  const d = build({ modules: 3, overrides: 4, findings: 6 });
  const figures = { ...d.review.now, protected: null, blockers: null, silent: null, redundant: null, hours: null };
  delete d.plan; delete d.ledger_target; d.run.core.target = null;
  d.findings = d.findings.filter(f => !f.rule.startsWith('DL3') && !/DL[456]/.test(f.rule));
  d.notices = [];
  for (const s of d.review.stories) Object.assign(s, { introduced: null, changed: null, changes: 0, register: null, owner: '', chain: [], findings: [], code: { ours: null, core: null, target: null, merged: null, conflicts: 0 } });
  for (const o of d.overrides) o.documented = null;
  d.review = { ...d.review, now: figures, before: null, trend: [], decisions: [], decision_groups: [], installed: null, changes: { added: [], removed: [] }, module_owners: {}, period: { ...d.review.period, since: null }, governance: { documented: {}, overdue: [], ownerless: [], without_ticket: null, suppressions: [], core_edits: null, decisions: { keep: 0, upstream: 0, drop: 0, none: 4 } } };
  return d;
}
function nothing() {
  const d = bare();
  return { ...d, modules: [], overrides: [], findings: [], run: { ...d.run, core: { current: null, target: null } }, review: { ...d.review, stories: [], now: { ...d.review.now, modules: 0, lines: 0, overrides: 0, replaces: 0, undocumented: 0 } }, ledger: { by_kind: {}, files_not_read: {}, files_not_loaded: {}, script_files_not_analyzed: 0, missing_modules: {} } };
}

export const kinds = {
  small: () => build({ modules: 24, overrides: 212, findings: 160 }),
  german: () => build({ modules: 24, overrides: 212, findings: 160, language: 'de', title: 'Acme Handel' }),
  large: () => build({ modules: 150, overrides: 3000, findings: 5000 }),
  hostile: () => { const d = build({ modules: 14, overrides: 40, findings: 60 }); return { ...poison(d), plan: poison({ ...d.plan, states: {} }, { n: 3 }) && { ...poison(d.plan, { n: 3 }), states: d.plan.states } }; },
  long: () => build({ modules: 110, overrides: 380, findings: 540, long: true, title: 'sale-workflow, the customizations of a group of companies' }),
  bare, nothing,
};
export const makeReview = kind => kinds[kind]();

// Puts a document into the page as the program does.
export function embed(page, review) {
  return page.replace('__DRIFTLINE_REVIEW__', () => gzipSync(JSON.stringify(review)).toString('base64'));
}
