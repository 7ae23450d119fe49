// Lines of several texts set beside each other, against the first of them.
import { diffArrays, diffWordsWithSpace } from 'diff';

export interface Cell { text: string | null; kind: 'plain' | 'added' | 'removed' | 'changed' | 'none'; parts?: { text: string; marked: boolean }[] }
export interface Column { lines: string[]; like: boolean }   // like: enough in common with the first to be compared with it
interface Aligned { at: ({ text: string; same: boolean } | null)[]; before: string[][] }

export const linesOf = (text: string) => text.replace(/\n+$/, '').split('\n');

function align(base: string[], other: string[]): Aligned {
  const at: Aligned['at'] = [], before: string[][] = [[]];
  let waiting = 0;   // removed lines of the base that an added line may yet stand for
  for (const part of diffArrays(base, other)) {
    if (part.added) {
      part.value.forEach((text, i) => {
        if (i < waiting) at[at.length - waiting + i] = { text, same: false };
        else (before[at.length] ??= []).push(text);
      });
      waiting = 0;
    } else {
      for (const text of part.value) at.push(part.removed ? null : { text, same: true });
      waiting = part.removed ? part.value.length : 0;
    }
  }
  return { at, before };
}

// The share of the base's lines that the other has too.
export function likeness(base: string, other: string): number {
  const a = linesOf(base), b = linesOf(other), same = align(a, b).at.filter(x => x?.same).length;
  return same / Math.max(a.length, b.length, 1);
}

function words(base: string, text: string): Cell {
  const parts = diffWordsWithSpace(base, text).filter(p => !p.removed).map(p => ({ text: p.value, marked: !!p.added }));
  return { text, kind: 'changed', parts };
}

// One row a line: the base's cell, then one for each other text. A text that is unlike the base is set beside it line by line, unmarked.
export function rowsOf(base: string, others: { text: string; like: boolean }[]): Cell[][] {
  const lines = linesOf(base), aligned = others.map(o => (o.like ? align(lines, linesOf(o.text)) : null)), plain = others.map(o => (o.like ? null : linesOf(o.text)));
  const rows: Cell[][] = [], none: Cell = { text: null, kind: 'none' };
  let taken = 0;
  const free = () => taken++;
  const beside = (k: number, row: number): Cell => (plain[k]![row] === undefined ? none : { text: plain[k]![row], kind: 'plain' });
  for (let i = 0; i <= lines.length; i++) {
    const extra = Math.max(0, ...aligned.map(a => a?.before[i]?.length ?? 0));
    for (let j = 0; j < extra; j++) {
      const row = free();
      rows.push([none, ...aligned.map((a, k): Cell => (!a ? beside(k, row) : a.before[i]?.[j] === undefined ? none : { text: a.before[i][j], kind: 'added' }))]);
    }
    if (i === lines.length) break;
    const row = free(), cells = aligned.map((a, k): Cell => {
      if (!a) return beside(k, row);
      const at = a.at[i];
      return !at ? none : at.same ? { text: at.text, kind: 'plain' } : words(lines[i], at.text);
    });
    const single = others.length === 1 && aligned[0] ? aligned[0].at[i] : undefined;
    rows.push([{ text: lines[i], kind: single === undefined ? 'plain' : single === null ? 'removed' : single.same ? 'plain' : 'changed' }, ...cells]);
  }
  for (const longest = Math.max(0, ...plain.map(p => p?.length ?? 0)); taken < longest;) {
    const row = free();
    rows.push([none, ...aligned.map((a, k) => (a ? none : beside(k, row)))]);
  }
  return rows;
}

export const isSame = (row: Cell[]) => row.every(c => c.kind === 'plain');
