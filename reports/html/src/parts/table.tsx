// A table that stays a table for assistive technology when a phone shows its rows as cards.
import type { ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { fmt, t } from '../texts';
import { Printing } from './text';

export interface Column<T> { head: string; cell: (row: T, index: number) => ComponentChildren; is?: 'num' | 'main' | 'wide' | 'narrow'; key?: string }
interface Props<T> { label: string; columns: Column<T>[]; rows: T[]; most?: number; id?: (row: T) => string; highlight?: (row: T) => boolean; class?: string }

export function Table<T>({ label, columns, rows, most = 25, highlight, class: extra = '' }: Props<T>) {
  const printing = useContext(Printing), [all, showAll] = useState(false);
  const shown = printing || all || rows.length <= most + 5 ? rows : rows.slice(0, most);
  return <>
    <table class={`table ${extra}`} role="table" aria-label={label}>
      <thead role="rowgroup"><tr role="row">{columns.map(c => <th key={c.head} role="columnheader" scope="col" class={c.is}>{c.head}</th>)}</tr></thead>
      <tbody role="rowgroup">{shown.map((row, i) => <tr key={i} role="row" class={highlight?.(row) ? 'is-here' : ''}>
        {columns.map(c => <td key={c.head} role="cell" class={c.is} data-head={c.head}>{c.cell(row, i)}</td>)}
      </tr>)}</tbody>
    </table>
    {shown.length < rows.length && <button type="button" class="button more no-print" onClick={() => showAll(true)}>{t.upgrade.all(fmt.number(rows.length))}</button>}
  </>;
}

// Pages of a long list. On paper as much of it as anybody would read: browsers take minutes over thousands of rows.
export const mostOnPaper = 500;
export function usePages<T>(rows: T[], size: number, reset: string) {
  const printing = useContext(Printing), [at, set] = useState({ page: 0, reset });
  const page = at.reset === reset ? at.page : 0, pages = Math.max(1, Math.ceil(rows.length / size)), current = Math.min(page, pages - 1);
  return { shown: printing ? rows.slice(0, mostOnPaper) : rows.slice(current * size, (current + 1) * size), current, pages, go: (to: number) => set({ page: to, reset }) };
}
export function Pager({ current, pages, go, label, total }: { current: number; pages: number; go: (page: number) => void; label: string; total: number }) {
  if (useContext(Printing)) return total > mostOnPaper ? <p class="note">{t.inventory.onPaper(fmt.number(mostOnPaper), fmt.number(total))}</p> : null;
  if (pages < 2) return null;
  return <nav class="pager no-print" aria-label={label}>
    <button type="button" class="button" disabled={current === 0} onClick={() => go(current - 1)}>← {t.inventory.previous}</button>
    <span aria-live="polite">{t.inventory.page(fmt.number(current + 1), fmt.number(pages))}</span>
    <button type="button" class="button" disabled={current >= pages - 1} onClick={() => go(current + 1)}>{t.inventory.next} →</button>
  </nav>;
}
