// Who answers for what, and what was decided.
import type { Model } from '../model';
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

export function Governance({ model }: { model: Model }) {
  const g = t.governance, part = model.review.review.governance, decided = ['keep', 'upstream', 'drop', 'none'] as const;
  // Comments name a rule by its slug.
  const idOf = new Map(model.review.findings.map(f => [f.slug, f.rule])), bySymbol = new Map(model.changes.map(c => [c.override.symbol, c.story.id]));
  const quiet = <span class="quiet">{t.nothing}</span>;
  return <>
    <h3>{g.documented}</h3><Documented model={model} />
    <h3>{g.decided}</h3>{decided.every(key => key === 'none' || !part.decisions[key]) ? <None><Rich text={g.decidedNone} /></None> : <Shares label={g.decided} tone="k" items={decided.map(key => ({ key, label: t.decision[key], value: part.decisions[key] ?? 0 }))} />}
    <h3>{g.overdue}</h3>{part.overdue.length === 0 ? <None>{g.overdueNone}</None> : <Table label={g.overdue} rows={part.overdue} columns={[{ head: g.symbol, is: 'main', cell: o => { const row = bySymbol.get(o.symbol); return row ? <a href={link.override(row)}><Name text={o.symbol} /></a> : <Name text={o.symbol} />; } }, { head: g.owner, cell: o => o.owner || t.nobody }, { head: g.reviewBy, cell: o => fmt.date(o.review_by) }]} most={12} />}
    <h3>{g.ownerless}</h3>{part.ownerless.length === 0 ? <None>{g.ownerlessNone}</None> : <p class="run">{part.ownerless.map((name, i) => <>{i > 0 && ', '}<ModuleLink name={name} /></>)}.</p>}
    <h3>{g.tickets}</h3>{part.without_ticket === null ? <None>{g.ticketsOff}</None> : part.without_ticket.length === 0 ? <None>{g.ticketsNone}</None> : <Table label={g.tickets} rows={part.without_ticket} columns={[{ head: g.subject, is: 'main', cell: c => c.subject }, { head: g.author, cell: c => c.author }, { head: g.date, cell: c => fmt.date(c.date) }, { head: g.commit, cell: c => <code>{fmt.commit(c.commit)}</code> }]} most={12} />}
    <h3>{g.suppressions}</h3>{part.suppressions.length === 0 ? <None>{g.suppressionsNone}</None> : <Table label={g.suppressions} rows={part.suppressions} columns={[{ head: g.rule, cell: s => <RuleLink id={idOf.get(s.rule) ?? s.rule} slug={s.rule} /> }, { head: g.reason, is: 'main', cell: s => s.reason || quiet }, { head: g.place, is: 'wide', cell: s => <PlaceText path={s.path} line={s.line} /> }, { head: g.until, cell: s => (s.until ? fmt.date(s.until) : g.noEnd) }, { head: g.used, cell: s => (s.used ? g.yes : g.no) }]} most={20} />}
    {model.review.suppressed > 0 && <p class="note">{t.unseen.suppressed(model.review.suppressed, fmt.number(model.review.suppressed))}</p>}
    <h3>{g.edits}</h3>{part.core_edits === null ? <None>{g.editsOff}</None> : part.core_edits.length === 0 ? <None>{g.editsNone}</None> : part.core_edits.map((e, i) => <div key={i} class="edit">
      <p><PlaceText path={e.path} /> · <strong class="strong-word">{t.outcome[e.outcome] ?? e.outcome}</strong> <span class="quiet">{g.outcome}</span><span class="under">{e.subject}{e.author && ` · ${e.author}`}{e.date && `, ${fmt.date(e.date)}`}{e.commit && <> · <code>{fmt.commit(e.commit)}</code></>}{e.ticket && <> · <Ticket text={e.ticket} /></>}</span></p>
      {e.patch && <details class="fold"><summary>{t.finding.diff}</summary><Patch text={e.patch} /></details>}
    </div>)}
  </>;
}
