// A survey from its set-up to points: set up, listed, launched, invited, answered, mixed, closed, counted.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPage, expect, openPage } from '../lib/browser.mjs';
import { openAs } from '../lib/staff.mjs';

const ROOM = '/ky/par-tinh-2026/khao-sat';
const TITLE = 'Điều tra bổ sung hội, hiệp hội Tỉnh Mẫu 5';
// The first survey of this province had too few associations for criterion 8.3.
const STRATUM = 'hoi/tinh-mau-05';
const PEOPLE = 36;
const ANSWERS = 33;

const day = (days) => {
  const date = new Date(Date.now() + days * 86_400_000);
  return `${date.getDate()}/${date.getMonth() + 1}/${date.getFullYear()}`;
};

// What a letter says, its quoted printable taken off.
const unquoted = (text) => text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

// Links of the letters to these people that lie in the demo's folder of letters.
async function links(folder) {
  const found = new Map();
  const place = join(folder, 'thuocdo-data', 'thu');
  for (const name of (await readdir(place)).filter((one) => one.endsWith('.eml'))) {
    const text = unquoted(await readFile(join(place, name), 'utf8'));
    const to = text.match(/^To: (bo-sung-\d+@example\.test)/m);
    const link = text.match(/http:\/\/[^\s]+\/s\/[\w-]{43}/);
    if (to && link) found.set(to[1], link[0]);
  }
  return [...found.values()];
}

async function letters(folder) {
  for (let waited = 0; waited < 60; waited += 1) {
    const found = await links(folder);
    if (found.length === PEOPLE) return found;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`only ${(await links(folder)).length} letters`);
}

async function setUp(page, faults, base) {
  await page.goto(base + ROOM);
  await checkPage(page, faults, 'the surveys of the round');
  await page.getByRole('link', { name: 'Tạo khảo sát' }).click();
  await page.getByLabel('Tên khảo sát').fill(TITLE);
  await page.locator('input[name="mau"][value="bo-noi-vu/par-tinh/can-bo@2024"]').check();
  await checkPage(page, faults, 'a new survey');
  await page.locator('form.panel .btn').click();
  await page.locator('#f-mo').fill(day(0));
  await page.locator('#f-mo-gio').fill('00:00');
  await page.locator('#f-dong').fill(day(5));
  await page.locator('#f-dong-gio').fill('17:00');
  await page.locator('#f-k').fill('10');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.waitForLoadState('load');
  for (const box of await page.locator('input[name="bo"]').all()) {
    if (await box.getAttribute('value') !== STRATUM) await box.check();
  }
  await page.locator(`[name="n-${STRATUM}"]`).fill('120');
  await page.locator(`[name="c-${STRATUM}"]`).fill(String(PEOPLE));
  await page.getByRole('button', { name: 'Lưu bảng phân tầng' }).click();
  await page.waitForLoadState('load');
  await checkPage(page, faults, 'what is set up');
  return new URL(page.url()).pathname;
}

async function list(page, faults, address) {
  await page.goto(`${address}/danh-sach`);
  const rows = Array.from({ length: PEOPLE }, (_, at) => `bo-sung-${at + 1}@example.test`);
  await page.locator('#f-dan').fill(rows.join('\n'));
  await page.locator('#f-nhom').selectOption('hoi');
  await page.locator('#f-don-vi').selectOption('tinh-mau-05');
  await page.locator('form[enctype] .btn').click();
  await page.getByText('Chưa ghi gì').waitFor();
  await checkPage(page, faults, 'the list looked at');
  await page.locator('.acts .btn').click();
  await page.getByText('bo-sung-1@example.test').first().waitFor();
}

