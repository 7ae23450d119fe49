// Findings as lines to read: what, where, what to do.
import { useContext, useState } from 'preact/hooks';
import { worstFirst, type Model } from '../model';
import type { Finding } from '../review';
import { link } from '../route';
import { fmt, t } from '../texts';
import { Effect, English, ModuleLink, Name, Patch, PlaceText, Printing, RuleLink, Severity } from './text';

export function Related({ finding }: { finding: Finding }) {
  if (!finding.related.length) return null;
  return <ul class="lines related">{finding.related.map((r, i) => <li key={i}><span class="quiet">{t.role[r.role] ?? r.role}:</span> <PlaceText path={r.module && !r.path.startsWith(r.module) ? `${r.module}/${r.path}` : r.path} line={r.line} /> <span class="quiet"><English>{r.text}</English></span></li>)}</ul>;
}

// What is longer is in the inventory's list, too.
const mostOnPaper = 25;

function Item({ finding: f, module, full, beside, fix }: { finding: Finding; module: boolean; full: boolean; beside?: string; fix: boolean }) {
  const more = f.places.length - 1;
  return <li class="finding">
    <div class="finding-head"><Severity of={f.severity} /><Effect of={f.effect} /><RuleLink id={f.rule} slug={f.slug} />{module && <ModuleLink name={f.module} />}{f.certainty !== 'exact' && <span class="quiet">{t.certainty[f.certainty] ?? f.certainty}</span>}</div>
    <p class="finding-text"><a href={link.finding(f.fingerprint)}><English><Name text={f.message} /></English></a></p>
    <p class="finding-place"><PlaceText path={f.path} line={f.line} />{more > 0 && <span class="quiet"> {t.finding.more(fmt.number(more))}</span>}{fix && f.fix && <span class="fix"> → <English>{f.fix}</English></span>}{beside && <> · <a href={link.override(beside)}>{t.module.sideBySide}</a></>}</p>
    {full && <>
      {more > 0 && <details class="fold"><summary>{t.finding.places} ({fmt.number(f.places.length)})</summary><ul class="lines">{f.places.map((p, i) => <li key={i}><PlaceText path={p.path} line={p.line} /></li>)}</ul></details>}
      {f.diff && <details class="fold"><summary>{t.finding.diff}</summary><Patch text={f.diff} /></details>}
      {f.patch && <details class="fold"><summary>{t.finding.patch}</summary><Patch text={f.patch} /></details>}
    </>}
  </li>;
}

export function FindingList({ findings, label, most = 20, module = true, full = false, shared = true, beside }: { findings: Finding[]; label: string; most?: number; module?: boolean; full?: boolean; shared?: boolean; beside?: Model['about'] }) {
  const printing = useContext(Printing), [all, showAll] = useState(false), sorted = worstFirst(findings);
  const shown = printing ? sorted.slice(0, mostOnPaper) : all || sorted.length <= most + 3 ? sorted : sorted.slice(0, most);
  // What all of them ask for is said once.
  const common = sorted.length > 1 && sorted.every(f => f.fix === sorted[0].fix) ? sorted[0].fix : '';
  return <>
    {common && shared && <p class="fix note">→ <English>{common}</English></p>}
    <ul class="findings" aria-label={label}>{shown.map(f => <Item key={f.fingerprint} finding={f} module={module} full={full} beside={beside?.get(f)?.story.id} fix={!common} />)}</ul>
    {printing && shown.length < sorted.length && <p class="note">{t.inventory.onPaper(fmt.number(shown.length), fmt.number(sorted.length))}</p>}
    {shown.length < sorted.length && <button type="button" class="button more no-print" onClick={() => showAll(true)}>{t.upgrade.all(fmt.number(sorted.length))}</button>}
  </>;
}
