// Every change to the standard and every finding, to be narrowed and read.
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ageOf, fields, filterChanges, filterFindings, fromQuery, nobody, toQuery, type Field, type Filters } from '../filters';
import type { ChangeRow, FindingRow, Model } from '../model';
import { counts } from '../model';
import { link, type Route } from '../route';
import { fmt, t } from '../texts';
import { Matrix } from '../parts/matrix';
import { Pager, Table, usePages, type Column } from '../parts/table';
import { Behaviour, Effect, English, ModuleLink, Name, None, Owners, PlaceText, Printing, Rich, RuleLink, Severity } from '../parts/text';

const pageSize = 25;
type Option = [value: string, label: string];

function options(model: Model) {
  const set = (values: Iterable<string>) => [...new Set(values)].filter(Boolean).sort((a, b) => a.localeCompare(b)).map((v): Option => [v, v]);
  const { counted: changes, findings } = model, named = (list: Option[], words: Record<string, string>) => list.map(([v]): Option => [v, words[v] ?? v]);
  const slugs = new Map(model.review.findings.map(f => [f.rule, f.slug]));
  return {
    module: set([...changes.map(c => c.override.module), ...findings.map(f => f.finding.module)]), area: set(changes.map(c => c.story.area)), model: set(changes.map(c => c.story.model)),
    kind: named(set([...changes.map(c => c.override.kind), ...findings.map(f => f.finding.symbol_kind)]), t.kind), how: [['not-extends', t.verdict.replaces], ...named(set(changes.map(c => c.override.behaviour)), t.behaviour)] as Option[],
    reason: [...named(set(changes.map(c => c.override.documented?.level ?? 'none')), t.level), ...(model.commitOnly ? [['not-in-tree', t.inventory.notInTree] as Option] : [])], owner: [...set([...changes.map(c => c.story.owner), ...Object.values(model.review.review.module_owners)]), [nobody, t.nobody]] as Option[],
    age: named(set(changes.map(ageOf)), t.inventory.ages), rule: set(model.rules.keys()).map(([v]): Option => [v, `${v} ${slugs.get(v) ?? ''}`]), severity: ['error', 'warning', 'info'].map((v): Option => [v, t.severity[v]]),
    effect: named(set(findings.map(f => f.finding.effect === 'none' ? '' : f.finding.effect)), t.effect),
  };
}
const ofChanges: Field[] = ['module', 'area', 'model', 'kind', 'how', 'reason', 'owner', 'age', 'rule', 'severity'], ofFindings: Field[] = ['module', 'kind', 'owner', 'rule', 'severity', 'effect'];

function label(field: Field): string {
  const i = t.inventory;
  return { module: i.module, area: i.area, model: i.model, kind: i.kind, how: i.behaviour, reason: i.reason, owner: i.owner, age: i.age, rule: i.rule, severity: i.severity, effect: i.effect, q: i.search, tab: i.show, upgrade: t.sections.upgrade }[field];
}

function Changes({ model, rows, reset }: { model: Model; rows: ChangeRow[]; reset: string }) {
  const dated = model.counted.some(c => c.story.introduced), owned = model.counted.some(c => c.story.owner);
  const i = t.inventory, { shown, ...pager } = usePages(rows, pageSize, reset);
  const columns: (Column<ChangeRow> | false)[] = [
    { head: i.symbol, is: 'main', cell: r => <><a href={link.override(r.story.id)}><Name text={r.override.symbol} /></a><span class="under"><span>{t.kind[r.override.kind] ?? r.override.kind}</span> · <PlaceText path={r.override.path} line={r.override.line} /></span></> },
    { head: i.how, cell: r => <Behaviour of={r.override.behaviour} /> },
    dated && { head: i.since, cell: r => (r.story.introduced ? <><span class="date">{fmt.date(r.story.introduced.date)}</span><span class="under">{r.story.introduced.author}</span></> : <span class="quiet">{t.nothing}</span>) },
    { head: i.why, is: 'wide', cell: r => (r.override.documented && r.override.documented.level !== 'none' ? <>{r.override.documented.reason || t.level[r.override.documented.level]}<span class="under">{t.level[r.override.documented.level] ?? r.override.documented.level}</span></> : <span class="is-missing">{i.noReason}</span>) },
    owned && { head: i.owner, cell: r => (r.story.owner ? <Owners names={r.story.owner} /> : <span class="quiet">{t.nobody}</span>) },
    { head: i.found, cell: r => (r.rules.length ? <><Severity of={['', 'info', 'warning', 'error'][r.worst]} />{r.rules.length > 1 && <span class="quiet"> {t.finding.more(fmt.number(r.rules.length - 1))}</span>}</> : <span class="quiet">{t.nothing}</span>) },
  ];
  return rows.length ? <><Table label={i.changes} columns={columns.filter(c => c !== false)} rows={shown} most={Infinity} class="changes" /><Pager {...pager} label={i.changes} total={rows.length} /></> : <None>{i.empty}</None>;
}

