// Where the reader is, kept in the fragment: "#upgrade", "#module/acme_sale", "#inventory?module=acme_sale&q=tax".
import { useEffect, useState } from 'preact/hooks';
import { tidyText } from './document';

export type Route = { view: 'report'; section: string; query: URLSearchParams } | { view: 'module' | 'override' | 'finding' | 'rule'; key: string };
const pages = ['module', 'override', 'finding', 'rule'] as const;

function decoded(text: string): string {
  try { return decodeURIComponent(text); } catch { return text; }
}

export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#/, '');
  for (const view of pages) {
    if (text.startsWith(`${view}/`)) return { view, key: tidyText(decoded(text.slice(view.length + 1))) };
  }
  const [section, query = ''] = text.split('?', 2);
  return { view: 'report', section, query: new URLSearchParams(query) };
}

export const link = {
  module: (name: string) => `#module/${encodeURIComponent(name)}`,
  override: (id: string) => `#override/${encodeURIComponent(id)}`,
  finding: (fingerprint: string) => `#finding/${encodeURIComponent(fingerprint)}`,
  rule: (id: string) => `#rule/${encodeURIComponent(id)}`,
  section: (name: string) => `#${name}`,
  list: (query: Record<string, string>) => `#inventory?${new URLSearchParams(query)}`,
  // A fragment the document asks for: only one that leads somewhere in this page.
  given: (fragment: string) => {
    const [path, query] = fragment.split('?', 2);
    return `#${path.split('/').map(encodeURIComponent).join('/')}${query ? `?${new URLSearchParams(query)}` : ''}`;
  },
};

export function useRoute(): Route {
  const [route, set] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = () => set(parseRoute(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

// Only what a browser can open on its own, without asking anybody for credentials or running anything.
export function ticketUrl(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    const url = new URL(text);
    return (url.protocol === 'http:' || url.protocol === 'https:') && !url.username && !url.password ? url.href : null;
  } catch { return null; }
}
