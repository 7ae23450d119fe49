// Security, speed and data of the custom code.
import type { Model } from '../model';
import { fmt, t } from '../texts';
import { FindingList } from '../parts/findings';
import { None } from '../parts/text';

export function Health({ model }: { model: Model }) {
  const h = t.health, groups: [string, string][] = [[h.security, 'DL4'], [h.speed, 'DL5'], [h.data, 'DL6']];
  return <><p class="note">{h.lead}</p>{groups.map(([title, prefix]) => {
    const found = model.review.findings.filter(f => f.rule.startsWith(prefix));
    return <div key={prefix}><h3>{title} <span class="count">{fmt.number(found.length)}</span></h3>{found.length ? <FindingList findings={found} label={title} most={12} /> : <None>{h.none}</None>}</div>;
  })}</>;
}
