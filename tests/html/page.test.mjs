// What a reader does with a review page: reads, filters, follows links, compares, prints.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { address, builtPage, fragments, open, review, start, stop, write } from './browser.mjs';

before(start);
after(stop);
const text = (page, selector) => page.locator(selector).first().innerText();
const rows = page => page.locator('#inventory table.changes tbody tr, #inventory table.finding-table tbody tr').count();
const shown = async page => (await text(page, '.shown [role=status]')).replaceAll(',', '');

describe('every page of every document', () => {
  for (const kind of ['small', 'german', 'hostile', 'bare', 'nothing', 'large', 'long']) {
    it(`${kind}: opens without an error and asks nothing of a network; no sideways scrolling`, async () => {
      for (const width of [1280, 390, 375]) {
        const { page, trouble, close } = await open(kind, { width, height: 800 });
        for (const fragment of fragments(kind)) {
          await page.evaluate(to => { location.hash = to; }, fragment);
          await page.waitForTimeout(30);
          const { scroll, client, heading } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth, heading: document.querySelector('h1').textContent }));
          assert.ok(scroll <= client, `${kind}${fragment} at ${width}: ${scroll} pixels wide`);
          assert.notEqual(heading, '', fragment);
        }
        assert.deepEqual(trouble, []);
        await close();
      }
    });
  }
  it('says in words what is missing', async () => {
    const { page, close } = await open('bare');
    const all = await text(page, 'main');
    for (const words of ['no target version was given', 'There is no earlier state', 'There is no trend', 'Edits of the core were not looked for', 'Changes made in the screens are not seen', 'Nothing waits for a decision']) assert.ok(all.includes(words), words);
    await close();
  });
  it('says so when it holds no review, or a damaged one', async () => {
    const page = readFileSync(builtPage, 'utf8');
    for (const [name, html, words] of [['empty', page, 'holds no review'], ['damaged', page.replace('__DRIFTLINE_REVIEW__', 'H4sIAAAA'), 'is damaged'], ['noise', page.replace('__DRIFTLINE_REVIEW__', '%%%'), 'is damaged']]) {
      const { page: tab, close } = await open(name, { url: write(name, html) });
      assert.ok((await text(tab, 'body')).includes(words), name);
      await close();
    }
  });
  it('speaks German where the document does', async () => {
    const { page, close } = await open('german');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
    const all = await text(page, 'body');
    for (const words of ['Ergebnis', '3. Quartal 2026', 'Ohne schriftliche Begründung']) assert.ok(all.includes(words), words);
    for (const words of ['Verdict', 'undefined', 'NaN', '[object']) assert.ok(!all.includes(words), words);
    await close();
  });
});

