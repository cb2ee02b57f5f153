// A citizen reads results: every kind of page, on a desk and a phone, with scripts off, in two languages.
import { checkPage, expect, openPage } from '../lib/browser.mjs';

// Walks links from a start page and returns up to `each` addresses of every kind of page.
async function kindsOfPages(page, base, start, each) {
  const found = new Map();
  const seen = new Set([start]);
  const queue = [start];
  while (queue.length > 0 && seen.size < 4_000) {
    const path = queue.shift();
    const kind = kindOf(path);
    const kept = found.get(kind) ?? [];
    if (kept.length >= each) continue;
    const answer = await page.goto(base + path);
    expect(answer.status() === 200, `${path} answers ${answer.status()}`);
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue;
    found.set(kind, [...kept, path]);
    const links = await page.$$eval('a[href]', (anchors) => anchors.map((anchor) => anchor.getAttribute('href')));
    for (const link of links) {
      if (!link.startsWith('/') || seen.has(link) || isFile(link)) continue;
      seen.add(link);
      queue.push(link);
    }
  }
  return [...found.values()].flat();
}

const kindOf = (path) => path.split('?')[0].split('/').slice(0, path.startsWith('/en/') ? 3 : 2).join('/');
const isFile = (link) => /\.(csv|json|xlsx|zip|xml|txt|toml|svg|html)$/.test(link.split('?')[0]) || link.startsWith('/hien-thi');

async function checkAll({ base, browser }, options, start, each) {
  const { page, faults, close } = await openPage(browser, { ...options, base });
  const paths = await kindsOfPages(page, base, start, each);
  expect(paths.length >= 8, `only ${paths.length} pages found`);
  faults.length = 0;
  for (const path of paths) {
    await page.goto(base + path);
    await checkPage(page, faults, path);
  }
  await close();
}

export const every_kind_of_page_is_sound_on_a_desk = (world) => checkAll(world, { size: 'desktop' }, '/', 3);

export const every_kind_of_page_is_sound_on_a_phone = (world) => checkAll(world, { size: 'phone' }, '/', 2);

export const every_kind_of_page_is_sound_in_english = (world) => checkAll(world, { size: 'desktop' }, '/en', 2);

export async function a_citizen_finds_a_body_and_reads_why({ base, browser }) {
  const { page, close } = await openPage(browser, { base, javaScript: false });
  await page.goto(base);
  await page.getByRole('searchbox').fill('bo tu phap');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Bộ Tư pháp' }).first().click();
  expect((await page.locator('h1').innerText()).includes('Bộ Tư pháp'), 'the unit page names the unit');
  const why = page.locator('details').filter({ hasText: 'Cách tính' }).first();
  await why.locator('summary').click();
  const trace = await why.innerText();
  expect(/\d/.test(trace) && trace.includes('điểm'), `the trace explains: ${trace}`);
  await close();
}

export async function a_ranking_is_searched_sorted_and_paged_without_scripts({ base, browser }) {
  const { page, close } = await openPage(browser, { base, javaScript: false });
  const path = '/ket-qua/vinh-long-2025/cap-xa';
  await page.goto(base + path);
  const ranking = page.locator('table').first();
  const first = await ranking.locator('tbody tr').count();
  expect(first > 0 && first <= 100, `a page holds at most 100 rows, found ${first}`);
  await page.getByRole('searchbox').or(page.getByLabel(/Tìm/)).first().fill('xa mau 36');
  await page.keyboard.press('Enter');
  await page.waitForURL(/tim=/);
  const found = await page.locator('table').first().innerText();
  expect(found.includes('Xã Mẫu 36'), 'search without accents finds the unit');
  expect(!found.includes('Xã Mẫu 40'), 'search leaves others out');
  const kept = page.url();
  await page.reload();
  expect(page.url() === kept, 'the state of the list is in the address');
  await close();
}

export async function figures_in_files_are_those_on_the_page({ base, browser }) {
  const { page, close } = await openPage(browser, { base });
  await page.goto(`${base}/ket-qua/par-bo-2023/bo`);
  const shown = await page.locator('table').first().innerText();
  const href = await page.getByRole('link', { name: /CSV/ }).first().getAttribute('href');
  const answer = await page.request.get(new URL(href, page.url()).href);
  const bytes = await answer.body();
  expect(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf, 'CSV starts with a byte order mark');
  const rows = bytes.toString('utf8').split(/\r?\n/).filter((row) => row.includes('Bộ Tư pháp'));
  expect(rows.length >= 1, 'the CSV names the unit');
  expect(shown.includes('89,96') && rows[0].includes('89.96'), `page and file agree: ${rows[0]}`);
  await close();
}

export async function a_first_visit_is_light({ base, browser }) {
  const { page, close } = await openPage(browser, { base });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  let requests = 0;
  session.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
    requests += 1;
  });
  await page.goto(`${base}/ket-qua/par-2024/tinh`, { waitUntil: 'networkidle' });
  expect(bytes <= 70 * 1024, `first visit of a ranking of 63 takes ${bytes} bytes`);
  expect(requests <= 8, `${requests} requests`);
  await close();
}

export async function a_unit_page_prints_on_a4({ base, browser }) {
  const { page, close } = await openPage(browser, { base });
  await page.goto(`${base}/co-quan/par-bo-2023/bo-tu-phap`);
  await page.emulateMedia({ media: 'print' });
  const pdf = await page.pdf({ format: 'A4' });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
  expect(pages >= 1 && pages <= 2, `prints on ${pages} pages`);
  await close();
}

export async function what_does_not_exist_says_so({ base, browser }) {
  const { page, faults, close } = await openPage(browser, { base });
  for (const path of ['/khong-co', '/ket-qua/khong-co/nhom', '/co-quan/par-2024/khong-co', '/ket-qua/par-2024/..%2f..%2fetc']) {
    const answer = await page.goto(base + path);
    expect(answer.status() === 404, `${path} answers ${answer.status()}`);
    faults.length = 0;
    await checkPage(page, faults, path);
  }
  await close();
}

export async function large_text_and_contrast_stay_chosen({ base, browser }) {
  const { page, close } = await openPage(browser, { base, javaScript: false });
  await page.goto(base);
  const before = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize)).catch(() => null);
  await page.getByRole('link', { name: 'Cỡ chữ lớn' }).click();
  await page.goto(`${base}/ket-qua/par-2024/tinh`);
  const pressed = await page.getByRole('link', { name: /Cỡ chữ/ }).first().innerText();
  expect(pressed !== 'Cỡ chữ lớn', `the control says how to go back: ${pressed} (${before})`);
  await close();
}
