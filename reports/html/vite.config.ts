// Builds the page into one file, and allows that file its own script and style and nothing else.
import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

const token = '__DRIFTLINE_REVIEW__';
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

// The policy names what is inside by hash, so that no text of a document could add a script even if it became markup.
function policy(): Plugin {
  return {
    name: 'driftline-policy',
    enforce: 'post',
    generateBundle: { order: 'post', handler(_options, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('vite made no index.html');
      let html = String(page.source);
      const script = /<script type="module"[^>]*>([\s\S]*?)<\/script>\n?/.exec(html);
      const style = /<style[^>]*>([\s\S]*?)<\/style>/.exec(html);
      if (!script || !style) throw new Error('the page has no inline script or style: did vite-plugin-singlefile change?');
      // At the end of the body and no module, so that it also runs where a file has no origin.
      html = html.replace(script[0], '').replace(style[0], () => `<style>${style[1]}</style>`)
        .replace('</body>', () => `<script>${script[1]}</script>\n</body>`);
      const content = `default-src 'none'; script-src ${hash(script[1])}; style-src ${hash(style[1])}; img-src data:; font-src data:; `
        + `base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
      html = html.replace(/(http-equiv="Content-Security-Policy" content=")[^"]*/, (_all, head: string) => head + content);
      if (html.split(token).length !== 2) throw new Error(`the page must hold ${token} exactly once`);
      page.source = html;
    } },
  };
}

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: { target: 'es2021', outDir: '../../build/page', emptyOutDir: true, modulePreload: false, reportCompressedSize: false, rollupOptions: { output: { format: 'iife' } } },
  plugins: [viteSingleFile({ useRecommendedBuildConfig: true }), policy()],
});
