// What the person who ports a module works through.
import type { ChangeRow, Model } from '../model';
import { counts, isCopy, isRedundant, isUnjudged, isUpgrade, ownerOf } from '../model';
import type { ComponentChildren } from 'preact';
import type { Finding, PlanModule } from '../review';
import { link } from '../route';
import { fmt, t } from '../texts';
import { FindingList } from '../parts/findings';
import { Table } from '../parts/table';
import { Behaviour, Command, CopyButton, English, Facts, ModuleLink, Name, None, Patch, PlaceText, State } from '../parts/text';
import { command, issueText } from './issue';

function Broken({ model, findings }: { model: Model; findings: Finding[] }) {
  const { to, about } = model, m = t.module, of = (effect: string) => findings.filter(f => f.effect === effect), known = ['silent', 'crash-install', 'crash-run'];
  const groups: [string, Finding[]][] = [[m.silent, of('silent')], [m.install, of('crash-install')], [m.run, of('crash-run')], [m.other, findings.filter(f => !known.includes(f.effect))]];
  return <><h2>{m.broken(to)} <span class="count">{fmt.number(findings.length)}</span></h2>
    {findings.length === 0 ? <None>{m.brokenNone}</None> : groups.map(([title, list]) => list.length > 0 && <div key={title}><h3>{title} <span class="count">{fmt.number(list.length)}</span></h3><FindingList findings={list} label={title} module={false} full most={30} beside={about} /></div>)}</>;
}

function Upstream({ model, name }: { model: Model; name: string }) {
  const upstream = model.plan.get(name)?.upstream, m = t.module;
  if (!upstream) return null;
  return <><h2>{m.edits}</h2>
    <p>{upstream.edits.length ? m.editsNote(upstream.library, upstream.version) : m.noEdits(upstream.library, upstream.version)}</p>
    {upstream.edits.map((e, i) => <details key={i} class="fold" open={i < 3}><summary><PlaceText path={e.path} /> <span class="quiet">{e.change}</span></summary><Patch text={e.patch} /></details>)}</>;
}

function Chain({ row }: { row: ChangeRow }) {
  const others = [...new Set(row.story.chain.map(c => c.module || t.inventory.framework))].filter(name => name !== row.override.module);
  return others.length ? <Name text={fmt.list(others, 3)} /> : <span class="quiet">{t.nothing}</span>;
}

// What became of the core's definition in the target.
function Body({ row }: { row: ChangeRow }) {
  const { core, target } = row.story.code, word = core === null ? '' : target === null ? 'gone' : core === target ? 'same' : 'changed';
  return word ? <span class={word === 'same' ? 'quiet' : ''}>{t.module.bodies[word]}</span> : <span class="quiet">{t.nothing}</span>;
}

// Why a module is in its state: what is known as a figure in the reader's words, the rest as the program says it.
function reasonsOf(plan: PlanModule): ComponentChildren[] {
  const m = t.module, known = [plan.missing.length > 0 && m.needsUnread(plan.missing.join(', ')), plan.script_files > 0 && m.scriptsHere(plan.script_files, fmt.number(plan.script_files))].filter(x => x !== false);
  const others = plan.reasons.filter(r => !(plan.missing.length && r.startsWith('needs ')) && !(plan.script_files && /^\d+ script or asset file|^\d+ script and asset files/.test(r)));
  return [...known, ...others.map(r => <English key={r}>{r}</English>)].flatMap((r, i) => (i ? ['; ', r] : [r]));
}

