// The words of the page, in the language of the document. `t` and `fmt` are set once, before anything is drawn.
import type { Hours } from '../review';
import { de } from './de';
import { en, type Texts } from './en';

export let t: Texts = en;
export let fmt = formats('en');

// A word that a repository made up is looked up in the catalogue too: "constructor" must find nothing there.
function bare<T extends object>(texts: T): T {
  for (const value of Object.values(texts)) if (value && typeof value === 'object') bare(value);
  return Object.setPrototypeOf(texts, null);
}

export function setLanguage(language: string) {
  t = bare(language === 'de' ? de : en);
  fmt = formats(language === 'de' ? 'de' : 'en');
}

// A word of the ledger in the reader's language; one that the catalogue does not know yet stays as the program says it.
export const word = (of: 'kind' | 'reason' | 'file', text: string): string => t.ledger[of][text] ?? text;

function formats(language: 'en' | 'de') {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }), tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }), share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  // An estimate is not known to the decimal: tenths below one, halves below ten.
  const rough = (n: number) => (Math.abs(n) < 1 ? tenth.format(n) : Math.abs(n) < 10 ? tenth.format(Math.round(n * 2) / 2) : whole.format(n));
  const range = (low: string, high: string, to: string) => (low === high ? low : `${low}${to}${high}`), to = language === 'de' ? ' bis ' : ' to ';
  return {
    number: (n: number) => whole.format(n),
    signed: (n: number) => signed.format(n).replace('-', '−'),
    share: (n: number) => share.format(n),
    date: (iso: string) => { const at = Date.parse(iso); return Number.isNaN(at) ? iso : day.format(at); },
    hours: (h: Hours) => range(rough(h.low), rough(h.high), h.low < 0 ? to : '–'),
    // In sentences, and so in whole days from three on.
    days: ({ low, high }: Hours) => (low >= 24 ? range(whole.format(Math.floor(low / 8)), whole.format(Math.ceil(high / 8)), to) : range(rough(low / 8), rough(high / 8), to)),
    daysShort: ({ low, high }: Hours) => range(rough(low / 8), rough(high / 8), '–'),
    // "2026Q3" as people say it; anything else as it is.
    quarter: (label: string) => label.replace(/^(\d{4})Q([1-4])$/, (_all, year: string, q: string) => (language === 'de' ? `${q}. Quartal ${year}` : `${['1st', '2nd', '3rd', '4th'][+q - 1]} quarter ${year}`)),
    quarterShort: (label: string) => label.replace(/^20(\d{2})Q([1-4])$/, 'Q$2 ’$1'),
    commit: (id: string) => id.slice(0, 10),
    revision: (name: string) => name.replace(/@([0-9a-f]{10})[0-9a-f]{30}$/, '@$1'),
    list: (items: string[], most = 6) => (items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} ${t.andMore(items.length - most)}`),
  };
}
