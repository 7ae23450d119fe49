// Lines of several texts set beside each other, against the first of them.
import { diffArrays, diffWordsWithSpace } from 'diff';

export interface Cell { text: string | null; kind: 'plain' | 'added' | 'removed' | 'changed' | 'none'; parts?: { text: string; marked: boolean }[] }
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

// One row a line: the base's cell, then one for each other text.
export function rowsOf(base: string, others: string[]): Cell[][] {
  const lines = linesOf(base), aligned = others.map(text => align(lines, linesOf(text)));
  const rows: Cell[][] = [], none: Cell = { text: null, kind: 'none' };
  for (let i = 0; i <= lines.length; i++) {
    const extra = Math.max(0, ...aligned.map(a => a.before[i]?.length ?? 0));
    for (let j = 0; j < extra; j++) rows.push([none, ...aligned.map((a): Cell => (a.before[i]?.[j] === undefined ? none : { text: a.before[i][j], kind: 'added' }))]);
    if (i === lines.length) break;
    const cells = aligned.map((a): Cell => {
      const at = a.at[i];
      return !at ? none : at.same ? { text: at.text, kind: 'plain' } : words(lines[i], at.text);
    });
    const single = others.length === 1 ? aligned[0].at[i] : undefined;
    rows.push([{ text: lines[i], kind: single === undefined ? 'plain' : single === null ? 'removed' : single.same ? 'plain' : 'changed' }, ...cells]);
  }
  return rows;
}

export const isSame = (row: Cell[]) => row.every(c => c.kind === 'plain');
