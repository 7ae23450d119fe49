// The frame: what stays on screen, and which part of the review is in it.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Model } from './model';
import { useRoute, type Route } from './route';
import { fmt, t } from './texts';
import { FindingPage, RulePage } from './pages/finding';
import { ModulePage } from './pages/module';
import { OverridePage } from './pages/override';
import { Printing } from './parts/text';
import { Governance } from './sections/governance';
import { Health } from './sections/health';
import { Inventory } from './sections/inventory';
import { Method } from './sections/method';
import { Unseen } from './sections/unseen';
import { Upgrade } from './sections/upgrade';
import { Verdict } from './sections/verdict';

const themes = ['auto', 'light', 'dark'] as const;
function Theme() {
  const stored = (): string => { try { return localStorage.getItem('driftline-theme') ?? 'auto'; } catch { return 'auto'; } };
  const [theme, set] = useState(stored), names: Record<string, string> = { auto: t.themeAuto, light: t.themeLight, dark: t.themeDark };
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
    try { localStorage.setItem('driftline-theme', theme); } catch { /* a page from disk may not be allowed to keep anything */ }
  }, [theme]);
  return <div class="tabs" role="group" aria-label={t.theme}>{themes.map(name => <button key={name} type="button" class="tab" aria-pressed={theme === name} onClick={() => set(name)}>{names[name]}</button>)}</div>;
}

const sections = ['verdict', 'upgrade', 'inventory', 'governance', 'health', 'unseen', 'method'] as const;
type SectionName = (typeof sections)[number];

function Contents({ current }: { current: string }) {
  return <nav class="contents no-print" aria-label={t.contents}><ol>{sections.map((name, i) => <li key={name}><a href={`#${name}`} aria-current={name === current ? 'true' : undefined}><span class="no">{i + 1}</span>{t.sections[name]}</a></li>)}</ol></nav>;
}

// Which section the reader is in, for the contents beside it.
function useCurrent(): string {
  const [current, set] = useState<string>('verdict');
  useEffect(() => {
    const seen = new IntersectionObserver(entries => { for (const e of entries) if (e.isIntersecting) set(e.target.id); }, { rootMargin: '-20% 0px -75% 0px' });
    for (const name of sections) { const at = document.getElementById(name); if (at) seen.observe(at); }
    return () => seen.disconnect();
  }, []);
  return current;
}

function Section({ name, no, children }: { name: SectionName; no: number; children: ComponentChildren }) {
  return <section id={name} class="section" aria-labelledby={`${name}-title`} tabIndex={-1}><h2 id={`${name}-title`}><span class="no">{no}</span>{t.sections[name]}</h2>{children}</section>;
}

function Report({ model, route }: { model: Model; route: Route }) {
  const current = useCurrent(), at = (name: SectionName) => ({ name, no: sections.indexOf(name) + 1 }), { period } = model.review.review;
  return <div class="frame">
    <Contents current={current} />
    <main id="main" tabIndex={-1}>
      <header class="masthead"><p class="eyebrow">{t.review}, {fmt.quarter(period.label)}</p><h1>{model.review.review.title || t.noTitle}</h1></header>
      <Section {...at('verdict')}><Verdict model={model} /></Section>
      <Section {...at('upgrade')}><Upgrade model={model} /></Section>
      <Section {...at('inventory')}><Inventory model={model} route={route} /></Section>
      <Section {...at('governance')}><Governance model={model} /></Section>
      <Section {...at('health')}><Health model={model} /></Section>
      <Section {...at('unseen')}><Unseen model={model} /></Section>
      <Section {...at('method')}><Method model={model} /></Section>
    </main>
  </div>;
}

function Detail({ model, route }: { model: Model; route: Extract<Route, { key: string }> }) {
  const { view, key } = route, index = view === 'override' ? model.storyIndex.get(key) : view === 'finding' ? model.findingIndex.get(key) : undefined;
  if (view === 'module' && (model.modules.has(key) || model.plan.has(key) || model.findingsOf.has(key))) return <ModulePage model={model} name={key} />;
  if (view === 'rule' && model.rules.has(key)) return <RulePage model={model} rule={key} />;
  if (view === 'override' && index !== undefined) return <OverridePage model={model} index={index} />;
  if (view === 'finding' && index !== undefined) return <FindingPage model={model} index={index} fingerprint={key} />;
  return <><h1>{t.notFound}</h1><p class="lead small"><code>{view}/{key}</code></p><p>{t.notFoundWhy}</p></>;
}

const logoOf = (logo: string) => (/^data:image\/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+$/.test(logo) ? logo : '');
// Where in the report the reader was when a page of it was opened.
let place = 0;

export function App({ model, printing }: { model: Model; printing: boolean }) {
  const route = useRoute(), before = useRef<Route>(), detail = route.view !== 'report', logo = logoOf(model.review.review.logo);
  useEffect(() => {
    const keep = () => { if (!/^#(module|override|finding|rule)\//.test(location.hash)) place = scrollY; };
    addEventListener('scroll', keep, { passive: true });
    return () => removeEventListener('scroll', keep);
  }, []);
  useLayoutEffect(() => {
    const first = !before.current, from = before.current;
    before.current = route;
    if (route.view !== 'report') {
      scrollTo(0, 0);
      if (!first) document.getElementById('main')?.focus({ preventScroll: true });
    } else if (route.section && !(route.section === 'inventory' && route.query.toString())) {
      const at = document.getElementById(route.section);
      at?.scrollIntoView();
      if (!first) at?.focus({ preventScroll: true });
    } else if (from && from.view !== 'report' && !route.section) {
      scrollTo(0, place);
    }
  }, [route]);
  return <Printing.Provider value={printing}>
    <a class="skip" href="#main" onClick={e => { e.preventDefault(); document.getElementById('main')?.focus(); }}>{t.skip}</a>
    <header class="top no-print"><div class="top-in">
      {detail ? <a class="home" href="#" onClick={e => { if (history.length > 1 && before.current) { e.preventDefault(); location.hash = ''; } }}>← {t.back}</a> : <span class="home">{logo ? <img src={logo} alt="" /> : <span class="brand">driftline</span>}</span>}
      <div class="top-actions"><Theme /><button type="button" class="button wide-only" onClick={() => print()}>{t.print}</button></div>
    </div></header>
    {detail ? <div class="frame is-detail"><main id="main" tabIndex={-1} class="detail"><Detail key={`${route.view}/${route.key}`} model={model} route={route} /></main></div> : <Report model={model} route={route} />}
    <footer class="foot"><p>driftline {model.review.review.tool_version || model.review.tool.version} · {fmt.date(model.review.review.generated)} · {model.review.review.title || t.noTitle}</p>{t.englishDetails && <p>{t.englishDetails}</p>}</footer>
  </Printing.Provider>;
}