export function ModulePage({ model, name }: { model: Model; name: string }) {
  const m = t.module, i = t.inventory, module = model.modules.get(name), plan = model.plan.get(name), found = model.findingsOf.get(name) ?? [], changes = model.changesOf.get(name) ?? [];
  const broken = found.filter(f => isUpgrade(f) && counts(f) && !isCopy(f)), copies = found.filter(isCopy), remove = found.filter(isRedundant), unjudged = found.filter(isUnjudged);
  const today = found.filter(f => counts(f) && !isUpgrade(f) && !isCopy(f) && !isUnjudged(f) && !isRedundant(f)), notes = found.filter(f => !counts(f) && !isRedundant(f) && !isUnjudged(f) && !isCopy(f));
  const missing = plan?.missing.length ? plan.missing : module?.missing_depends ?? [], modules = (names: string[]) => names.map((n, k) => <>{k > 0 && ', '}<ModuleLink name={n} /></>);
  return <>
    <p class="eyebrow">{m.title}</p><h1><Name text={name} /></h1>
    <Facts items={[module && [m.version, module.version || t.unknown], module && [m.origin, t.origin[module.origin] ?? module.origin], module && [m.lines, fmt.number(module.lines)], [m.owner, ownerOf(model, name) || t.nobody], plan?.state && [m.state, <State of={plan.state} />], plan?.hours && [m.hours, fmt.hours(plan.hours)], !!plan?.needs.length && [m.after, modules(plan.needs)], !!plan?.needed_by.length && [m.neededBy, modules(plan.needed_by)], !!plan && reasonsOf(plan).length > 0 && [m.reasons, reasonsOf(plan)]]} />
    <p class="actions no-print"><CopyButton label={m.copyIssue} text={() => issueText(model, name)} /> <CopyButton label={m.copyLink} text={() => location.href} /> {changes.length > 0 && <a href={link.list({ module: name })}>{m.overrides} {m.inList}</a>}</p>
    {model.to && <Broken model={model} findings={broken} />}
    <Upstream model={model} name={name} />
    <h2>{m.copies} <span class="count">{fmt.number(copies.length)}</span></h2>{copies.length ? <FindingList findings={copies} label={m.copies} module={false} full beside={model.about} /> : <None>{m.copiesNone}</None>}
    <h2>{m.overrides} <span class="count">{fmt.number(changes.length)}</span></h2>
    {changes.length ? <Table label={m.overrides} rows={changes} most={40} class="changes" columns={[
      { head: i.symbol, is: 'main', cell: r => <><a href={link.override(r.story.id)}><Name text={r.override.symbol} /></a><span class="under"><PlaceText path={r.override.path} line={r.override.line} /></span></> },
      { head: i.how, cell: r => <Behaviour of={r.override.behaviour} /> }, ...(model.to ? [{ head: m.body(model.to), cell: (r: ChangeRow) => <Body row={r} /> }] : []), { head: m.alsoCalled, cell: r => <Chain row={r} /> },
      { head: i.since, cell: r => (r.story.introduced ? <><span class="date">{fmt.date(r.story.introduced.date)}</span><span class="under"><code>{fmt.commit(r.story.introduced.commit)}</code> {r.story.introduced.ticket}</span></> : <span class="quiet">{t.nothing}</span>) },
      { head: i.why, is: 'wide', cell: r => r.override.documented?.reason || (r.override.documented && r.override.documented.level !== 'none' ? t.level[r.override.documented.level] : <span class="is-missing">{i.noReason}</span>) },
    ]} /> : <None>{m.overridesNone}</None>}
    <h2>{m.remove} <span class="count">{fmt.number(remove.length)}</span></h2>{remove.length ? <FindingList findings={remove} label={m.remove} module={false} full /> : <None>{m.removeNone}</None>}
    {today.length > 0 && <><h2>{m.today} <span class="count">{fmt.number(today.length)}</span></h2><FindingList findings={today} label={m.today} module={false} full most={15} /></>}
    <h2>{m.unjudged}</h2>{unjudged.length || missing.length || plan?.script_files ? <>
      <ul class="lines">{missing.map(n => <li key={n}>{m.missing(n)}</li>)}{plan?.script_files ? <li>{m.scripts(fmt.number(plan.script_files))}</li> : null}</ul>{unjudged.length > 0 && <FindingList findings={unjudged} label={m.unjudged} module={false} full />}
    </> : <None>{m.unjudgedNone}</None>}
    {notes.length > 0 && <><h2>{m.notes} <span class="count">{fmt.number(notes.length)}</span></h2><FindingList findings={notes} label={m.notes} module={false} most={8} /></>}
    <h2>{m.reproduce}</h2><Command text={command(model, name)} />
  </>;
}
