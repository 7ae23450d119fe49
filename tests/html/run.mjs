// Runs the tests of one file, or says why it cannot (exit code 77: skipped).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const needs = [[new URL('node_modules/playwright-core', import.meta.url), 'run `npm ci --ignore-scripts` in tests/html'], [process.env.CHROMIUM ?? '/usr/bin/chromium', 'install Chromium, or set CHROMIUM to its path'], [process.env.PAGE ?? new URL('../../build/page/index.html', import.meta.url), 'build the page: `npm run build` in reports/html']];
const missing = needs.filter(([path]) => !existsSync(path));
if (missing.length) {
  console.log(`skipped: ${missing.map(([, what]) => what).join('; ')}`);
  process.exit(77);
}
process.exit(spawnSync(process.execPath, ['--test', ...process.argv.slice(2)], { stdio: 'inherit', cwd: new URL('.', import.meta.url) }).status ?? 1);