describe('the inventory', () => {
  it('narrows by words, by fields and by the matrix, and keeps it in the address', async () => {
    const { page, trouble, close } = await open('small'), { overrides } = review('small');
    assert.equal(await shown(page), `${overrides.length} of ${overrides.length}`);
    const module = overrides[0].module, mine = overrides.filter(o => o.module === module).length;
    await page.selectOption('label.field:has-text("module") select', module);
    assert.equal(await shown(page), `${mine} of ${overrides.length}`);
    assert.ok((await page.evaluate(() => location.hash)).includes(`module=${module}`));
    await page.fill('input[type=search]', 'zzz-no-such');
    assert.ok((await text(page, '#inventory')).includes('Nothing matches'));
    await page.click('text=Clear filters');
    assert.equal(await shown(page), `${overrides.length} of ${overrides.length}`);
    const cell = page.locator('table.matrix tbody td button').first(), count = await cell.innerText();
    await cell.click();
    assert.equal(await shown(page), `${count} of ${overrides.length}`);
    assert.equal(await rows(page), Math.min(25, +count));
    assert.deepEqual(trouble, []);
    await close();
  });
  it('opens as a link says', async () => {
    const { findings } = review('small'), { page, close } = await open('small', { fragment: '#inventory?tab=findings&severity=error&rule=DL305' });
    assert.equal(await shown(page), `${findings.filter(f => f.severity === 'error' && f.rule === 'DL305').length} of ${findings.length}`);
    assert.equal(await page.locator('.tab[aria-pressed=true]', { hasText: 'Findings' }).count(), 1);
    await close();
  });
  it('turns pages', async () => {
    const { page, close } = await open('small', { fragment: '#inventory' });
    const first = await text(page, 'table.changes tbody td.main a');
    await page.click('.pager button:last-of-type');
    assert.notEqual(await text(page, 'table.changes tbody td.main a'), first);
    assert.ok((await text(page, '.pager')).includes('Page 2 of 9'));
    await close();
  });
  it('filters 5,000 findings in under 100 ms', async () => {
    const { page, close } = await open('large', { fragment: '#inventory?tab=findings' });
    // Of the page's thread alone, so that a busy machine does not fail the test: what a reader waits for on a machine of their own.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => (await session.send('Performance.getMetrics')).metrics.find(m => m.name === 'TaskDuration').value * 1000;
    const searches = ['account', 'acme_sale gone', 'sudo', 'view of purchase', 'x', ''], times = [];
    for (const words of searches) {
      const before = await spent();
      await page.evaluate(async words => {
        const input = document.querySelector('input[type=search]'), status = document.querySelector('.shown [role=status]');
        const changed = new Promise(done => new MutationObserver((_list, watch) => { watch.disconnect(); done(); }).observe(status, { subtree: true, childList: true, characterData: true }));
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, words);
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await changed;
        document.body.getBoundingClientRect();   // layout is part of it
      }, words);
      times.push(await spent() - before);
    }
    times.sort((a, b) => a - b);
    console.log(`# filter, milliseconds: ${times.map(t => t.toFixed(0)).join(' ')}`);
    assert.ok(times[Math.floor(times.length / 2)] < 100, `took ${times}`);
    await close();
  });
});

describe('edits of the core', () => {
  it('are counted on the first screen and listed by commit, with what becomes of each', async () => {
    const { page, close } = await open('small');
    const row = page.locator('table.scores tr', { hasText: 'Edits inside Odoo itself' });
    assert.equal(await row.locator('td.now').innerText(), '3');
    assert.ok((await row.innerText()).includes('1 in conflict with 17.0'));
    await row.locator('a').click();
    await page.waitForTimeout(50);
    const top = await page.evaluate(() => document.getElementById('governance-core').getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 300, `${top}`);
    const all = await text(page, '#governance');
    for (const words of ['Hot fix for the rounding of taxes', 'ERP-204', 'Commit not known', 'conflicts 1, carries over 1, already in the standard 1']) assert.ok(all.includes(words), words);
    await close();
  });
});

describe('figures', () => {
  it('agree with the lists they lead to', async () => {
    for (const kind of ['small', 'long']) {
      const { page, close } = await open(kind), { review: part } = review(kind);
      const figure = async label => (await page.locator('table.scores tr', { has: page.locator(`a:text-is("${label}")`) }).locator('td.now').innerText()).replaceAll(',', '');
      assert.equal(await figure('Changes to the standard'), String(part.now.overrides));
      assert.equal(await shown(page), `${part.now.overrides} of ${part.now.overrides}`);
      for (const label of ['that replace it', 'Without a written reason', 'Break in 17.0', 'with no error message']) {
        const value = await figure(label);
        await page.click(`table.scores a:text-is("${label}")`);
        await page.waitForTimeout(60);
        assert.equal((await shown(page)).split(' ')[0], value, label);
      }
      await close();
    }
  });
});