function Findings({ rows, reset }: { rows: FindingRow[]; reset: string }) {
  const i = t.inventory, { shown, ...pager } = usePages(rows, pageSize, reset);
  const columns: Column<FindingRow>[] = [
    { head: i.severity, cell: r => <><Severity of={r.finding.severity} /><Effect of={r.finding.effect} /></> }, { head: i.rule, cell: r => <RuleLink id={r.finding.rule} slug={r.finding.slug} /> },
    { head: i.finding, is: 'main', cell: r => <><a href={link.finding(r.finding.fingerprint)}><English><Name text={r.finding.message} /></English></a><span class="under"><PlaceText path={r.finding.path} line={r.finding.line} />{r.finding.places.length > 1 && ` ${t.finding.more(fmt.number(r.finding.places.length - 1))}`}</span></> },
    { head: i.module, cell: r => <ModuleLink name={r.finding.module} /> },
  ];
  return rows.length ? <><Table label={i.findings} columns={columns} rows={shown} most={Infinity} class="finding-table" /><Pager {...pager} label={i.findings} total={rows.length} /></> : <None>{i.empty}</None>;
}

export function Inventory({ model, route }: { model: Model; route: Route }) {
  const i = t.inventory, printing = useContext(Printing), asked = route.view === 'report' && route.section === 'inventory' ? route.query.toString() : null;
  const [filters, set] = useState<Filters>(() => fromQuery(new URLSearchParams(asked ?? ''))), list = useRef<HTMLHeadingElement>(null);
  useEffect(() => { if (asked !== null) { set(fromQuery(new URLSearchParams(asked))); if (asked) list.current?.scrollIntoView(); } }, [asked]);
  const change = useCallback((next: Filters, jump = false) => {
    set(next);
    history.replaceState(null, '', `#inventory${toQuery(next)}`);
    if (jump) list.current?.scrollIntoView({ block: 'start' });
  }, []);
  const choose = useCallback((next: Filters) => change(next, true), [change]);
  const findingsTab = filters.tab === 'findings' || (!model.counted.length && filters.tab !== 'changes'), reset = toQuery(filters), all = useMemo(() => options(model), [model]);
  const changes = useMemo(() => (findingsTab && !printing ? [] : filterChanges(model, filters)), [model, reset, findingsTab, printing]);
  const found = useMemo(() => (!findingsTab && !printing ? [] : filterFindings(model, filters)), [model, reset, findingsTab, printing]);
  // What is only to be known is read on screen: on paper it would be most of the pages.
  const findings = printing && !filters.severity ? found.filter(f => counts(f.finding)) : found, onScreen = found.length - findings.length;
  const areas = new Set(model.counted.map(c => c.story.area)).size, modules = new Set(model.counted.map(c => c.override.module)).size, left = model.changes.length - model.counted.length, active = fields.filter(f => filters[f] && f !== 'tab');
  const tab = (name: string, on: boolean, text: string, count: number) => <button type="button" class="tab" aria-pressed={on} onClick={() => change({ ...filters, tab: name })}>{text} <span class="count">{fmt.number(count)}</span></button>;
  return <>
    {model.counted.length ? <>
      <p class="lead small"><Rich text={i.lead(fmt.number(model.counted.length), fmt.number(modules), fmt.number(areas))} /></p>
      {left > 0 && <p class="note">{i.leftOut(left, fmt.number(left))}</p>}
      <h3>{i.matrix}</h3><Matrix model={model} area={filters.area ?? ''} choose={choose} />
    </> : <None>{i.none}</None>}
    <h3 ref={list} id="inventory-list">{i.list}</h3>
    <div class="filters no-print" role="search" aria-label={i.list}>
      <div class="tabs" role="group" aria-label={i.show}>{tab('changes', !findingsTab, i.changes, model.counted.length)}{tab('findings', findingsTab, i.findings, model.findings.length)}</div>
      <label class="field search"><span>{i.search}</span><input type="search" value={filters.q ?? ''} placeholder={i.searchHint} onInput={e => change({ ...filters, q: e.currentTarget.value })} /></label>
      {(findingsTab ? ofFindings : ofChanges).map(field => <label key={field} class="field"><span>{label(field)}</span>
        <select value={filters[field] ?? ''} onChange={e => change({ ...filters, [field]: e.currentTarget.value })}><option value="">{i.any}</option>{all[field as keyof typeof all].map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select></label>)}
      <p class="shown"><span role="status" aria-live="polite">{i.shown(fmt.number(findingsTab ? findings.length : changes.length), fmt.number(findingsTab ? model.findings.length : model.counted.length))}</span>
        {active.length > 0 && <button type="button" class="button" onClick={() => change({ tab: filters.tab })}>{i.clear}</button>}</p>
    </div>
    {printing && active.length > 0 && <p class="note">{i.filteredBy}: {active.map(f => `${label(f)} ${filters[f]}`).join(', ')}</p>}
    {printing && <h4>{i.changes}</h4>}{(printing || !findingsTab) && model.counted.length > 0 && <Changes model={model} rows={changes} reset={reset} />}
    {printing && <h4>{i.findings}</h4>}{(printing || findingsTab) && <Findings rows={findings} reset={reset} />}{onScreen > 0 && <p class="note">{i.onScreen(onScreen, fmt.number(onScreen))}</p>}
  </>;
}
