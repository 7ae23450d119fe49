// A hostile repository can put any text into a review; none of it may become more than text. And nobody is shut out by their eyes or hands.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fragments, open, review, start, stop } from './browser.mjs';

before(start);
after(stop);

describe('a hostile document', () => {
  it('stays text on every page', async () => {
    const { page, trouble, close } = await open('hostile'), { modules, review: part } = review('hostile');
    const all = [...fragments('hostile'), ...modules.slice(0, 20).map(m => `#module/${encodeURIComponent(m.name)}`), ...part.stories.slice(0, 20).map(s => `#override/${s.id}`), '#inventory?q=<script>', '#module/<img src=x onerror=window.hacked=1>', '#finding/%E0%A4%A', '#module/__proto__', '#rule/constructor'];
    for (const fragment of all) {
      await page.evaluate(to => { location.hash = to; }, fragment);
      await page.waitForTimeout(20);
      const found = await page.evaluate(() => ({
        hacked: 'hacked' in window,
        elements: [...document.querySelectorAll('#page script, #page iframe, #page object, #page embed, #page form, #page base, #page link, #page meta, #page style, #page svg svg')].map(e => e.outerHTML.slice(0, 80)),
        handlers: [...document.querySelectorAll('#page *')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
        links: [...document.querySelectorAll('#page a[href]')].map(a => a.getAttribute('href')).filter(h => !/^(#|https?:\/\/)/.test(h)),
        images: [...document.querySelectorAll('#page img')].map(i => i.getAttribute('src')).filter(s => !s.startsWith('data:image/')),
        control: /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(document.getElementById("page").textContent),
      }));
      assert.deepEqual(found, { hacked: false, elements: [], handlers: 0, links: [], images: [], control: false }, fragment);
    }
    assert.deepEqual(trouble, []);
    await close();
  });
  it('shows attacks as they are written', async () => {
    const { page, close } = await open('hostile', { fragment: '#inventory' });
    const all = await page.locator('main').innerText();
    assert.ok(all.includes('<script>window.hacked=1</script>'));
    assert.ok(all.includes('⟨U+202E⟩'));
    assert.ok(all.includes('⟨U+001B⟩'));
    await close();
  });
  it('gives an issue text without markup, mentions or lines of its own', async () => {
    const { page, close } = await open('hostile', { fragment: `#module/${encodeURIComponent(review('hostile').findings[0].module)}` });
    await page.evaluate(() => { Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { window.copied = text; } } }); });
    await page.click('text=Copy as issue');
    const copied = await page.evaluate(() => window.copied);
    const words = copied.split('\n').filter(line => !line.startsWith('    '));   // what is indented so is code
    assert.ok(!words.some(line => /(^|[^\\])<(script|img|svg)/.test(line)), copied);
    assert.ok(!copied.split('\n').some(line => line.startsWith('::')));
    await close();
  });
  it('could not run a script even if it became one', async () => {
    const { page, close } = await open('small');
    const outcome = await page.evaluate(() => {
      const tried = [];
      try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hacked=1">'); } catch { tried.push('markup'); }
      const script = document.createElement('script');
      try { script.textContent = 'window.hacked = 1'; } catch { tried.push('text'); }
      document.body.append(script);
      try { location.href = 'javascript:window.hacked=1'; } catch { tried.push('address'); }
      return new Promise(done => setTimeout(() => done({ hacked: 'hacked' in window, markup: tried.includes('markup') }), 100));
    });
    assert.deepEqual(outcome, { hacked: false, markup: true });
    await close();
  });
});

describe('axe-core', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const scheme of ['light', 'dark']) {
    for (const [kind, width] of [['small', 1280], ['small', 375], ['bare', 1280]]) {
      it(`finds nothing serious: ${kind}, ${scheme}, ${width} pixels`, async () => {
        const { page, close } = await open(kind, { scheme, width, bypassCSP: true });
        await page.evaluate(axe);
        for (const fragment of fragments(kind)) {
          await page.evaluate(to => { location.hash = to; }, fragment);
          await page.waitForTimeout(40);
          const bad = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => `${n.html.slice(0, 120)} ${n.any[0]?.message ?? ''}`).join(' | ')}`));
          assert.deepEqual(bad, [], `${kind} ${fragment}`);
        }
        await close();
      });
    }
  }
});
