// What the inventory is narrowed to. It is kept in the fragment, so that a list can be sent to somebody.
import type { ChangeRow, FindingRow, Model } from './model';
import { counts, isUpgrade, ownerOf, severityRank } from './model';

export const fields = ['tab', 'q', 'module', 'area', 'model', 'kind', 'how', 'reason', 'owner', 'age', 'rule', 'severity', 'effect', 'upgrade'] as const;
export type Field = (typeof fields)[number];
export type Filters = Partial<Record<Field, string>>;
// The field of an owner nobody named; no such name can be written.
export const nobody = '-';

export function fromQuery(query: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const field of fields) {
    const value = query.get(field);
    if (value) filters[field] = value;
  }
  return filters;
}
export function toQuery(filters: Filters): string {
  const query = new URLSearchParams();
  for (const field of fields) if (filters[field]) query.set(field, filters[field]!);
  const text = query.toString();
  return text ? `?${text}` : '';
}

export function ageOf(row: ChangeRow): string {
  return row.age === null ? 'unknown' : row.age < 1 ? 'new' : row.age < 3 ? 'mid' : 'old';
}
const wordsOf = (q?: string) => (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
const isOwner = (wanted: string, owner: string) => (wanted === nobody ? !owner : owner === wanted);

export function filterChanges(model: Model, f: Filters): ChangeRow[] {
  const words = wordsOf(f.q), least = f.severity ? severityRank[f.severity] : 0;
  return model.changesByWeight.filter(row => {
    const o = row.override, level = o.documented?.level ?? 'none';
    return (!f.module || o.module === f.module) && (!f.area || row.story.area === f.area) && (!f.model || row.story.model === f.model) && (!f.kind || o.kind === f.kind)
      && (!f.how || (f.how === 'not-extends' ? o.behaviour !== 'extends' || o.calls_super === 'sometimes' : o.behaviour === f.how)) && (!f.reason || level === f.reason || (f.reason === 'not-in-tree' && (level === 'none' || level === 'commit')))
      && (!f.owner || isOwner(f.owner, row.story.owner)) && (!f.age || ageOf(row) === f.age) && (!f.rule || row.rules.includes(f.rule)) && (!f.severity || row.worst === least)
      && words.every(w => row.text.includes(w));
  });
}
export function filterFindings(model: Model, f: Filters): FindingRow[] {
  const words = wordsOf(f.q);
  return model.findingsByWeight.filter(row => {
    const x = row.finding;
    return (!f.module || x.module === f.module) && (!f.rule || x.rule === f.rule) && (!f.severity || x.severity === f.severity) && (!f.effect || x.effect === f.effect)
      && (!f.kind || x.symbol_kind === f.kind) && (!f.owner || isOwner(f.owner, ownerOf(model, x.module))) && (!f.upgrade || (isUpgrade(x) && counts(x))) && words.every(w => row.text.includes(w));
  });
}