describe('links', () => {
  it('lead to a module, a change, a finding by any of its places, and a rule', async () => {
    const { overrides, findings, review: part, modules } = review('small'), several = findings.find(f => f.places.length > 1);
    const { page, trouble, close } = await open('small', { fragment: `#module/${modules[0].name}` });
    const go = async hash => { await page.evaluate(to => { location.hash = to; }, hash); await page.waitForTimeout(30); return text(page, 'h1'); };
    assert.equal(await text(page, 'h1'), modules[0].name);
    assert.equal(await go(`override/${part.stories[3].id}`), overrides[3].symbol);
    assert.equal(await go(`finding/${several.places[1].fingerprint}`), several.message);
    assert.ok((await text(page, 'li.is-here')).includes(`:${several.places[1].line}`));
    assert.equal(await go('rule/DL324'), 'Redundant in target');
    assert.ok((await go('rule/DL999')).includes('leads to nothing'));
    await page.click('.home');
    assert.equal(await text(page, 'h1'), part.title);
    assert.deepEqual(trouble, []);
    await close();
  });
  it('lead from the verdict to what it counts', async () => {
    const { page, close } = await open('small'), { overrides } = review('small');
    await page.click('table.scores a:has-text("Without a written reason")');
    await page.waitForTimeout(50);
    assert.equal(await shown(page), `${overrides.filter(o => o.documented.level === 'none').length} of ${overrides.length}`);
    await close();
  });
  it('bring the reader back to where they were', async () => {
    const { page, close } = await open('small');
    await page.evaluate(() => document.querySelector('#upgrade').scrollIntoView());
    await page.waitForTimeout(100);
    const at = await page.evaluate(() => scrollY);
    await page.click('#upgrade table.plan a');
    await page.waitForSelector('main.detail');
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.goBack();
    await page.waitForSelector('#upgrade');
    assert.ok(Math.abs(await page.evaluate(() => scrollY) - at) < 200);
    await close();
  });
});

describe('side by side', () => {
  const index = part => part.stories.findIndex((s, i) => s.code.target && s.code.ours && review('small').overrides[i].behaviour !== 'extends');
  it('sets the core today, the core in the target and ours beside each other, with signs', async () => {
    const part = review('small').review, { page, close } = await open('small', { fragment: `#override/${part.stories[index(part)].id}` });
    assert.deepEqual(await page.locator('table.compare th').allInnerTexts(), ['Core today 16.0', 'Core in 17.0', 'Yours', 'Merged']);
    assert.ok(await page.locator('table.compare td.added').count() >= 1);
    assert.ok(await page.locator('table.compare td.changed mark').count() >= 3);
    const row = page.locator('table.compare tr', { hasText: 'has_group' }).first();
    assert.ok((await row.innerText()).includes('self.locked'), 'lines that stand for each other are in one row');
    await page.click('.tab:has-text("Today and target")');
    assert.equal(await page.locator('table.compare th').count(), 2);
    assert.equal(await page.locator('table.compare td.removed').count(), 1);
    await close();
  });
  it('shows ours merged, and how many conflicts a person has to decide', async () => {
    const part = review('small').review, { page, close } = await open('small', { fragment: `#override/${part.stories[index(part)].id}` });
    assert.ok((await text(page, 'main')).includes('1 conflict, between <<<<<<< and >>>>>>>'));
    await page.click('.tab:has-text("Yours and merged")');
    assert.deepEqual(await page.locator('table.compare th').allInnerTexts(), ['Yours', 'Merged']);
    assert.ok((await page.locator('table.compare').innerText()).includes('>>>>>>> 17.0'));
    await close();
  });
  it('sets what is no copy beside the core, unmarked', async () => {
    const { overrides, review: part } = review('small'), at = part.stories.findIndex((s, i) => s.code.target && overrides[i].behaviour === 'extends');
    const { page, close } = await open('small', { fragment: `#override/${part.stories[at].id}` });
    assert.deepEqual(await page.locator('table.compare th').allInnerTexts(), ['Core today 16.0', 'Core in 17.0']);
    assert.ok((await text(page, '.apart')).includes('super()'));
    assert.equal(await page.locator('.apart mark, .apart .added, .apart .changed').count(), 0);
    await close();
  });
  it('stacks them on a phone', async () => {
    const part = review('small').review, { page, close } = await open('small', { fragment: `#override/${part.stories[index(part)].id}`, width: 375 });
    assert.equal(await page.locator('table.compare').isVisible(), false);
    assert.equal(await page.locator('.stacked section').count(), 4);
    assert.ok(await page.locator('.stacked').isVisible());
    await close();
  });
});

