// A definition in the core today, in the core of the target, and ours: side by side, what differs marked.
import { useContext, useMemo, useState } from 'preact/hooks';
import { fmt, t } from '../texts';
import { isSame, likeness, linesOf, rowsOf, type Cell } from './align';
import { None, Printing } from './text';

interface Side { head: string; text: string }
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

function Grid({ sides, like }: { sides: Side[]; like: boolean[] }) {
  const printing = useContext(Printing), [open, setOpen] = useState(false);
  const rows = useMemo(() => rowsOf(sides[0].text, sides.slice(1).map((s, i) => ({ text: s.text, like: like[i] }))), [sides, like]);
  const shown = fold(rows, open || printing || like.includes(false));
  const line = (cell: Cell, key: number) => <span key={key} class={`line ${cell.kind}`}><i class="sign" aria-hidden="true">{signs[cell.kind]}</i>{cell.kind !== 'plain' && <span class="hidden">{cell.kind === 'added' ? t.override.added2 : cell.kind === 'removed' ? t.override.removed : t.override.changedLine} </span>}<Code cell={cell} /></span>;
  return <>
    <table class="compare" translate={false}>
      <caption class="hidden">{t.override.code}</caption>
      <thead><tr>{sides.map(s => <th key={s.head} scope="col">{s.head}</th>)}</tr></thead>
      <tbody>{shown.map((row, i) => typeof row === 'number'
        ? <tr key={i} class="folded"><td colSpan={sides.length}><button type="button" onClick={() => setOpen(true)}>⋯ {t.override.same(row, fmt.number(row))}</button></td></tr>
        : <tr key={i}>{row.map((cell, k) => <td key={k} class={cell.kind}>{cell.text !== null && line(cell, k)}</td>)}</tr>)}</tbody>
    </table>
    <div class="stacked" translate={false}>{sides.map((s, k) => <section key={s.head} aria-label={s.head}><h5>{s.head}</h5><pre tabIndex={0}>{rows.filter(r => r[k].text !== null).map((r, i) => line(r[k], i))}</pre></section>)}</div>
  </>;
}

export function Compare({ code: given, from, to, extend }: { code: { ours: string | null; core: string | null; target: string | null }; from: string; to: string; extend: boolean }) {
  const code = useMemo(() => ({ core: given.core && dedent(given.core), target: given.target && dedent(given.target), ours: given.ours && dedent(given.ours) }), [given]);
  const o = t.override, head = { core: o.today(from), target: o.target(to), ours: o.ours };
  const sides = (['core', 'target', 'ours'] as const).filter(k => code[k] !== null), views = useMemo(() => {
    const all: { name: string; keys: typeof sides }[] = [];
    if (sides.length === 3) all.push({ name: o.three, keys: sides });
    if (sides.includes('core') && sides.includes('target')) all.push({ name: o.upstreamView, keys: ['core', 'target'] });
    if (sides.includes('core') && sides.includes('ours')) all.push({ name: o.oursView, keys: ['core', 'ours'] });
    if (sides.includes('target') && sides.includes('ours')) all.push({ name: o.targetView, keys: ['target', 'ours'] });
    if (!all.length) all.push({ name: '', keys: sides });
    return all;
  }, [code]);
  const [at, set] = useState(0), view = views[Math.min(at, views.length - 1)];
  const data = useMemo(() => {
    const chosen = view.keys.map(k => ({ head: head[k], text: code[k] ?? '' })), base = chosen[0]?.text ?? '';
    return { chosen, like: chosen.slice(1).map((s, i) => view.keys[i + 1] !== 'ours' || !extend || likeness(base, s.text) > 0.4) };
  }, [view, code, extend]);
  if (!sides.length) return <None>{o.noCode}</None>;
  const gone = code.target === null && to && code.core !== null ? o.target(to) : '';
  return <>
    {views.length > 1 && <div class="tabs no-print" role="group" aria-label={o.view}>{views.map((v, i) => <button key={v.name} type="button" class="tab" aria-pressed={v === view} onClick={() => set(i)}>{v.name}</button>)}</div>}
    {gone && <p class="note">{gone}: {o.gone}</p>}
    {code.core !== null && code.core === code.target && <p class="note">{o.sameBody}</p>}
    {data.like.includes(false) && <p class="note">{o.extendsNote}</p>}
    {data.chosen.length > 1 ? <Grid sides={data.chosen} like={data.like} /> : <pre class="patch" tabIndex={0} aria-label={data.chosen[0].head}>{linesOf(data.chosen[0].text).join('\n')}</pre>}
    {data.chosen.length > 1 && <p class="legend note" aria-hidden="true"><span class="added">+ {o.added2}</span> <span class="changed">~ {o.changedLine}</span> {data.chosen.length === 2 && <span class="removed">− {o.removed}</span>}</p>}
  </>;
}
