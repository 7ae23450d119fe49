// Custom modules against areas of the standard, or against the models of one area.
import { memo } from 'preact/compat';
import { useContext, useState } from 'preact/hooks';
import type { Model } from '../model';
import type { Filters } from '../filters';
import { link } from '../route';
import { fmt, t } from '../texts';
import { Name, Printing } from './text';

const mostColumns = 14, mostRows = 24, mostOnPaper = 40;   // on paper the list that follows has all

function tally(model: Model, area: string) {
  const columns = new Map<string, number>(), rows = new Map<string, Map<string, number>>(), totals = new Map<string, number>();
  for (const { override, story } of model.counted) {
    if (area && story.area !== area) continue;
    const key = (area ? story.model : story.area) || t.nothing, row = rows.get(override.module) ?? new Map<string, number>();
    rows.set(override.module, row.set(key, (row.get(key) ?? 0) + 1));
    columns.set(key, (columns.get(key) ?? 0) + 1);
    totals.set(override.module, (totals.get(override.module) ?? 0) + 1);
  }
  const byCount = (m: Map<string, number>) => [...m].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([key]) => key);
  return { columns: byCount(columns), count: columns, rows, modules: byCount(totals), totals };
}
const level = (n: number, most: number) => (n ? 1 + Math.min(4, Math.floor(5 * Math.log(n) / Math.log(most + 1))) : 0);

export const Matrix = memo(function Matrix({ model, area, choose }: { model: Model; area: string; choose: (filters: Filters) => void }) {
  const printing = useContext(Printing), [all, showAll] = useState(false), i = t.inventory;
  const { columns, count, rows, modules, totals } = tally(model, area);
  const named = columns.filter(c => c !== t.nothing), shown = named.slice(0, named.length > mostColumns + 1 ? mostColumns : mostColumns + 1), rest = columns.filter(c => !shown.includes(c));
  const limit = printing ? mostOnPaper : all ? Infinity : mostRows, lines = modules.length <= limit + 4 ? modules : modules.slice(0, limit);
  const most = Math.max(1, ...[...rows.values()].flatMap(row => [...row.values()])), mostOf = Math.max(1, ...count.values());
  const pick = (module: string, column: string): Filters => ({ tab: 'changes', ...(module ? { module } : {}), ...(area ? { area } : {}), ...(column && column !== t.nothing ? { [area ? 'model' : 'area']: column } : {}) });
  return <>
    <div class="matrix-head"><p class="note">{area ? i.matrixModels(area) : i.matrixNote}{!printing && ` ${i.matrixChoose}`}</p>{area && <button type="button" class="button no-print" onClick={() => choose({ tab: 'changes' })}>← {i.allAreas}</button>}</div>
    <table class="matrix">
      <caption class="hidden">{i.matrix}</caption>
      <thead><tr><th scope="col" class="corner"><span class="hidden">{i.module}</span></th>
        {shown.map(c => <th key={c} scope="col" class="turned"><button type="button" onClick={() => choose(pick('', c))}><span>{c}</span></button></th>)}
        {rest.length > 0 && <th scope="col" class="turned"><span title={rest.join(', ')}>{i.others}</span></th>}<th scope="col" class="total">{i.total}</th></tr></thead>
      <tbody>{lines.map(m => {
        const row = rows.get(m)!, others = rest.reduce((sum, c) => sum + (row.get(c) ?? 0), 0);
        return <tr key={m}><th scope="row"><a href={link.module(m)}><Name text={m} /></a></th>
          {shown.map(c => { const n = row.get(c) ?? 0; return <td key={c} class={`l${level(n, most)}`}>{n > 0 && <button type="button" aria-label={i.cell(fmt.number(n), m, c)} onClick={() => choose(pick(m, c))}>{fmt.number(n)}</button>}</td>; })}
          {rest.length > 0 && <td class={`l${level(others, most)}`}>{others > 0 && <span>{fmt.number(others)}</span>}</td>}<td class="total">{fmt.number(totals.get(m)!)}</td></tr>;
      })}</tbody>
    </table>
    {printing && lines.length < modules.length && <p class="note">{i.onPaperMatrix(fmt.number(modules.length - lines.length), fmt.number(totals.get(modules[lines.length])!))}</p>}
    {lines.length < modules.length && <button type="button" class="button more no-print wide-only" onClick={() => showAll(true)}>{t.upgrade.all(fmt.number(modules.length))}</button>}
    <ul class="bars">{named.slice(0, 30).map(c => <li key={c}><button type="button" onClick={() => choose(pick('', c))}><Name text={c} /><i style={{ width: `${(count.get(c)! / mostOf) * 100}%` }} aria-hidden="true" /><b>{fmt.number(count.get(c)!)}</b></button></li>)}</ul>
  </>;
});