describe('the keyboard', () => {
  it('reaches the skip link first, then everything, with visible focus', async () => {
    const { page, close } = await open('small');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => ({ tag: document.activeElement.tagName, outline: getComputedStyle(document.activeElement).outlineStyle }));
    assert.deepEqual(focused, { tag: 'A', outline: 'solid' });
    await page.keyboard.press('Enter');
    await page.waitForTimeout(50);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'inventory');
    await close();
  });
  it('works the filters, the matrix and the switch of colours', async () => {
    const { page, close } = await open('small');
    await page.locator('table.matrix tbody td button').first().focus();
    await page.keyboard.press('Enter');
    assert.ok((await page.evaluate(() => location.hash)).includes('area='));
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor), light = await paper();
    await page.locator('.top .tab', { hasText: 'Dark' }).focus();
    await page.keyboard.press('Space');
    assert.notEqual(await paper(), light);
    await close();
  });
});

describe('copying', () => {
  it('gives a module as the text of an issue', async () => {
    const { page, close } = await open('small', { fragment: '#module/acme_sale' });
    await page.evaluate(() => { Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { window.copied = text; } } }); });
    await page.click('text=Copy as issue');
    const copied = await page.evaluate(() => window.copied);
    assert.ok(copied.startsWith('## acme\\_sale: Odoo 16.0 → 17.0'), copied.slice(0, 80));
    assert.ok(copied.includes('driftline scan . --core 16.0 --to 17.0 --module acme_sale'));
    assert.ok((await text(page, '.actions')).includes('Copied'));
    await page.click('text=Copy link');
    assert.ok((await page.evaluate(() => window.copied)).endsWith('#module/acme_sale'));
    await close();
  });
  it('shows the text where the browser does not copy', async () => {
    const { page, close } = await open('small', { fragment: '#module/acme_sale' });
    await page.evaluate(() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); });
    await page.click('text=Copy as issue');
    assert.ok((await page.locator('.copy-by-hand textarea').inputValue()).startsWith('## acme'));
    await close();
  });
});

describe('paper', () => {
  const paper = 178 / 25.4 * 96;   // A4 between the margins, in pixels
  it('holds every section, list and chart, none of them cut', async () => {
    const { page, close } = await open('small', { width: Math.ceil(paper) }), { overrides, findings } = review('small');
    await page.emulateMedia({ media: 'print' });
    const state = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      const wide = [...document.querySelectorAll('table, svg, pre')].filter(e => e.getClientRects().length && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.className);
      return { wide, folded: document.querySelectorAll('details:not([open])').length, changes: document.querySelectorAll('table.changes tbody tr').length, findings: document.querySelectorAll('table.finding-table tbody tr').length,
        charts: document.querySelectorAll('svg').length, buttons: [...document.querySelectorAll('.button')].filter(b => b.getClientRects().length).length, sections: document.querySelectorAll('section.section').length, fits: document.documentElement.scrollWidth <= document.documentElement.clientWidth };
    });
    assert.deepEqual(state, { wide: [], folded: 0, changes: overrides.length, findings: findings.filter(f => f.severity !== 'info').length, charts: 5, buttons: 0, sections: 7, fits: true });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('table.changes tbody tr').count(), 25);
    await close();
  });
  it('prints the worst of a very long list, and says so', async () => {
    const { page, close } = await open('large');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('table.finding-table tbody tr').count(), 500);
    const toDo = review('large').findings.filter(f => f.severity !== 'info').length;
    assert.ok((await text(page, '#inventory')).includes(`500 of ${toDo.toLocaleString('en')} are printed`));
    assert.ok((await text(page, '#inventory')).includes('notes are on screen only'));
    await close();
  });
  it('is A4, light even in the dark, and has all pages', async () => {
    const { page, trouble, close } = await open('small', { scheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(28, 27, 25)');
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g).length;
    assert.ok(pages >= 12, `${pages} pages`);
    assert.match(pdf, /\/MediaBox \[0 0 59[45][.\d]* 84[12]/);
    assert.deepEqual(trouble, []);
    await close();
  });
  it('prints a page of its own for a module', async () => {
    const { page, close } = await open('small', { fragment: '#module/acme_sale' });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    assert.ok(pdf.match(/\/Type\s*\/Page\b/g).length < 15);
    await close();
  });
});

it('the built page holds the place of the document once, and under 400 KB', () => {
  const page = readFileSync(builtPage, 'utf8');
  assert.equal(page.split('__DRIFTLINE_REVIEW__').length, 2);
  assert.ok(page.length < 400_000, `${page.length} bytes`);
  assert.ok(readFileSync(new URL(address('large'))).length < 3_000_000);
});
