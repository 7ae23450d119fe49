// Security, speed and data of the custom code.
import { useContext } from 'preact/hooks';
import type { Model } from '../model';
import { counts, ruleTitle, severityRank } from '../model';
import type { Finding } from '../review';
import { fmt, t } from '../texts';
import { FindingList } from '../parts/findings';
import { Table } from '../parts/table';
import { ModuleLink, None, Printing, RuleLink, Severity } from '../parts/text';

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

function Modules({ names }: { names: string[] }) {
  const most = 4;
  return <>{names.slice(0, most).map((name, i) => <span key={name}>{i > 0 && ', '}<ModuleLink name={name} /></span>)}{names.length > most && ` ${t.andMore(names.length - most)}`}</>;
}

export function Health({ model }: { model: Model }) {
  const h = t.health, i = t.inventory, printing = useContext(Printing), groups: [string, string][] = [[h.security, 'DL4'], [h.speed, 'DL5'], [h.data, 'DL6']];
  return <><p class="note">{h.lead}</p>{groups.map(([title, prefix]) => {
    const found = model.review.findings.filter(f => f.rule.startsWith(prefix));
    // On paper what is only to be known is in the table above.
    const each = printing ? found.filter(counts) : found, rules = byRule(each);
    return <div key={prefix}><h3>{title} <span class="count">{fmt.number(found.length)}</span></h3>{found.length === 0 ? <None>{h.none}</None> : <>
      <Table label={title} rows={byRule(found)} class="rules" columns={[{ head: i.rule, is: 'main', cell: l => <>{ruleTitle(model, l.rule, l.slug)} <RuleLink id={l.rule} /></> }, { head: i.severity, cell: l => <Severity of={l.severity} /> }, { head: i.found, is: 'num', cell: l => fmt.number(l.count) }, { head: t.upgrade.modules, is: 'wide', cell: l => <Modules names={[...l.modules].sort()} /> }]} />
      {each.length > 0 && <details class="fold" open={found.length <= 4}><summary>{h.each}</summary>{byRule(each).map(l => <div key={l.rule}>{rules.length > 1 && <h4>{ruleTitle(model, l.rule, l.slug)}</h4>}<FindingList findings={each.filter(f => f.rule === l.rule)} label={ruleTitle(model, l.rule, l.slug)} most={8} /></div>)}</details>}</>}</div>;
  })}</>;
}
