// A definition in the core today, in the core of the target, ours, and ours merged: side by side, what differs marked.
import { useContext, useMemo, useState } from 'preact/hooks';
import type { OverrideStory } from '../review';
import { fmt, t } from '../texts';
import { isSame, likeness, linesOf, rowsOf, type Cell } from './align';
import { None, Printing } from './text';

interface Side { head: string; text: string; like: boolean }
const signs: Record<Cell['kind'], string> = { plain: ' ', added: '+', removed: '−', changed: '~', none: ' ' };
const keep = 3, longest = 9;   // unchanged lines around a change; fewer than this are not folded

function Code({ cell }: { cell: Cell }) {
  return cell.text === null ? null : <code>{cell.parts ? cell.parts.map((p, i) => (p.marked ? <mark key={i}>{p.text}</mark> : p.text)) : cell.text || ' '}</code>;
}

function fold(rows: Cell[][], open: boolean): (Cell[] | number)[] {
  if (open) return rows;
  const out: (Cell[] | number)[] = [];
  for (let i = 0; i < rows.length;) {
    let end = i;
    while (end < rows.length && isSame(rows[end])) end++;
    const from = i === 0 ? 0 : i + keep, to = end === rows.length ? end : end - keep;
    if (end - i >= longest && to > from) {
      out.push(...rows.slice(i, from), to - from, ...rows.slice(to, end));
      i = end;
    } else {
      out.push(rows[i++]);
    }
  }
  return out;
}

// A definition is cut out of its class or file: its first line has lost the indent that the others keep.
function dedent(text: string): string {
  const [first, ...rest] = linesOf(text), indents = rest.filter(l => l.trim()).map(l => /^\s*/.exec(l)![0].length), spare = Math.min(...indents) - 4;
  return /^\S/.test(first) && indents.length && spare > 0 ? [first, ...rest.map(l => l.slice(spare))].join('\n') : text;
}

// Sides that are alike are set line by line against the first of them; what has little in common with it stands beside them as it is.
function Grid({ sides }: { sides: Side[] }) {
  const printing = useContext(Printing), [open, setOpen] = useState(false);
  const alike = sides.filter((s, i) => i === 0 || s.like), apart = sides.filter((s, i) => i > 0 && !s.like);
  const rows = useMemo(() => rowsOf(alike[0].text, alike.slice(1).map(s => s.text)), [sides]);
  const shown = fold(rows, open || printing || alike.length === 1);
  const line = (cell: Cell, key: number) => <span key={key} class={`line ${cell.kind}`}><i class="sign" aria-hidden="true">{signs[cell.kind]}</i>{cell.kind !== 'plain' && <span class="hidden">{cell.kind === 'added' ? t.override.added2 : cell.kind === 'removed' ? t.override.removed : t.override.changedLine} </span>}<Code cell={cell} /></span>;
  const plain = (side: Side) => linesOf(side.text).map((text, i) => line({ text, kind: 'plain' }, i));
  return <>
    <div class={`panes of-${alike.length}-${apart.length}`} translate={false}>
      <table class="compare">
        <caption class="hidden">{t.override.code}</caption>
        <thead><tr>{alike.map(s => <th key={s.head} scope="col">{s.head}</th>)}</tr></thead>
        <tbody>{shown.map((row, i) => typeof row === 'number'
          ? <tr key={i} class="folded"><td colSpan={alike.length}><button type="button" onClick={() => setOpen(true)}>⋯ {t.override.same(row, fmt.number(row))}</button></td></tr>
          : <tr key={i}>{row.map((cell, k) => <td key={k} class={cell.kind}>{cell.text !== null && line(cell, k)}</td>)}</tr>)}</tbody>
      </table>
      {apart.map(s => <section key={s.head} class="compare apart" aria-label={s.head}><h3>{s.head}</h3><pre tabIndex={0}>{plain(s)}</pre></section>)}
    </div>
    <div class="stacked" translate={false}>{sides.map(s => { const k = alike.indexOf(s); return <section key={s.head} aria-label={s.head}><h3>{s.head}</h3><pre tabIndex={0}>{k < 0 ? plain(s) : rows.filter(r => r[k].text !== null).map((r, i) => line(r[k], i))}</pre></section>; })}</div>
  </>;
}

const keys = ['core', 'target', 'ours', 'merged'] as const;
type Key = (typeof keys)[number];

export function Compare({ code: given, from, to }: { code: OverrideStory['code']; from: string; to: string }) {
  const o = t.override, unchanged = given.core !== null && given.core === given.target;
  const code = useMemo(() => Object.fromEntries(keys.map(k => [k, given[k] && !(k === 'target' && unchanged) ? dedent(given[k]!) : null])) as Record<Key, string | null>, [given]);
  const head: Record<Key, string> = { core: unchanged ? o.both(from, to) : o.today(from), target: o.target(to), ours: o.ours, merged: o.merged };
  const present = keys.filter(k => code[k] !== null), views = useMemo(() => {
    const pairs: [string, Key, Key][] = [[o.upstreamView, 'core', 'target'], [o.oursView, 'core', 'ours'], [o.targetView, 'target', 'ours'], [o.mergedView, 'ours', 'merged']];
    const two = pairs.filter(([, a, b]) => present.includes(a) && present.includes(b)).map(([name, a, b]) => ({ name, keys: [a, b] }));
    return present.length > 2 ? [{ name: o.all, keys: [...present] }, ...two] : two.length ? two : [{ name: '', keys: [...present] }];
  }, [code]);
  const [at, set] = useState(0), view = views[Math.min(at, views.length - 1)];
  const sides = useMemo(() => view.keys.map((k): Side => ({ head: head[k], text: code[k]!, like: likeness(code[view.keys[0]]!, code[k]!) > 0.3 })), [view, code]);
  if (!present.length) return <None>{o.noCode}</None>;
  const gone = given.target === null && to && given.core !== null ? o.target(to) : '', marked = sides.filter(s => s.like).length > 1;
  return <>
    {views.length > 1 && <div class="tabs no-print" role="group" aria-label={o.view}>{views.map((v, i) => <button key={v.name} type="button" class="tab" aria-pressed={v === view} onClick={() => set(i)}>{v.name}</button>)}</div>}
    {gone && <p class="note">{gone}: {o.gone}</p>}
    {code.merged !== null && <p class="note">{o.mergedNote(to)} {given.conflicts ? <strong class="strong-word">{o.conflicts(given.conflicts, fmt.number(given.conflicts))}</strong> : o.noConflicts}</p>}
    {sides.some(s => !s.like) && <p class="note">{o.apartNote}</p>}
    {sides.length > 1 ? <Grid sides={sides} /> : <pre class="patch" tabIndex={0} aria-label={sides[0].head}>{linesOf(sides[0].text).join('\n')}</pre>}
    {marked && <p class="legend note" aria-hidden="true"><span class="added">+ {o.added2}</span> <span class="changed">~ {o.changedLine}</span> {sides.length === 2 && <span class="removed">− {o.removed}</span>}</p>}
  </>;
}
