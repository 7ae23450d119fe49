// A module's work as the text of an issue, in Markdown that whatever a repository holds cannot break.
import type { Model } from '../model';
import { counts, isCopy, isRedundant, isUpgrade, worstFirst } from '../model';
import type { Finding } from '../review';
import { fmt, t } from '../texts';

// Words of others: no markup, no mentions, no line of their own.
export const plain = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#|~!&]/g, c => `\\${c}`).replace(/@(?=\w)/g, '@\u200b');
const shell = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`);

export function command(model: Model, module: string): string {
  return `${model.review.review.scan_command || 'driftline scan .'} --module ${shell(module)}`;
}

export function issueText(model: Model, module: string): string {
  const m = t.module, found = worstFirst(model.findingsOf.get(module) ?? []), plan = model.plan.get(module);
  const line = (f: Finding) => `- [ ] ${plain(f.message)} (${f.rule})\n      ${plain(f.path)}:${f.line}${f.places.length > 1 ? ` ${t.finding.more(fmt.number(f.places.length - 1))}` : ''}${f.fix ? ` — ${plain(f.fix)}` : ''}`;
  const part = (title: string, list: Finding[]) => (list.length ? `\n### ${title}\n${list.map(line).join('\n')}\n` : '');
  const broken = found.filter(f => isUpgrade(f) && counts(f) && !isCopy(f)), effect = (e: string) => broken.filter(f => f.effect === e);
  return [
    `## ${plain(module)}: ${model.product} ${model.from}${model.to && ` → ${model.to}`}`,
    plan?.state ? `${t.state[plan.state] ?? plan.state}${plan.hours ? `, ${t.hourUnit(fmt.hours(plan.hours))}` : ''}` : '',
    part(m.silent, effect('silent')), part(m.install, effect('crash-install')), part(m.run, effect('crash-run')), part(m.copies, found.filter(isCopy)), part(m.remove, found.filter(isRedundant)),
    `\n${m.reproduce}:\n\n    ${command(model, module).replace(/\n/g, ' ')}`,
  ].filter(Boolean).join('\n');
}
