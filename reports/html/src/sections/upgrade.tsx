// The plan: what each module needs, in the order in which to do it.
import type { Model } from '../model';
import { isRedundant, ownerOf } from '../model';
import type { PlanModule } from '../review';
import { link } from '../route';
import { fmt, t } from '../texts';
import type { Share } from '../parts/chart';
import { FindingList } from '../parts/findings';
import { Table } from '../parts/table';
import { ModuleLink, Name, None, Owners, Rich, State } from '../parts/text';

const stateOrder = ['redesign', 'review', 'mechanical', 'no-known-blocker', 'take-upstream', 'ask-vendor', 'not-judged', 'drop', 'done'];

export function stateShares(model: Model): Share[] {
  const states = model.review.plan?.states;
  return states ? stateOrder.filter(s => states[s]?.modules).map(s => ({ key: s, label: t.state[s] ?? s, value: states[s].modules })) : [];
}

function LeftOut({ model }: { model: Model }) {
  const u = t.upgrade, out = model.review.plan!.totals.left_out;
  const known = out.not_judged_known_hours, most = 12;
  const names = (list: string[]) => <>{list.slice(0, most).map((name, i) => <>{i > 0 && ', '}<ModuleLink name={name} /></>)}{list.length > most && ` ${t.andMore(list.length - most)}`}</>;
  return <><h3>{u.leftOut}</h3><ul class="lines">
    {out.never.length > 0 && <li>{out.never.map(w => t.never[w] ?? w).join(', ')}</li>}
    {out.vendors.length > 0 && <li>{u.vendors}: {names(out.vendors)}</li>}
    {out.not_judged.length > 0 && <li>{t.state['not-judged'].toLowerCase()}: {names(out.not_judged)}{known.high > 0 && ` (${u.notJudgedKnown(fmt.hours(known))})`}</li>}
    {out.script_files > 0 && <li>{u.scripts(out.script_files, fmt.number(out.script_files))}</li>}
    {out.broken_today > 0 && <li><a href={link.rule('DL116')}>{u.brokenToday(out.broken_today, fmt.number(out.broken_today))}</a></li>}
  </ul></>;
}

function PlanTable({ model }: { model: Model }) {
  const u = t.upgrade, count = (n: number) => (n ? fmt.number(n) : <span class="quiet">{t.nothing}</span>);
  return <Table label={u.order} rows={model.planned} most={20} class="plan" columns={[
    { head: '№', is: 'narrow', cell: (_m, i) => fmt.number(i + 1) }, { head: u.module, is: 'main', cell: m => <ModuleLink name={m.name} /> },
    { head: u.state, cell: m => <State of={m.state} /> }, ...(Object.values(model.review.review.module_owners).some(Boolean) ? [{ head: t.verdict.owner, cell: (m: PlanModule) => (ownerOf(model, m.name) ? <Owners names={ownerOf(model, m.name)} /> : <span class="quiet">{t.nothing}</span>) }] : []),
    { head: u.silent, is: 'num', cell: m => (m.causes.silent ? <strong>{fmt.number(m.causes.silent)}</strong> : count(0)) }, { head: u.install, is: 'num', cell: m => count(m.causes.install) },
    { head: u.run, is: 'num', cell: m => count(m.causes.run) }, { head: u.hours, is: 'num', cell: (m: PlanModule) => (m.hours ? fmt.hours(m.hours) : t.nothing) },
    ...(model.planned.some(m => m.needs.length) ? [{ head: u.after, cell: (m: PlanModule) => (m.needs.length ? <Name text={fmt.list(m.needs, 2)} /> : <span class="quiet">{t.nothing}</span>), is: 'wide' as const }] : []),
  ]} />;
}

export function Upgrade({ model }: { model: Model }) {
  const u = t.upgrade, plan = model.review.plan;
  if (!plan) return <None><Rich text={u.none} /></None>;
  const redundant = model.review.findings.filter(isRedundant), states = plan.states, judged = plan.modules.length - (states?.['not-judged']?.modules ?? 0) - (states?.['ask-vendor']?.modules ?? 0);
  return <>
    {plan.totals.hours && <p class="lead small"><Rich text={u.lead(fmt.number(plan.modules.length), fmt.number(judged), fmt.hours(plan.totals.hours))} /></p>}
    {!states && <p>{u.noStates}</p>}
    {states && <><h3>{u.byState}</h3>
      <Table label={u.byState} rows={stateOrder.filter(s => states[s]?.modules)} columns={[{ head: u.state, is: 'main', cell: s => <State of={s} /> }, { head: u.modules, is: 'num', cell: s => fmt.number(states[s].modules) }, { head: u.hours, is: 'num', cell: s => (!states[s].hours.high ? t.nothing : s === 'not-judged' ? <span class="quiet">({fmt.hours(states[s].hours)})</span> : fmt.hours(states[s].hours)) }, { head: u.meaning, is: 'wide', cell: s => (s === 'not-judged' && states[s].hours.high ? `${t.stateMeaning[s]}; ${u.notInTotal}` : t.stateMeaning[s] ?? '') }]} /></>}
    <h3>{u.order}</h3><p class="note">{u.orderNote}</p><PlanTable model={model} />
    <LeftOut model={model} />
    <h3 id="upgrade-redundant" tabIndex={-1}>{u.redundant}</h3>
    {redundant.length > 0 && <p class="note">{u.redundantNote}</p>}{redundant.length ? <FindingList findings={redundant} most={10} label={u.redundant} /> : <None>{u.redundantNone}</None>}
  </>;
}
