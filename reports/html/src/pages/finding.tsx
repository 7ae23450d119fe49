import type { Model } from '../model';
import { ruleTitle, worstFirst } from '../model';
import type { Finding } from '../review';
import { link } from '../route';
import { fmt, t } from '../texts';
import { FindingList, Related } from '../parts/findings';
import { CopyButton, Effect, English, Facts, ModuleLink, Name, Patch, PlaceText, RuleLink, Severity } from '../parts/text';

export function FindingPage({ model, index, fingerprint }: { model: Model; index: number; fingerprint: string }) {
  const f = model.review.findings[index], n = t.finding, about = model.changes.filter(c => c.story.findings.includes(index));
  return <>
    <p class="eyebrow">{n.title}</p><h1 class="message"><English><Name text={f.message} /></English></h1>
    <Facts items={[[t.inventory.severity, <><Severity of={f.severity} /> <Effect of={f.effect} /></>], [n.rule, <><RuleLink id={f.rule} /> {ruleTitle(model, f.rule, f.slug)}</>, 'wide'], [n.module, <ModuleLink name={f.module} />], [n.symbol, <Name text={f.symbol} />], [n.certainty, t.certainty[f.certainty] ?? f.certainty]]} />
    <p class="actions no-print"><CopyButton label={t.module.copyLink} text={() => location.href} /></p>
    {f.fix && <><h2>{n.fix}</h2><p class="lead small"><English>{f.fix}</English></p></>}
    <h2>{n.places} <span class="count">{fmt.number(f.places.length)}</span></h2>
    <ul class="lines">{f.places.map(p => <li key={p.fingerprint} class={p.fingerprint === fingerprint && f.places.length > 1 ? 'is-here' : ''}><PlaceText path={p.path} line={p.line} /></li>)}</ul>
    {f.related.length > 0 && <><h2>{n.related}</h2><Related finding={f} /></>}
    {about.length > 0 && <><h2>{n.override}</h2><ul class="lines">{about.map(c => <li key={c.index}><a href={link.override(c.story.id)}><Name text={c.override.symbol} /></a> <span class="quiet"><PlaceText path={c.override.path} line={c.override.line} /></span></li>)}</ul></>}
    {f.diff && <><h2>{n.diff}</h2><Patch text={f.diff} /></>}
    {f.patch && <><h2>{n.patch}</h2><Patch text={f.patch} /><CopyButton label={n.copyPatch} text={() => f.patch!} /></>}
  </>;
}

export function RulePage({ model, rule }: { model: Model; rule: string }) {
  const rows = model.rules.get(rule)!, first = rows[0].finding, said = model.review.review.rules[rule], words = t.rules[rule] ?? said, modules = new Set(rows.map(r => r.finding.module));
  // What says the same of several modules is said once.
  const byMessage = new Map<string, Finding[]>();
  for (const f of worstFirst(rows.map(r => r.finding))) byMessage.set(`${f.severity}\n${f.message}\n${f.fix}`, [...byMessage.get(`${f.severity}\n${f.message}\n${f.fix}`) ?? [], f]);
  const several = [...byMessage].filter(([, list]) => list.length > 1), single = [...byMessage.values()].filter(list => list.length === 1).flat();
  const counts = [...modules].map(m => [m, rows.filter(r => r.finding.module === m).length] as const).sort((a, b) => b[1] - a[1]);
  return <>
    <p class="eyebrow">{t.rule.title} {rule}</p><h1 class="message">{ruleTitle(model, rule, first.slug)}</h1>
    <p class="lead small">{t.rule.count(rows.length, fmt.number(rows.length), fmt.number(modules.size))}</p>
    {words && <><p>{words.why}</p><p><strong>{t.finding.fix}:</strong> {words.fix}</p></>}
    <p class="note">{t.rule.explain}: <code>driftline explain {rule}</code></p>
    <p class="run">{counts.slice(0, 40).map(([m, n], i) => <>{i > 0 && ', '}<ModuleLink name={m} /> {fmt.number(n)}</>)}</p>
    {several.map(([text, list]) => <div key={text}><h2><Severity of={list[0].severity} /><Effect of={list[0].effect} /> <English>{list[0].message}</English> <span class="count">{fmt.number(list.length)}</span></h2>
      {list[0].fix && <p class="fix note">→ <English>{list[0].fix}</English></p>}
      <ul class="lines">{list.map(f => <li key={f.fingerprint}><ModuleLink name={f.module} /> <a class="quiet" href={link.finding(f.fingerprint)}><PlaceText path={f.path} line={f.line} /></a>{f.places.length > 1 && <span class="quiet"> {t.finding.more(fmt.number(f.places.length - 1))}</span>}</li>)}</ul></div>)}
    {several.length > 0 && single.length > 0 && <h2>{t.rule.others} <span class="count">{fmt.number(single.length)}</span></h2>}
    {single.length > 0 && <FindingList findings={single} label={rule} full most={50} shared={false} />}
  </>;
}
