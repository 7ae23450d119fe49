// Who answers for what, and what was decided.
import type { Model } from '../model';
import type { CoreEdit } from '../review';
import { link } from '../route';
import { fmt, t } from '../texts';
import { Shares, Trend } from '../parts/chart';
import { Table } from '../parts/table';
import { ModuleLink, Name, None, Patch, PlaceText, Rich, RuleLink, Ticket } from '../parts/text';

const order = ['register', 'comment', 'documentation', 'commit', 'none'];

function Documented({ model }: { model: Model }) {
  const g = t.governance, levels = model.review.review.governance.documented, all = Object.values(levels).reduce((a, b) => a + b, 0);
  if (!all) return <None>{g.nothing}</None>;
  const share = (f: { overrides: number; undocumented: number } | null) => (f && f.overrides ? 1 - f.undocumented / f.overrides : null);
  const points = model.review.review.trend.map(p => ({ label: p.label, value: share(p.figures), note: p.note }));
  return <>
    <p class="lead small"><Rich text={g.documentedLead(fmt.share(1 - (levels.none ?? 0) / all), model.commitOnly ? fmt.share(model.commitOnly / all) : '')} /></p>
    <div class="two wide-left">
      <Shares label={g.documented} tone="d" items={[...order, ...Object.keys(levels).filter(k => !order.includes(k))].map(key => ({ key, label: t.level[key] ?? key, value: levels[key] ?? 0, href: link.list({ reason: key }) }))} />
      <Trend title={model.commitOnly ? g.treeTrend : g.documentedTrend} points={points} show={fmt.share} />
    </div></>;
}

// A few are read; many are counted, and opened by who wants them.
function Ownerless({ model }: { model: Model }) {
  const names = model.review.review.governance.ownerless, all = Object.keys(model.review.review.module_owners).length || model.review.modules.length;
  const run = <p class="run">{names.map((name, i) => <span key={name}>{i > 0 && ', '}<ModuleLink name={name} /></span>)}</p>;
  return names.length <= 12 ? run : <><p>{t.governance.ownerlessMany(fmt.number(names.length), fmt.number(all))}</p><details class="fold"><summary>{t.governance.which}</summary>{run}</details></>;
}

// Edits of the core itself, by the commit they came with.
function CoreEdits({ model }: { model: Model }) {
  const g = t.governance, core = model.review.review.governance.core_edits;
  if (core === null) return <None><Rich text={g.editsOff} /></None>;
  const edits = core.patches.flatMap(p => p.edits);
  if (!edits.length) return <None>{g.editsNone(fmt.number(core.files_compared), fmt.revision(core.pristine))}</None>;
  const outcomes = (list: CoreEdit[]) => ['conflicts', 'file gone', 'applies', 'upstream'].map(o => [o, list.filter(e => e.outcome === o).length] as const).filter(([, n]) => n > 0).map(([o, n]) => `${t.outcome[o]} ${fmt.number(n)}`).join(', ');
  return <>
    <p>{g.editsLead(edits.length, fmt.number(edits.length), fmt.number(new Set(edits.map(e => e.path)).size), fmt.revision(core.pristine))} {g.editsWhy}{outcomes(edits) && ` ${g.outcome(model.to)}: ${outcomes(edits)}.`}</p>
    {core.patches.map((p, i) => <div key={i} class="edit">
      <p>{p.commit ? <><strong>{p.commit.subject}</strong><span class="under">{p.commit.author}, {fmt.date(p.commit.date)} · <code>{fmt.commit(p.commit.commit)}</code> · {p.commit.ticket ? <Ticket text={p.commit.ticket} /> : g.noTicket}</span></> : <strong>{g.noCommit}</strong>}
        <span class="under">{g.editSize(p.edits.length, fmt.number(p.edits.length), fmt.number(new Set(p.edits.map(e => e.path)).size))}{outcomes(p.edits) && `; ${outcomes(p.edits)}`}</span></p>
      <details class="fold"><summary>{g.editsEach}</summary>{p.edits.map((e, k) => <div key={k}>
        <p class="edit-place"><PlaceText path={e.path} line={e.line} /> <span class="quiet">+{fmt.number(e.added)} −{fmt.number(e.removed)}</span>{e.outcome && <> · <strong class={e.outcome === 'conflicts' || e.outcome === 'file gone' ? 'strong-word' : ''}>{t.outcome[e.outcome] ?? e.outcome}</strong></>}</p>
        {e.diff && <Patch text={e.diff} />}{e.conflict && <><p class="note">{g.conflict(model.to)}</p><Patch text={e.conflict} /></>}
      </div>)}</details>
    </div>)}
  </>;
}

export function Governance({ model }: { model: Model }) {
  const g = t.governance, part = model.review.review.governance, decided = ['keep', 'upstream', 'drop', 'none'] as const;
  // Comments name a rule by its slug.
  const idOf = new Map(model.review.findings.map(f => [f.slug, f.rule])), bySymbol = new Map(model.changes.map(c => [c.override.symbol, c.story.id]));
  const quiet = <span class="quiet">{t.nothing}</span>;
  return <>
    <h3>{g.documented}</h3><Documented model={model} />
    <h3>{g.decided}</h3>{decided.every(key => key === 'none' || !part.decisions[key]) ? <None><Rich text={g.decidedNone} /></None> : <Shares label={g.decided} tone="k" items={decided.map(key => ({ key, label: t.decision[key], value: part.decisions[key] ?? 0 }))} />}
    <h3>{g.overdue}</h3>{part.overdue.length === 0 ? <None>{g.overdueNone}</None> : <Table label={g.overdue} rows={part.overdue} columns={[{ head: g.symbol, is: 'main', cell: o => { const row = bySymbol.get(o.symbol); return row ? <a href={link.override(row)}><Name text={o.symbol} /></a> : <Name text={o.symbol} />; } }, { head: g.owner, cell: o => o.owner || t.nobody }, { head: g.reviewBy, cell: o => fmt.date(o.review_by) }]} most={12} />}
    <h3>{g.ownerless}</h3>{part.ownerless.length === 0 ? <None>{g.ownerlessNone}</None> : <Ownerless model={model} />}
    <h3>{g.tickets}</h3>{part.without_ticket === null ? <None>{g.ticketsOff}</None> : part.without_ticket.length === 0 ? <None>{g.ticketsNone}</None> : <Table label={g.tickets} rows={part.without_ticket} columns={[{ head: g.subject, is: 'main', cell: c => c.subject }, { head: g.author, cell: c => c.author }, { head: g.date, cell: c => fmt.date(c.date) }, { head: g.commit, cell: c => <code>{fmt.commit(c.commit)}</code> }]} most={12} />}
    <h3>{g.suppressions}</h3>{part.suppressions.length === 0 ? <None>{g.suppressionsNone}</None> : <Table label={g.suppressions} rows={part.suppressions} columns={[{ head: g.rule, cell: s => <RuleLink id={idOf.get(s.rule) ?? s.rule} slug={s.rule} /> }, { head: g.reason, is: 'main', cell: s => s.reason || quiet }, { head: g.place, is: 'wide', cell: s => <PlaceText path={s.path} line={s.line} /> }, { head: g.until, cell: s => (s.until ? fmt.date(s.until) : g.noEnd) }, { head: g.used, cell: s => (s.used ? g.yes : g.no) }]} most={20} />}
    {model.review.suppressed > 0 && <p class="note">{t.unseen.suppressed(model.review.suppressed, fmt.number(model.review.suppressed))}</p>}
    <h3 id="governance-core" tabIndex={-1}>{g.edits}</h3><CoreEdits model={model} />
  </>;
}
