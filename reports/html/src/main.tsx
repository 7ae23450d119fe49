import { render } from 'preact';
import { App } from './app';
import { readDocument } from './document';
import { makeModel } from './model';
import { setLanguage, t } from './texts';
import { Rich } from './parts/text';
import './style/base.css';
import './style/parts.css';
import './style/print.css';

async function start() {
  const page = document.getElementById('page')!, read = await readDocument();
  if ('trouble' in read) {
    setLanguage(navigator.language.startsWith('de') ? 'de' : 'en');
    render(<main class="trouble"><h1>driftline</h1><p><Rich text={{ empty: t.troubleEmpty, browser: t.troubleBrowser, damaged: t.troubleDamaged }[read.trouble]} /></p></main>, page);
    return;
  }
  const { review } = read, language = review.review.language === 'de' ? 'de' : 'en';
  setLanguage(language);
  document.documentElement.lang = language;
  document.title = review.review.title || t.noTitle;
  const model = makeModel(review), draw = (printing: boolean) => render(<App model={model} printing={printing} />, page);
  draw(false);
  // On paper everything is open. Both calls draw before they return, so that the printer sees it.
  let folded: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    draw(true);
    folded = [...document.querySelectorAll('details')].filter(d => !d.open);
    for (const d of folded) d.open = true;
  });
  addEventListener('afterprint', () => {
    for (const d of folded) d.open = false;
    draw(false);
  });
}

void start();
