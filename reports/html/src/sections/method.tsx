import type { Model } from '../model';
import type { CoreVersion } from '../review';
import { fmt, t } from '../texts';
import { Command, Facts } from '../parts/text';

export function Method({ model }: { model: Model }) {
  const m = t.method, { review } = model, part = review.review, { since, until } = part.period;
  const core = (c: CoreVersion | null) => (c ? <>{model.product} {c.version} {c.commit && <code>{c.commit}</code>} <span class="quiet">{c.path}</span></> : m.noCore);
  const moment = (x: { label: string; date: string; commit: string }) => <>{fmt.quarter(x.label)} ({fmt.date(x.date)}, <code>{fmt.commit(x.commit)}</code>)</>;
  return <>
    <p class="note">{m.lead}</p>
    <Facts items={[[m.repository, review.run.repository], [m.revision, <code>{review.run.revision}</code>, 'wide'], [m.period, <>{since && <>{moment(since)} – </>}{moment(until)}</>, 'wide'], [m.current, core(review.run.core.current), 'wide'], [m.target, core(review.run.core.target), 'wide'], [m.tool, `${review.tool.name} ${part.tool_version || review.tool.version}`], [m.generated, fmt.date(part.generated)]]} />
    {part.command && <><h3>{m.command}</h3><Command text={part.command} /></>}
    <h3>{m.words}</h3><ul class="lines">{[m.change, m.replaced, m.blocker, m.hours].map(text => <li key={text}>{text}</li>)}</ul>
  </>;
}
