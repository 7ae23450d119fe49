// Every word that the program may put into a review has its German: rules, kinds of references, why they are not resolved, why files are left out.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url)), folder = mkdtempSync(join(tmpdir(), 'review-words-'));
let en, de;
before(async () => {
  const { buildSync } = createRequire(join(root, 'reports/html/package.json'))('esbuild'), words = name => join(root, `reports/html/src/texts/${name}.ts`);
  buildSync({ entryPoints: [words('en'), words('de')], bundle: true, format: 'esm', outdir: folder, outExtension: { '.js': '.mjs' } });
  ({ en } = await import(pathToFileURL(join(folder, 'en.mjs'))));
  ({ de } = await import(pathToFileURL(join(folder, 'de.mjs'))));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const source = path => readFileSync(join(root, path), 'utf8');
const strings = text => [...text.matchAll(/"([^"\\\n]*)"/g)].map(m => m[1]).filter(word => /[a-z]/.test(word));
// The body of a function that starts with `head`.
const body = (text, head) => { const at = text.indexOf(head); assert.ok(at >= 0, head); return text.slice(at, text.indexOf('\n}', at)); };

describe('the German of', () => {
  it('rules: title, why it matters, what to do', () => {
    const listed = spawnSync(process.env.DRIFTLINE ?? join(root, 'build/dev/driftline'), ['rules'], { encoding: 'utf8' });
    assert.equal(listed.status, 0, listed.stderr);
    const ids = listed.stdout.trim().split('\n').map(line => line.split(' ')[0]);
    assert.ok(ids.length > 60, listed.stdout);
    assert.deepEqual(ids.filter(id => !['title', 'why', 'fix'].every(part => de.rules[id]?.[part])), [], 'write them in rules/texts/de.ts');
    assert.deepEqual(Object.keys(de.rules).filter(id => !ids.includes(id)), [], 'no such rule any more');
  });
  it('why a reference is not resolved', () => missing('reason', strings(body(source('analyzer/model/words.cc'), 'std::string_view text(Reason value)'))));
  it('kinds of references', () => {
    const link = source('analyzer/frameworks/odoo/link_uses.cc') + source('analyzer/frameworks/odoo/link_sql.cc') + source('analyzer/frameworks/odoo/link.cc'), words = source('analyzer/frameworks/odoo/link_uses.cc');
    missing('kind', [...[...link.matchAll(/by_kind\[([^\]]*)\]|account\([^;]*?, ("[^"]+")/g)].flatMap(m => strings(m[1] ?? m[2])), ...strings(body(words, 'std::string_view ledger_kind('))]);
  });
  it('why a file is left out', () => {
    const plan = source('analyzer/frameworks/odoo/plan.cc') + source('analyzer/frameworks/odoo/finish.cc') + source('analyzer/model/build.cc');
    missing('file', [...[...plan.matchAll(/files_not_(?:loaded|read)\[(.*)\]/g)].flatMap(m => strings(m[1])), ...strings(body(source('analyzer/source/source_set.cc'), 'std::string_view skip_reason_text(')).filter(s => s !== 'read')]);
  });
});

function missing(of, words) {
  assert.ok(words.length > 4, `${of}: ${words}`);
  for (const catalogue of [en, de]) assert.deepEqual(words.filter(w => !catalogue.ledger[of][w]), [], `write them in reports/html/src/texts/${catalogue.language}.ts`);
}
