// node make.mjs PAGE KIND|FILE.json OUTPUT: a review page with a test document, or with one that the program wrote.
import { readFileSync, writeFileSync } from 'node:fs';
import { embed, kinds, makeReview } from './documents.mjs';

const [page, what, output] = process.argv.slice(2);
if (!output) {
  console.error(`usage: node make.mjs PAGE KIND|FILE.json OUTPUT\nKIND is one of ${Object.keys(kinds).join(', ')}`);
  process.exit(2);
}
writeFileSync(output, embed(readFileSync(page, 'utf8'), what in kinds ? makeReview(what) : JSON.parse(readFileSync(what, 'utf8'))));
