// The limits of this review. Never hidden.
import type { Model } from '../model';
import { isUnjudged, missingModules, type Missing } from '../model';
import type { Ledger } from '../review';
import { fmt, t, word } from '../texts';
import { FindingList } from '../parts/findings';
import { Table } from '../parts/table';
import { English, Name, None, Rich } from '../parts/text';

const pairs = (record: Record<string, number>) => Object.entries(record).sort((a, b) => b[1] - a[1]);
const zero = (n: number) => (n ? fmt.number(n) : <span class="quiet">0</span>);

function LedgerTable({ ledger, label }: { ledger: Ledger; label: string }) {
  const u = t.unseen, sum = (record: Record<string, number>) => Object.values(record).reduce((a, b) => a + b, 0);
  return <><h4>{label}</h4><Table label={label} rows={Object.entries(ledger.by_kind)} most={40} class="ledger compact" columns={[
    { head: u.kind, is: 'main', cell: ([kind]) => word('kind', kind) }, { head: u.extracted, is: 'num', cell: ([, k]) => fmt.number(k.extracted) }, { head: u.bound, is: 'num', cell: ([, k]) => zero(k.bound) }, { head: u.own, is: 'num', cell: ([, k]) => zero(k.own) },
    { head: u.guarded, is: 'num', cell: ([, k]) => zero(k.guarded) }, { head: u.unresolved, is: 'num', cell: ([, k]) => zero(sum(k.unresolved)) }, { head: u.reason, is: 'wide', cell: ([, k]) => pairs(k.unresolved).map(([why, n]) => `${word('reason', why)} ${fmt.number(n)}`).join(', ') || <span class="quiet">{t.nothing}</span> },
  ]} /></>;
}

function Screens({ model }: { model: Model }) {
  const u = t.unseen, installed = model.review.review.installed;
  if (!installed) return <None><Rich text={u.screensOff} /></None>;
  const there = new Set(installed.modules.filter(m => m.state === 'installed').map(m => m.name));
  const idle = model.review.modules.filter(m => !there.has(m.name)).map(m => m.name);
  return <>
    {installed.screen_changes.length === 0 ? <p>{u.screensNone}</p> : <><p>{u.screensLead(installed.screen_changes.length, fmt.number(installed.screen_changes.length), installed.file)}</p>
      <Table label={u.screens} rows={installed.screen_changes} columns={[{ head: u.kind, cell: c => c.kind }, { head: u.model, cell: c => <Name text={c.model} /> }, { head: u.name, is: 'main', cell: c => <Name text={c.name} /> }, { head: u.changed, cell: c => fmt.date(c.changed) }, { head: u.by, cell: c => c.by }]} /></>}
    {idle.length > 0 && <p>{u.notInstalled}: {fmt.list(idle, 20)}.</p>}
  </>;
}

export function Unseen({ model }: { model: Model }) {
  const u = t.unseen, { ledger, ledger_target: target, notices, findings } = model.review, dynamic = findings.filter(isUnjudged), missing = missingModules(model), core = model.review.review.governance.core_edits;
  const files = [...pairs(ledger.files_not_read).map(([why, n]) => [u.notRead, word('file', why), n] as const), ...pairs(ledger.files_not_loaded).map(([why, n]) => [u.notLoaded, word('file', why), n] as const), ...(ledger.script_files_not_analyzed ? [[u.notRead, u.scripts, ledger.script_files_not_analyzed] as const] : [])];
  const kinds = Object.values(ledger.by_kind), all = kinds.reduce((n, k) => n + k.extracted, 0), open = kinds.reduce((n, k) => n + Object.values(k.unresolved).reduce((a, b) => a + b, 0), 0);
  const share = (n: number) => (n > 0 && n < 0.005 ? `< ${fmt.share(0.01)}` : fmt.share(n));
  return <>
    <p class="note">{u.lead}</p>
    <h3>{u.screens}</h3><Screens model={model} />
    <h3>{u.core}</h3>{core ? <None>{u.coreLooked(fmt.revision(core.pristine))}</None> : <None><Rich text={t.governance.editsOff} /></None>}
    <h3>{u.missing}</h3>{missing.length > 0 && <p class="note">{u.missingNote(missing.length, fmt.number(missing.length))}</p>}{missing.length ? <Table label={u.missing} rows={missing} most={15} class="compact" columns={[{ head: u.module, is: 'main', cell: m => <Name text={m.name} /> }, { head: model.from ? u.refs(model.from) : u.refsToday, is: 'num', cell: m => zero(m.today) }, ...(target ? [{ head: u.refs(model.to), is: 'num' as const, cell: (m: Missing) => zero(m.target) }] : [])]} /> : <None>{u.missingNone}</None>}
    <h3>{u.files}</h3>{files.length ? <Table label={u.files} rows={files} class="compact" columns={[{ head: u.reason, is: 'main', cell: f => f[1] }, { head: u.became, cell: f => f[0] }, { head: u.count, is: 'num', cell: f => fmt.number(f[2]) }]} /> : <None>{u.filesNone}</None>}
    <h3>{u.dynamic}</h3>{dynamic.length ? <FindingList findings={dynamic} label={u.dynamic} most={10} /> : <None>{u.dynamicNone}</None>}
    <h3>{u.notices}</h3>{notices.length ? <ul class="lines">{notices.map((n, i) => <li key={i}><English>{n}</English></li>)}</ul> : <None>{u.noticesNone}</None>}
    {Object.keys(ledger.by_kind).length > 0 && <><h3>{u.ledger}</h3><p>{u.ledgerLead(fmt.number(all), fmt.number(open), share(open / all))}</p><p class="note">{u.ledgerNote}</p><LedgerTable ledger={ledger} label={u.today} />{target && <LedgerTable ledger={target} label={u.target} />}</>}
  </>;
}
