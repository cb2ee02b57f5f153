// Starts the product as a newcomer does, walks every journey in a real browser, and says what failed.
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { startProduct } from './lib/product.mjs';
import { openBrowser } from './lib/browser.mjs';

const wanted = process.argv.slice(2);
const folder = new URL('./journeys/', import.meta.url);
const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs')).sort();
const isWanted = (label) => wanted.length === 0 || wanted.some((part) => label.includes(part));

// What needs no browser first.
if (wanted.length === 0 || wanted.includes('unit')) {
  const unit = spawnSync(process.execPath, ['--test', new URL('./unit/', import.meta.url).pathname], { encoding: 'utf8' });
  if (unit.status !== 0) {
    console.log(unit.stdout);
    process.exit(1);
  }
  console.log('ok   unit tests of the scripts');
}

const product = await startProduct();
const browser = await openBrowser();
let passed = 0;
let failed = 0;
try {
  for (const name of names) {
    const journeys = await import(new URL(name, folder));
    for (const [title, walk] of Object.entries(journeys)) {
      const label = `${name.replace('.mjs', '')}: ${title}`;
      if (!isWanted(label)) continue;
      try {
        await walk({ base: product.base, browser, folder: product.folder });
        passed += 1;
        console.log(`ok   ${label}`);
      } catch (error) {
        failed += 1;
        console.log(`FAIL ${label}\n     ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n     ')}`);
      }
    }
  }
} finally {
  await browser.close();
  await product.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
