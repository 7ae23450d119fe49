// Small pieces of text: marked words, places in files, states with their signs, facts as name and value.
import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useState } from 'preact/hooks';
import { fmt, t } from '../texts';
import { link, ticketUrl } from '../route';
import type { CommitNote } from '../review';

// Words that nobody translated: of a finding, the program, a repository. A screen reader is told their language.
export function English({ children }: { children: ComponentChildren }) {
  return t.language === 'en' ? <>{children}</> : <span lang="en">{children}</span>;
}

// On paper nothing can be opened or turned: lists show all they have.
export const Printing = createContext(false);

// A text of the catalogue: **bold** and `code`.
export function Rich({ text }: { text: string }) {
  return <>{text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, i) => part.startsWith('**') ? <strong key={i}>{part.slice(2, -2)}</strong> : part.startsWith('`') ? <code key={i}>{part.slice(1, -1)}</code> : part)}</>;
}

// Long names break after their separators, not in the middle of a word.
export function Name({ text, of = '' }: { text: string; of?: string }) {
  const parts = text.split(/(?<=[._/:-])(?=[^\s\d])/);
  return <span class={`name ${of}`} translate={false}>{parts.map((part, i) => (i ? <><wbr />{part}</> : part))}</span>;
}

export const PlaceText = ({ path, line }: { path: string; line?: number }) => <Name of="place" text={line ? `${path}:${line}` : path} />;

const signs: Record<string, string> = { error: '■', warning: '◆', info: '○' };
export function Severity({ of }: { of: string }) {
  return <span class={`mark ${of in signs ? `is-${of}` : ''}`}><span class="sign" aria-hidden="true">{signs[of] ?? '·'}</span>{t.severity[of] ?? of}</span>;
}
export function Effect({ of }: { of: string }) {
  return t.effect[of] ? <span class={`effect is-${of}`}>{t.effect[of]}</span> : null;
}
export function State({ of }: { of: string | null }) {
  return of ? <span class="state"><span class={`swatch s-${of}`} aria-hidden="true" />{t.state[of] ?? of}</span> : <span class="quiet">{t.nothing}</span>;
}
export function Behaviour({ of }: { of: string }) {
  return of === 'extends' ? <span class="word">{t.behaviour[of]}</span> : <strong class="strong-word word" title={t.behaviourMeaning[of]}>{t.behaviour[of] ?? of}</strong>;
}

// The third word of a fact: it takes two columns.
type Fact = [string, ComponentChildren] | [string, ComponentChildren, 'wide'];
export function Facts({ items }: { items: (Fact | null | false | undefined | '')[] }) {
  return <dl class="facts">{items.map(item => item && <div key={item[0]} class={item[2]}><dt>{item[0]}</dt><dd>{item[1]}</dd></div>)}</dl>;
}

export function Ticket({ text }: { text: string }) {
  const url = ticketUrl(text);
  return url ? <a href={url} rel="noopener noreferrer" target="_blank">{text}</a> : <>{text}</>;
}
export function CommitLine({ note }: { note: CommitNote }) {
  return <span>{fmt.date(note.date)}, {note.author} <span class="quiet">· <code>{fmt.commit(note.commit)}</code> {note.subject}</span>{note.ticket && <> · <Ticket text={note.ticket} /></>}</span>;
}
// Names of people or teams: they break between them, not inside.
export const Owners = ({ names }: { names: string }) => <>{names.split(/,\s*/).map((name, i) => <span key={i}>{i > 0 && ', '}<span class={name.length < 22 ? 'word' : ''}>{name}</span></span>)}</>;
export const ModuleLink = ({ name }: { name: string }) => <a href={link.module(name)}><Name text={name} /></a>;
export const RuleLink = ({ id, slug }: { id: string; slug?: string }) => <a class="rule-id" href={link.rule(id)} title={slug}>{id}</a>;
export const None = ({ children }: { children: ComponentChildren }) => <p class="none">{children}</p>;

// Copies a text; where the browser does not allow it, shows it to be copied by hand.
export function CopyButton({ label, text }: { label: string; text: () => string }) {
  const [state, set] = useState<'' | 'done' | 'failed'>('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      set('done');
      setTimeout(() => set(s => (s === 'done' ? '' : s)), 2500);
    } catch { set('failed'); }
  };
  return <span class="copy no-print">
    <button type="button" class="button" onClick={copy}>{state === 'done' ? `✓ ${t.module.copied}` : label}</button>
    <span class="hidden" role="status">{state === 'done' ? t.module.copied : ''}</span>
    {state === 'failed' && <label class="copy-by-hand">{t.module.copyFailed}<textarea readOnly rows={8} aria-label={t.module.issueText} value={text()} onFocus={e => e.currentTarget.select()} /></label>}
  </span>;
}

export function Command({ text }: { text: string }) {
  return <div class="command"><pre tabIndex={0} translate={false}><code>{text}</code></pre><CopyButton label={t.module.copyCommand} text={() => text} /></div>;
}

// A unified diff as it is written, its added and removed lines told by sign and by colour.
export function Patch({ text }: { text: string }) {
  return <pre class="patch" tabIndex={0} translate={false}>{text.replace(/\n$/, '').split('\n').map((line, i) => {
    const kind = /^(---|\+\+\+|@@)/.test(line) ? 'head' : line[0] === '+' ? 'add' : line[0] === '-' ? 'del' : '';
    return <span key={i} class={`line ${kind}`}>{line}{'\n'}</span>;
  })}</pre>;
}
