// The document, with what the page looks up again and again computed once.
import { t } from './texts';
import type { CoreEdit, Finding, Governance, Module, Override, OverrideStory, PlanModule, Review } from './review';

export interface ChangeRow { index: number; override: Override; story: OverrideStory; rules: string[]; worst: number; age: number | null; text: string }
export interface FindingRow { index: number; finding: Finding; text: string }
export interface Model {
  review: Review;
  product: string;                     // the framework's name as people write it
  from: string; to: string;            // versions, '' where there is none
  changes: ChangeRow[]; findings: FindingRow[];              // as in the document
  counted: ChangeRow[];                // those that the figures count
  changesByWeight: ChangeRow[]; findingsByWeight: FindingRow[];
  commitOnly: number;                  // of the changes without a written reason: a commit message says why
  about: Map<Finding, ChangeRow>;      // the change that a finding is about, where its code can be compared
  modules: Map<string, Module>; plan: Map<string, PlanModule>; planned: PlanModule[];
  storyIndex: Map<string, number>; findingIndex: Map<string, number>;
  findingsOf: Map<string, Finding[]>; changesOf: Map<string, ChangeRow[]>; rules: Map<string, FindingRow[]>;
}

export const severityRank: Record<string, number> = { error: 3, warning: 2, info: 1 };
const emptyStory: OverrideStory = {
  id: '', area: '', model: '', introduced: null, changed: null, changes: 0, register: null, owner: '', reason: '', chain: [], counted: true, code: { ours: null, core: null, target: null, merged: null, conflicts: 0 }, findings: [],
};

function grouped<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const at = groups.get(key(item));
    if (at) at.push(item); else groups.set(key(item), [item]);
  }
  return groups;
}

const yearsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / (365.25 * 24 * 3600 * 1000);

export function makeModel(review: Review): Model {
  const part = review.review, today = part.period.until.date || part.generated;
  const changes = review.overrides.map((override, index): ChangeRow => {
    const given = part.stories[index] ?? { ...emptyStory, id: String(index), area: override.core.module };
    const story = given.area ? given : { ...given, area: t.inventory.framework };
    const found = story.findings.map(i => review.findings[i]).filter(Boolean);
    const age = story.introduced ? yearsBetween(story.introduced.date, today) : null;
    const text = [override.symbol, override.module, override.path, story.area, story.model, story.owner, override.documented?.reason, story.introduced?.author, story.introduced?.subject, story.introduced?.ticket]
      .join('\n').toLowerCase();
    return { index, override, story, rules: found.map(f => f.rule), worst: Math.max(0, ...found.map(f => severityRank[f.severity] ?? 0)), age: age !== null && Number.isFinite(age) ? age : null, text };
  });
  const findings = review.findings.map((finding, index): FindingRow =>
    ({ index, finding, text: [finding.rule, finding.slug, finding.module, finding.path, finding.symbol, finding.message].join('\n').toLowerCase() }));
  const counted = changes.filter(c => c.story.counted), about = new Map<Finding, ChangeRow>();
  for (const row of changes) {
    if (row.story.code.core !== null && row.story.code.ours !== null) for (const i of row.story.findings) if (review.findings[i]) about.set(review.findings[i], row);
  }
  const findingIndex = new Map<string, number>();
  for (const { index, finding } of [...findings].reverse()) {
    for (const place of finding.places) findingIndex.set(place.fingerprint, index);
    findingIndex.set(finding.fingerprint, index);
  }
  const at = new Map(review.findings.map((f, i) => [f, i])), weight = (o: Override) => (o.behaviour === 'extends' ? 0 : 1);
  // Past states are read without their history, so that `undocumented` may count what a commit message explains.
  const { documented } = part.governance, none = documented.none ?? 0, commitOnly = part.now.undocumented > none ? Math.min(part.now.undocumented - none, documented.commit ?? 0) : 0;
  const framework = review.run.framework, version = (core: { version: string } | null) => core?.version ?? '';
  return {
    review, product: framework.charAt(0).toUpperCase() + framework.slice(1), from: version(review.run.core.current), to: version(review.run.core.target),
    changes, findings, counted, about, commitOnly, changesByWeight: [...counted].sort((a, b) => b.worst - a.worst || weight(b.override) - weight(a.override) || a.override.module.localeCompare(b.override.module) || a.index - b.index),
    findingsByWeight: worstFirst(review.findings).map(f => findings[at.get(f)!]),
    modules: new Map(review.modules.map(m => [m.name, m])), plan: new Map((review.plan?.modules ?? []).map(m => [m.name, m])), planned: review.plan?.modules ?? [],
    storyIndex: new Map(changes.map(c => [c.story.id, c.index])), findingIndex,
    findingsOf: grouped(review.findings, f => f.module), changesOf: grouped(changes, c => c.override.module), rules: grouped(findings, f => f.finding.rule),
  };
}

export const coreEdits = (g: Governance): CoreEdit[] => g.core_edits?.patches.flatMap(p => p.edits) ?? [];
export interface Missing { name: string; today: number; target: number }
// Modules nobody could read: of both versions, with the references into them that could not be judged.
export function missingModules(model: Model): Missing[] {
  const { ledger, ledger_target: then } = model.review, all = new Map<string, Missing>();
  const at = (name: string) => { const known = all.get(name) ?? { name, today: 0, target: 0 }; all.set(name, known); return known; };
  for (const [name, n] of Object.entries(ledger.missing_modules)) at(name).today = n;
  for (const [name, n] of Object.entries(then?.missing_modules ?? {})) at(name).target = n;
  for (const module of model.planned) for (const name of module.missing) at(name);
  return [...all.values()].filter(x => x.name !== '').sort((a, b) => Math.max(b.today, b.target) - Math.max(a.today, a.target) || a.name.localeCompare(b.name));
}
export const ownerOf = (model: Model, module: string): string => Object.prototype.hasOwnProperty.call(model.review.review.module_owners, module) ? model.review.review.module_owners[module] : '';
// What a rule is about, in words; its slug where the document has none.
export const ruleTitle = (model: Model, id: string, slug: string): string => t.rules[id]?.title ?? (Object.prototype.hasOwnProperty.call(model.review.review.rules, id) ? model.review.review.rules[id].summary : slug.charAt(0).toUpperCase() + slug.slice(1).replace(/-/g, ' '));
export const isUpgrade = (f: Finding) => f.rule.startsWith('DL3');
// What the target, or a newer standard, does by itself.
export const isRedundant = (f: Finding) => f.rule === 'DL324' || f.rule === 'DL212';
export const isUnjudged = (f: Finding) => f.rule === 'DL901' || f.rule === 'DL902';
export const isCopy = (f: Finding) => f.rule === 'DL113' || f.rule === 'DL304';
export const counts = (f: Finding) => f.severity !== 'info';
// Worst first; of these, what nobody would notice first.
const effectRank: Record<string, number> = { silent: 4, 'crash-install': 3, 'crash-run': 2, deprecated: 1 };
export function worstFirst(list: Finding[]): Finding[] {
  return [...list].sort((a, b) => (severityRank[b.severity] ?? 0) - (severityRank[a.severity] ?? 0) || (effectRank[b.effect] ?? 0) - (effectRank[a.effect] ?? 0) || a.module.localeCompare(b.module) || a.line - b.line);
}
