// Reads the document out of the page. Everything in it is text of a repository nobody vouches for.
import type { Review } from './review';

// What could reorder, hide or colour a line is shown by its name instead: control characters but tab and line feed, and
// the marks that turn the direction of text.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
const unseenAll = new RegExp(unseen.source, 'g');
const named = (c: string) => c === '\r' ? '' : `\u27e8U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`;

export const tidyText = (text: string) => (unseen.test(text) ? text.replace(unseenAll, named) : text);

function tidy(value: unknown): unknown {
  if (typeof value === 'string') return tidyText(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = tidy(value[i]);
  } else if (value && typeof value === 'object') {
    const object = value as Record<string, unknown>;
    for (const key of Object.keys(object)) {
      const value = tidy(object[key]), name = tidyText(key);
      if (name !== key) delete object[key];
      object[name] = value;
    }
  }
  return value;
}

export type Reading = { review: Review } | { trouble: 'empty' | 'browser' | 'damaged' };

export async function readDocument(): Promise<Reading> {
  const packed = document.getElementById('review')?.textContent?.trim() ?? '';
  if (!packed || packed.startsWith('__')) return { trouble: 'empty' };
  if (typeof DecompressionStream === 'undefined') return { trouble: 'browser' };
  try {
    const raw = atob(packed), bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return { review: tidy(JSON.parse(await new Response(stream).text())) as Review };
  } catch {
    return { trouble: 'damaged' };
  }
}