// Somebody answers on a phone, a question a screen.
async function answer(browser, base, link) {
  const { page, faults, close } = await openPage(browser, { base, size: 'phone' });
  await page.goto(link);
  await page.locator('.begin').click();
  const end = page.locator('.end .go');
  for (let step = 0; step < 40; step += 1) {
    // The screen after this one takes a moment.
    await page.locator('.next:visible, .end .go:visible').first().waitFor();
    if (await end.isVisible()) break;
    const choices = page.locator('fieldset.on input[type="radio"]');
    if (await choices.count()) await choices.first().check();
    await page.locator('.next').click();
  }
  await end.click();
  await page.locator('h1', { hasText: 'Đã nhận phiếu' }).waitFor();
  await checkPage(page, faults, 'thanks');
  await close();
}

// Somebody answers without scripts: the whole form in one sending.
async function send(browser, base, link) {
  const { page, close } = await openPage(browser, { base, javaScript: false });
  await page.goto(link);
  const form = { so: await page.locator('[name="so"]').getAttribute('value') };
  for (const name of new Set(await page.locator('input[type="radio"]').evaluateAll((all) => all.map((one) => one.name)))) form[name] = 'B';
  const answer = await page.request.post(`${base}/s`, { form });
  expect((await answer.text()).includes('Đã nhận phiếu'), `the form answers ${answer.status()}`);
  await close();
}

export async function a_survey_is_set_up_answered_and_closed_and_becomes_points({ base, browser, folder }) {
  const { page, faults, close } = await openAs(browser, base, 'thuongtruc');
  page.on('dialog', (dialog) => dialog.accept());
  const path = await setUp(page, faults, base);
  await list(page, faults, base + path);
  await page.goto(base + path);
  await page.locator('[name="dong-y"]').check();
  await page.getByRole('button', { name: 'Phát hành' }).click();
  await page.getByText('Theo tầng').first().waitFor();
  await page.goto(`${base}${path}/thu`);
  await checkPage(page, faults, 'letters');
  await page.getByRole('button', { name: 'Gửi thư mời' }).click();
  await page.locator('dialog[open] .acts .btn').last().click();
  const invited = await letters(folder);
  expect(invited.every((link) => link.startsWith(base)), `letters lead here: ${invited[0]}`);
  for (const link of invited.slice(0, 3)) await answer(browser, base, link);
  for (const link of invited.slice(3, ANSWERS)) await send(browser, base, link);
  // Mixes of at least k: what lies sealed is opened but for k, without anybody asking.
  let opened = 0;
  for (let waited = 0; waited < 40 && opened < 20; waited += 1) {
    await page.goto(base + path);
    opened = Number((await page.locator('body').innerText()).match(/(\d+)\s+Đã mở/)?.[1] ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(opened >= 20 && opened < ANSWERS, `opened by mixes: ${opened}`);
  await checkPage(page, faults, 'how far it is');
  await page.goto(`${base}${path}/ket-thuc`);
  await page.locator('[name="dong-y"]').check();
  await checkPage(page, faults, 'closing');
  await page.locator('button[value="ket-thuc"]').click();
  await page.getByText('Khảo sát đã kết thúc').first().waitFor();
  await page.goto(`${base}${path}/bao-cao`);
  await checkPage(page, faults, 'the report');
  expect((await page.locator('.counts').first().innerText()).includes(String(ANSWERS)), 'all answers are counted');
  await close();
  const appraiser = await openAs(browser, base, 'thamdinh');
  await appraiser.page.goto(`${base}/ky/par-tinh-2026/tham-dinh/8.3/tinh-mau-05`);
  await checkPage(appraiser.page, appraiser.faults, 'the points');
  const said = await appraiser.page.locator('main').innerText();
  expect(said.includes(TITLE) && /55 phiếu có ý kiến|5\d phiếu có ý kiến/.test(said), `where they come from: ${said}`);
  expect(/\d,\d+ điểm/.test(said), `the points with their trace: ${said}`);
  await appraiser.page.goto(`${base}/ky/par-tinh-2026/tham-dinh/8.3`);
  await checkPage(appraiser.page, appraiser.faults, 'the criterion');
  expect((await appraiser.page.locator('input[name^="v-"], .vals input').count()) === 0, 'nobody types the figures');
  await appraiser.close();
}
