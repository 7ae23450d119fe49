// One figure over the periods, drawn small: a line with its values written on it, so that nobody has to read an axis.
import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { fmt, t } from '../texts';

export interface Point { label: string; value: number | null; note?: string }
interface Props { title: string; points: Point[]; show?: (value: number) => string; strong?: boolean }

const width = 360, height = 124, left = 14, right = 20, top = 26, bottom = 26;

export function Trend({ title, points, show = fmt.number, strong }: Props) {
  const known = points.filter((p): p is Point & { value: number } => p.value !== null);
  if (known.length < 2) return null;
  const most = Math.max(...known.map(p => p.value));
  const x = scalePoint<number>().domain(points.map((_, i) => i)).range([left, width - right]);
  // From zero: a line that starts elsewhere makes a mountain of a step.
  const y = scaleLinear().domain([0, most || 1]).range([height - bottom, top]);
  const path = line<Point>().defined(p => p.value !== null).x((_, i) => x(i)!).y(p => y(p.value!));
  const last = known[known.length - 1], first = known[0], step = points.length > 7 ? 2 : 1;
  const labelled = (i: number) => (points.length - 1 - i) % step === 0;
  // A value is written where it says something new, and where it does not run into the next.
  const from = points.findIndex(p => p.value !== null);
  const written = (i: number) => i === from || points[i] === last || (i > from + 1 && labelled(i) && points[i].value !== points[i - 1]?.value && points[i].value !== last.value);
  return <figure class={`trend ${strong ? 'is-strong' : ''}`}>
    <figcaption>{title}</figcaption>
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t.verdict.chart(title, show(first.value), show(last.value), fmt.quarter(first.label), fmt.quarter(last.label))}>
      <line class="ground" x1={left - 8} x2={width - right + 12} y1={height - bottom + 6} y2={height - bottom + 6} />
      <path class="curve" d={path(points) ?? ''} />
      {points.map((p, i) => p.value === null
        ? <text key={i} class="gap" x={x(i)} y={height - bottom - 2} text-anchor="middle">?</text>
        : <g key={i}>
          <circle class={`dot ${p === last ? 'is-last' : ''} ${p.note ? 'is-noted' : ''}`} cx={x(i)} cy={y(p.value)} r={p === last ? 4 : 2.6} />
          {written(i) && <text class={`value ${p === last ? 'is-last' : ''}`} x={x(i)} y={y(p.value) - 9} text-anchor="middle">{show(p.value)}</text>}
        </g>)}
      {points.map((p, i) => labelled(i) && <text key={i} class="tick" x={x(i)} y={height - 5} text-anchor="middle">{fmt.quarterShort(p.label)}</text>)}
    </svg>
  </figure>;
}

// Shares of a whole, as one bar and its legend in words.
export interface Share { key: string; label: string; value: number; href?: string }
export function Shares({ label, items, tone = 's' }: { label: string; items: Share[]; tone?: string }) {
  const all = items.reduce((sum, item) => sum + item.value, 0), used = items.filter(item => item.value > 0);
  if (!all) return null;
  return <figure class="shares">
    <div class="bar" role="img" aria-label={`${label}: ${used.map(i => `${i.label} ${fmt.number(i.value)}`).join(', ')}`}>
      {used.map(item => <span key={item.key} class={`part ${tone}-${item.key}`} style={{ flexGrow: item.value }}>{item.value / all > 0.05 && <b>{fmt.number(item.value)}</b>}</span>)}
    </div>
    <ul>{used.map(item => <li key={item.key}><span class={`swatch ${tone}-${item.key}`} aria-hidden="true" /><b>{fmt.number(item.value)}</b> {item.href ? <a href={item.href}>{item.label}</a> : item.label}</li>)}</ul>
  </figure>;
}
