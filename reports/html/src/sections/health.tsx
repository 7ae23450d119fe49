// Security, speed and data of the custom code.
import type { Model } from '../model';
import { ruleTitle, severityRank } from '../model';
import type { Finding } from '../review';
import { fmt, t } from '../texts';
import { FindingList } from '../parts/findings';
import { Table } from '../parts/table';
import { Name, None, RuleLink, Severity } from '../parts/text';

interface Line { rule: string; slug: string; severity: string; count: number; modules: Set<string> }

function byRule(findings: Finding[]): Line[] {
  const lines = new Map<string, Line>();
  for (const f of findings) {
    const line = lines.get(f.rule) ?? { rule: f.rule, slug: f.slug, severity: f.severity, count: 0, modules: new Set<string>() };
    line.count++;
    line.modules.add(f.module);
    if ((severityRank[f.severity] ?? 0) > (severityRank[line.severity] ?? 0)) line.severity = f.severity;
    lines.set(f.rule, line);
  }
  return [...lines.values()].sort((a, b) => (severityRank[b.severity] ?? 0) - (severityRank[a.severity] ?? 0) || b.count - a.count);
}

export function Health({ model }: { model: Model }) {
  const h = t.health, i = t.inventory, groups: [string, string][] = [[h.security, 'DL4'], [h.speed, 'DL5'], [h.data, 'DL6']];
  return <><p class="note">{h.lead}</p>{groups.map(([title, prefix]) => {
    const found = model.review.findings.filter(f => f.rule.startsWith(prefix));
    return <div key={prefix}><h3>{title} <span class="count">{fmt.number(found.length)}</span></h3>{found.length === 0 ? <None>{h.none}</None> : <>
      <Table label={title} rows={byRule(found)} class="rules" columns={[{ head: i.rule, is: 'main', cell: l => <>{ruleTitle(model, l.rule, l.slug)} <RuleLink id={l.rule} /></> }, { head: i.severity, cell: l => <Severity of={l.severity} /> }, { head: i.found, is: 'num', cell: l => fmt.number(l.count) }, { head: t.upgrade.modules, is: 'wide', cell: l => <Name text={fmt.list([...l.modules].sort(), 4)} /> }]} />
      <details class="fold" open={found.length <= 4}><summary>{h.each}</summary><FindingList findings={found} label={title} most={12} /></details></>}</div>;
  })}</>;
}
