// The first screen: what a person who pays needs to know, in words and one table.
import type { ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { Model } from '../model';
import { coreEdits, counts, isRedundant, isUpgrade, missingModules, worstFirst } from '../model';
import type { Decision, DecisionGroup, Figures, Hours, TrendPoint } from '../review';
import { link } from '../route';
import { fmt, t } from '../texts';
import { Shares, Trend, type Point } from '../parts/chart';
import { Table } from '../parts/table';
import { English, Name, None, Owners, Printing, Rich, Severity } from '../parts/text';
import { stateShares } from './upgrade';

const days = (h: Hours) => t.dayUnit(fmt.days(h));

function Lead({ model }: { model: Model }) {
  const { now } = model.review.review, v = t.verdict;
  return <p class="lead">
    <Rich text={now.hours && model.to ? v.leadUpgrade(model.product, model.to, days(now.hours)) : v.leadPlain(fmt.number(now.overrides), model.product)} />{' '}
    {now.silent !== null && <><Rich text={v.leadSilent(now.silent, fmt.number(now.silent))} />{' '}</>}
    <Rich text={v.leadReason(now.undocumented, fmt.number(now.undocumented), model.commitOnly > 0)} />
  </p>;
}

function Scope({ model }: { model: Model }) {
  const v = t.verdict, { now, before } = model.review.review, plan = model.review.plan;
  if (!model.to) return <p><Rich text={v.noTarget} /></p>;
  if (!plan?.states) return null;
  const of = (state: string) => plan.states?.[state]?.modules ?? 0, all = plan.modules.length, away = of('not-judged') + of('ask-vendor') + of('drop'), unread = plan.modules.filter(m => m.state === 'not-judged' && m.missing.length > 0).length;
  const rest = [of('not-judged') && v.notJudged(fmt.number(of('not-judged')), fmt.number(unread), fmt.number(of('not-judged') - unread)), of('ask-vendor') && v.vendor(fmt.number(of('ask-vendor'))), of('drop') && v.unused(fmt.number(of('drop')))].filter(Boolean);
  return <p>{v.assessed(model.product, model.from, model.to, fmt.number(all - away), fmt.number(all))}{rest.length > 0 && `; ${rest.join(', ')}`}.{' '}
    {before?.hours && now.hours && `${v.costBefore(days(before.hours))} `}
    {plan.totals.left_out.never.length > 0 && v.costLeaves(plan.totals.left_out.never.map(w => t.never[w] ?? w).join(', '))}</p>;
}

interface Line { key: keyof Figures | 'core'; label: string; why: string; href: string; sub?: boolean }
function coreWhy(model: Model): string {
  const edits = coreEdits(model.review.review.governance), conflicts = edits.filter(e => e.outcome === 'conflicts' || e.outcome === 'file gone').length;
  return conflicts ? `${t.verdict.coreWhy}; ${t.verdict.coreConflicts(fmt.number(conflicts), model.to)}` : t.verdict.coreWhy;
}
function redundantWhy(model: Model): string {
  const v = t.verdict, rules = new Set(model.review.findings.filter(isRedundant).map(f => f.rule));
  return [rules.has('DL324') && v.redundantWhy(model.product, model.to), rules.has('DL212') && v.deadWhy].filter(Boolean).join('; ') || v.deadWhy;
}
function lines(model: Model): Line[] {
  const v = t.verdict, sure = model.review.findings.filter(f => isUpgrade(f) && f.severity === 'error').length;
  return [
    { key: 'overrides', label: v.changes, why: v.changesWhy, href: link.section('inventory') },
    { key: 'replaces', label: v.replaces, why: v.replacesWhy, href: link.list({ how: 'not-extends' }), sub: true },
    { key: 'protected', label: v.protected, why: v.protectedWhy, href: link.rule('DL110'), sub: true },
    { key: 'undocumented', label: v.undocumented, why: model.commitOnly ? `${v.undocumentedWhy}; ${v.commitOnly(model.commitOnly, fmt.number(model.commitOnly))}` : v.undocumentedWhy, href: link.list({ reason: model.commitOnly ? 'not-in-tree' : 'none' }) },
    { key: 'core', label: v.coreEdits(model.product), why: coreWhy(model), href: link.section('governance-core') },
    { key: 'blockers', label: v.blockers(model.to), why: sure ? v.blockersSure(sure, fmt.number(sure)) : v.blockersWhy, href: link.list({ tab: 'findings', upgrade: '1' }) },
    { key: 'silent', label: v.silent, why: v.silentWhy, href: link.list({ tab: 'findings', effect: 'silent', upgrade: '1' }), sub: true },
    { key: 'redundant', label: v.redundant, why: redundantWhy(model), href: link.section('upgrade-redundant') },
  ];
}

function Delta({ line, now, before }: { line: Line; now: number; before: number | null }) {
  if (before === null || before === now) return null;
  // Of all these figures fewer is better, but what can be deleted is neither.
  const tone = line.key === 'redundant' ? '' : now < before ? 'better' : 'worse';
  return <span class={`delta is-${tone}`}>{fmt.signed(now - before)}<span class="hidden">{tone && ` ${t.verdict[tone as 'better' | 'worse']}`}</span></span>;
}

function Scoreboard({ model }: { model: Model }) {
  const { now, before } = model.review.review, v = t.verdict;
  const { core_edits: core } = model.review.review.governance, edits = core && coreEdits(model.review.review.governance).length;
  const number = (figures: Figures | null, key: Line['key']) => (key === 'core' ? (figures === now ? edits : core && core.before) : figures && typeof figures[key] === 'number' ? figures[key] as number : null);
  // What can be deleted is news only where there is something.
  const rows = lines(model).filter(l => number(now, l.key) !== null && ((l.key !== 'redundant' && l.key !== 'core') || number(now, l.key) || number(before, l.key)));
  const moved = before !== null && rows.some(l => number(before, l.key) !== null && number(before, l.key) !== number(now, l.key));
  return <><table class="scores">
    <caption class="hidden">{t.sections.verdict}</caption>
    <thead><tr><th scope="col"><span class="hidden">{v.changes}</span></th><th scope="col" class="num">{v.now}</th>{before && <th scope="col" class="num">{v.before}</th>}{moved && <th scope="col"><span class="hidden">{v.moved}</span></th>}<th scope="col" class="why">{v.why}</th></tr></thead>
    <tbody>{rows.map(l => {
      const value = number(now, l.key)!, was = number(before, l.key);
      return <tr key={l.key} class={l.sub ? 'sub' : ''}>
        <th scope="row"><a href={l.href}>{l.label}</a></th><td class="num now">{fmt.number(value)}</td>
        {before && <td class="num was">{was === null ? <span class="quiet">{v.trendUnknown}</span> : fmt.number(was)}</td>}{moved && <td class="num moved"><Delta line={l} now={value} before={was} /></td>}
        <td class="why">{l.why}</td>
      </tr>;
    })}</tbody>
  </table>{before && edits !== null && edits > 0 && core?.before_unknown && <p class="note">{v.coreThen(v.coreUnknown[core.before_unknown] ?? core.before_unknown)}</p>}</>;
}

// Quarters in which nothing was committed: their points are one state.
function idleSince(trend: TrendPoint[]): TrendPoint | null {
  const last = trend[trend.length - 1], first = trend.find(p => p.commit !== '' && p.commit === last.commit);
  return first && first !== last ? first : null;
}

function Trends({ model }: { model: Model }) {
  const trend = model.review.review.trend, v = t.verdict, idle = idleSince(trend);
  if (trend.filter(p => p.figures).length < 2) return <None>{v.trendNone}</None>;
  const points = (of: (f: Figures) => number | null): Point[] => trend.map(p => ({ label: p.label, value: p.figures ? of(p.figures) : null, note: p.note }));
  const today = trend.filter(p => p.core === 'today'), gaps = trend.filter(p => !p.figures);
  const silent = points(f => f.silent), hours = points(f => f.hours?.high ?? null), columns: [string, Point[]][] = [[v.changes, points(f => f.overrides)], [v.undocumented, points(f => f.undocumented)], [`${v.blockers(model.to)}, ${v.silent}`, silent], [v.trendHours, hours]];
  const used = columns.filter(([, list]) => list.filter(p => p.value !== null).length > 1);
  // What is known of two states is in the table above; two points are no course.
  const states = (list: Point[]) => new Set(list.map((p, i) => (p.value === null ? '' : trend[i].commit || p.label)).filter(Boolean)).size;
  const drawn = used.filter(([, list], i) => i < 2 || list.every(p => p.value !== null) || states(list) > 2), sparse = used.length > drawn.length || used.some(([, list]) => list.some((p, i) => p.value === null && trend[i].figures));
  return <>
    <div class="trends">{drawn.map(([title, list]) => <Trend key={title} title={title} points={list} />)}</div>
    <p class="note">{v.trendNote} {today.length > 0 && (today.length === trend.length ? v.trendAllToday(today[0].core_version) : v.trendToday(fmt.list(today.map(p => fmt.quarterShort(p.label)), 12), today[0].core_version))} {idle && `${v.trendIdle(fmt.quarterShort(idle.label), fmt.date(idle.date))} `}{sparse && `${v.trendSparse} `}{gaps.map(p => v.trendGap(fmt.quarterShort(p.label), p.note)).join(' ')}</p>
    <details class="fold no-print"><summary>{v.trendTable}</summary>
      <Table label={v.trendTable} rows={trend.map((p, i) => ({ p, i }))} most={40} columns={[{ head: t.method.period, cell: r => fmt.quarter(r.p.label), is: 'main' }, ...used.map(([head, list]) => ({ head, is: 'num' as const, cell: (r: { i: number }) => { const value = list[r.i].value; return value === null ? v.trendUnknown : fmt.number(value); } }))]} />
    </details>
  </>;
}

function Moved({ model }: { model: Model }) {
  const { added, removed } = model.review.review.changes, v = t.verdict, most = 5, printing = useContext(Printing);
  const fresh = worstFirst(added.map(i => model.review.findings[i]).filter(Boolean)), loud = fresh.filter(counts);
  const [all, showAll] = useState(false), shown = printing || !all ? most : Infinity;
  const list = (items: ComponentChildren[], total: number) => <>{items.length > 0 && <ul class="lines">{items}</ul>}{total > items.length && (printing ? <p class="note">{v.moreInList(fmt.number(total - items.length))}</p> : <button type="button" class="button more" onClick={() => showAll(true)}>{t.upgrade.all(fmt.number(total))}</button>)}</>;
  if (!fresh.length && !removed.length) return <None>{v.nothingNew} {v.nothingGone}</None>;
  return <div class="two">
    <div><h4><span class="is-worse" aria-hidden="true">▲ </span>{v.worseNew(fresh.length, fmt.number(fresh.length))}</h4>
      {fresh.length === 0 ? <None>{v.nothingNew}</None> : list((loud.length && !all ? loud : fresh).slice(0, shown).map(f => <li key={f.fingerprint}><Severity of={f.severity} /> <a href={link.finding(f.fingerprint)}><English><Name text={f.message} /></English></a> <span class="quiet">{f.module}</span></li>), fresh.length)}</div>
    <div><h4><span class="is-better" aria-hidden="true">▼ </span>{v.betterGone(removed.length, fmt.number(removed.length))}</h4>
      {removed.length === 0 ? <None>{v.nothingGone}</None> : list(removed.slice(0, shown).map((f, i) => <li key={i}><English><Name text={f.message} /></English> <span class="quiet">{f.module}</span></li>), removed.length)}</div>
  </div>;
}

const costs = (h: Hours) => (h.high < 0 ? t.verdict.costSaves(fmt.daysShort({ low: -h.high, high: -h.low })) : fmt.daysShort(h));

// One question, asked once; of whom, by when, at what cost, and about which modules.
function Ask({ model, group, no }: { model: Model; group: DecisionGroup; no: number }) {
  const v = t.verdict, rows = model.review.review.decisions.slice(group.first, group.first + group.size), [first] = rows, alone = rows.length === 1;
  const same = (of: (d: Decision) => string) => rows.every(d => of(d) === of(first)), owner = same(d => d.owner), by = same(d => d.by), named = rows.every(d => d.subject);
  const name = (d: Decision) => <Name text={d.subject} />, to = (d: Decision, text: ComponentChildren) => (d.link ? <a href={link.given(d.link)}>{text}</a> : text);
  const cost = group.cost && (group.costed < rows.length ? v.costOf(t.dayUnit(costs(group.cost)), fmt.number(group.costed), fmt.number(rows.length)) : t.dayUnit(costs(group.cost)));
  const quiet = (text: string) => <span class="quiet">{text}</span>;
  const facts = [owner && (first.owner ? <>{v.asked} <Owners names={first.owner} /></> : v.askedNobody), by && first.by && <>{v.by} <span class="date">{fmt.date(first.by)}</span></>, cost && <span class="cost">{cost}</span>].filter(Boolean);
  return <li class="ask">
    <h4><span class="no">{fmt.number(no)}</span>{alone ? to(first, first.question) : group.title}</h4>
    <p class="ask-facts">{!alone && <span class="ask-text">{group.text}</span>}{facts.map((f, i) => <span key={i} class="quiet">{i > 0 && ' · '}{f}</span>)}</p>
    {!alone && <Table label={group.title} class="asked compact" rows={rows} most={6} columns={[
      { head: named ? t.upgrade.module : v.question, is: 'main', cell: d => to(d, d.subject ? name(d) : d.question) }, ...(named ? [{ head: v.part, is: 'num' as const, cell: (d: Decision) => fmt.number(d.count) }] : []),
      ...(owner ? [] : [{ head: v.owner, cell: (d: Decision) => (d.owner ? <Owners names={d.owner} /> : quiet(t.nobody)) }]), ...(by ? [] : [{ head: v.by, cell: (d: Decision) => <span class="date">{d.by ? fmt.date(d.by) : t.nothing}</span> }]),
      ...(group.cost ? [{ head: v.cost, is: 'num' as const, cell: (d: Decision) => (d.cost ? costs(d.cost) : quiet(t.nothing)) }] : []),
    ]} />}
  </li>;
}

function Decisions({ model }: { model: Model }) {
  const { decisions, decision_groups: groups } = model.review.review, v = t.verdict, costed = decisions.some(d => d.cost);
  if (!decisions.length) return <None>{v.noDecisions}</None>;
  return <><ol class="asks">{groups.map((group, i) => <Ask key={i} model={model} group={group} no={i + 1} />)}</ol>
    {(costed || model.to) && <p class="note">{decisions.some(d => d.kind === 'keep-or-drop' && d.cost) && v.costNote} {decisions.some(d => d.kind === 'core-edits' && d.cost) && v.costCore} {decisions.some(d => !d.cost) && v.noCost}</p>}</>;
}

function Basis({ model }: { model: Model }) {
  const { review } = model, v = t.verdict, { until } = review.review.period, missing = missingModules(model), scripts = review.ledger.script_files_not_analyzed;
  const unseen = [!review.review.installed && v.unseenScreens, review.review.governance.core_edits === null && v.unseenCore(model.product), scripts > 0 && v.unseenScripts(scripts, fmt.number(scripts)), missing.length > 0 && v.unseenMissing(fmt.list(missing.map(m => m.name), 3))].filter(Boolean).join(', ');
  const core = (c: { version: string; commit: string } | null) => (c ? `${model.product} ${c.version}${c.commit ? ` (${fmt.commit(c.commit)})` : ''}` : '');
  return <p class="note basis">{unseen && <><b>{v.unseenShort}:</b> {unseen} (<a href={link.section('unseen')}>{v.unseenAll}</a>). </>}
    <b>{v.basis}:</b> <code>{fmt.commit(until.commit || review.run.revision)}</code>{until.date && `, ${fmt.date(until.date)}`}{review.run.core.current && `; ${core(review.run.core.current)}`}{review.run.core.target && ` ${v.against} ${core(review.run.core.target)}`}. <a href={link.section('method')}>{t.sections.method}</a>.</p>;
}

export function Verdict({ model }: { model: Model }) {
  const v = t.verdict, shares = stateShares(model), { period } = model.review.review, idlePeriod = period.since !== null && period.until.commit !== '' && period.since.commit === period.until.commit;
  return <>
    <Lead model={model} /><Scope model={model} />
    <Scoreboard model={model} />
    {!model.review.review.before && <p class="note">{v.noBefore}</p>}{idlePeriod && <p class="note">{v.idle(fmt.date((idleSince(model.review.review.trend) ?? period.until).date))}</p>}
    <h3>{v.decisions}</h3><Decisions model={model} />
    {shares.length > 0 && <><h3>{v.modules}</h3><Shares label={v.modules} items={shares} /></>}
    <Basis model={model} />
    <h3>{v.trend}</h3><Trends model={model} />
    {model.review.review.before && <><h3>{v.moved}</h3><Moved model={model} /></>}
  </>;
}
