// One change to the standard: what it changes, who wrote it, when and why, and the code side by side.
import { useContext, useState } from 'preact/hooks';
import type { Model } from '../model';
import type { OverrideStory } from '../review';
import { fmt, t } from '../texts';
import { Compare } from '../parts/compare';
import { FindingList } from '../parts/findings';
import { Table } from '../parts/table';
import { Behaviour, CommitLine, CopyButton, Facts, ModuleLink, Name, None, PlaceText, Printing, Rich, Ticket } from '../parts/text';

type Link = OverrideStory['chain'][number];

// A paragraph of somebody else's: its beginning, and the rest for who wants it.
function Reason({ text }: { text: string }) {
  const printing = useContext(Printing), [all, showAll] = useState(false), most = 320, cut = text.lastIndexOf(' ', most);
  if (printing || all || text.length <= most + 80 || cut < most / 2) return <p>{text}</p>;
  return <p>{text.slice(0, cut)} … <button type="button" class="button" onClick={() => showAll(true)}>{t.override.more}</button></p>;
}

export function OverridePage({ model, index }: { model: Model; index: number }) {
  const o = t.override, { override, story } = model.changes[index], doc = override.documented, { register } = story, findings = story.findings.map(i => model.review.findings[i]).filter(Boolean);
  // Methods are called one after the other; of views and records several make one.
  const written = doc && doc.level !== 'none', called = story.chain.some(c => c.calls_super !== 'n/a');
  return <>
    <p class="eyebrow">{o.title}</p><h1><Name text={override.symbol} /></h1>
    <Facts items={[[o.how, <><Behaviour of={override.behaviour} /> <span class="quiet">{t.behaviourMeaning[override.behaviour]}</span></>], override.calls_super !== 'n/a' && [o.super, o.supers[override.calls_super] ?? override.calls_super], [o.by, <ModuleLink name={override.module} />], [o.kind, t.kind[override.kind] ?? override.kind], [o.place, <PlaceText path={override.path} line={override.line} />, 'wide'], [o.changes, <PlaceText path={override.core.module ? `${override.core.module}/${override.core.path}` : override.core.path} line={override.core.line} />, 'wide'], [o.owner, story.owner || t.nobody],
      [o.introduced, story.introduced ? <CommitLine note={story.introduced} /> : <span class="quiet">{o.unknownHistory}</span>, 'wide'], story.changed && story.changes > 0 && story.changed.commit !== story.introduced?.commit && [o.changed, <><CommitLine note={story.changed} /> <span class="quiet">({o.times(story.changes, fmt.number(story.changes))})</span></>, 'wide']]} />
    <p class="actions no-print"><CopyButton label={t.module.copyLink} text={() => location.href} /></p>
    <h2>{o.why}</h2>
    {written ? <blockquote class="reason"><Reason text={story.reason || doc.reason || t.level[doc.level]} /><footer>{o.foundIn}: {t.level[doc.level] ?? doc.level}{doc.place && <>, <PlaceText path={/^[0-9a-f]{40}$/.test(doc.place) ? fmt.commit(doc.place) : doc.place} /></>}{doc.ticket && <> · <Ticket text={doc.ticket} /></>}</footer></blockquote> : <None>{o.noReason}</None>}
    <h2>{o.register}</h2>
    {register ? <Facts items={[[o.decision, <strong>{t.decision[register.decision]}</strong>], [o.owner, register.owner || t.nobody], register.reason && [t.module.reasons, register.reason, 'wide'], register.ticket && [o.ticket, <Ticket text={register.ticket} />], register.added && [o.added, fmt.date(register.added)], register.reviewed && [o.reviewed, fmt.date(register.reviewed)], register.review_by && [o.reviewBy, <>{fmt.date(register.review_by)} {register.overdue && <strong class="is-worse">{o.overdue}</strong>}</>]]} /> : <None><Rich text={o.registerNone} /></None>}
    <h2>{o.code}</h2><Compare code={story.code} from={model.from} to={model.to} />
    {story.chain.length > 0 && <><h2>{called ? o.chain : o.others}</h2><p class="note">{called ? o.chainNote : o.othersNote}</p><Table label={called ? o.chain : o.others} rows={story.chain} highlight={c => c.ours && c.module === override.module} columns={[{ head: '№', is: 'narrow', cell: (_c, i) => fmt.number(i + 1) }, { head: o.by, is: 'main', cell: c => (c.ours ? <ModuleLink name={c.module} /> : <Name text={c.module || t.inventory.framework} />) }, { head: o.place, is: 'wide', cell: c => <PlaceText path={c.path} line={c.line} /> }, ...(called ? [{ head: o.super, cell: (c: Link) => o.supers[c.calls_super] ?? c.calls_super }] : [])]} /></>}
    <h2>{o.findings}</h2>{findings.length ? <FindingList findings={findings} label={o.findings} full module={false} /> : <None>{o.findingsNone}</None>}
  </>;
}
