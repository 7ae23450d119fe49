// Opens review pages in Debian's Chromium. $PAGE is the built page; without it, what `npm run build` made.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { embed, makeReview } from './documents.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const builtPage = process.env.PAGE ?? join(here, '../../build/page/index.html');
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

const folder = mkdtempSync(join(tmpdir(), 'review-page-'));
const documents = new Map();
export const review = kind => { if (!documents.has(kind)) documents.set(kind, makeReview(kind)); return documents.get(kind); };

let browser;
export async function start() { browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] }); }
export async function stop() { await browser?.close(); rmSync(folder, { recursive: true, force: true }); }

export function write(name, text) {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}
export function address(kind) {
  const path = join(folder, `${kind}.html`);
  return existsSync(path) ? pathToFileURL(path).href : write(kind, embed(readFileSync(builtPage, 'utf8'), review(kind)));
}

// A page that fails its test when anything goes wrong in it: `trouble` collects errors, complaints, dialogs and requests.
export async function open(kind, { fragment = '', width = 1280, height = 900, scheme = 'light', url = address(kind), bypassCSP = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, bypassCSP }), page = await context.newPage(), trouble = [];
  page.on('pageerror', error => trouble.push(`error: ${error.message}`));
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`); });
  page.on('dialog', dialog => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', request => { if (!/^(file|data|about):/.test(request.url())) trouble.push(`request: ${request.url()}`); });
  await page.goto(url + fragment);
  await page.waitForSelector('h1');
  return { page, trouble, close: () => context.close() };
}

// One fragment for each kind of page there is in a document.
export function fragments(kind) {
  const { overrides, findings, modules, review: part } = review(kind), places = findings.filter(f => f.places.length > 2), code = part.stories.findIndex(s => s.code.core && s.code.target && s.code.ours);
  const of = (list, make) => (list.length ? [make(list[0])] : []);
  return ['', '#inventory?tab=findings', ...of(modules, m => `#module/${encodeURIComponent(m.name)}`), ...of(overrides, () => `#override/${part.stories[Math.max(code, 0)].id}`), ...of(places.length ? places : findings, f => `#finding/${f.fingerprint}`), ...of(findings, f => `#rule/${f.rule}`), '#module/no_such_module'];
}
