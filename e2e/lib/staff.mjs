// Staff of the demo: who they are, signing in, ways to their pages.
import { expect, openPage } from './browser.mjs';

export const PASSWORD = 'Thuoc-Do-2026!';
export const ROUND = 'cap-xa-2026';
export const UNIT = 'xa-001';

// Opens a page of somebody who has signed in.
export async function openAs(browser, base, login, options = {}) {
  const opened = await openPage(browser, { base, ...options });
  await signIn(opened.page, base, login);
  opened.faults.length = 0;
  return opened;
}

export async function signIn(page, base, login, password = PASSWORD) {
  await page.goto(`${base}/dang-nhap`);
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/dang-nhap'));
}

// Address of the workbench of a criterion; without one, its list.
export const workbench = (criterion = '', unit = UNIT) => `/ky/${ROUND}/tu-danh-gia/${unit}${criterion ? `/${criterion}` : ''}`;

// Codes of the criteria of a unit, in the order of the tree.
export async function criteria(page, base, unit = UNIT) {
  const answer = await page.goto(base + workbench('', unit));
  expect(answer.status() === 200, `the list answers ${answer.status()}`);
  const links = await page.$$eval('#danh-muc a[href]', (anchors) => anchors.map((anchor) => anchor.getAttribute('href')));
  return links.map((link) => link.split('?')[0].split('/').pop());
}

// Waits until the line of saving says something.
export const says = (page, text, timeout = 6000) => page.waitForFunction(
  (wanted) => document.querySelector('[data-status]')?.textContent.includes(wanted), text, { timeout });

// Answers what a form of a criterion asks, so that nothing blocks the record.
async function answer(page) {
  const form = page.locator('#form');
  for (const group of await form.locator('fieldset:enabled:has(input[type="radio"])').all()) {
    const radios = group.locator('input[type="radio"]');
    if (await radios.count() && !(await group.locator('input[type="radio"]:checked').count())) await radios.first().check();
  }
  for (const select of await form.locator('[data-field="figures"] select:enabled').all()) {
    if (!(await select.inputValue())) await select.selectOption({ index: 1 });
  }
  for (const input of await form.locator('[data-field="figures"] input[inputmode="decimal"]:enabled:not([name="diem"])').all()) {
    // Whatever divides must not come to nought.
    const typed = { 'v-b': '2', 'v-c': '0' }[await input.getAttribute('name')] ?? '1';
    if (!(await input.inputValue())) await input.fill(typed);
  }
  const why = form.locator('[name="giai-trinh"]:enabled');
  if (await why.count() && !(await why.inputValue())) await why.fill('Tài liệu lưu tại bộ phận Một cửa, sẽ bổ sung khi thẩm định.');
  await form.locator('.foot button.btn').click();
}

// Mends what the check page at an address blocks, until it blocks nothing.
export async function mend(page, check) {
  let links = [];
  for (let round = 0; round < 3; round += 1) {
    const answered = await page.goto(check);
    expect(answered.status() === 200, `the check page answers ${answered.status()}`);
    links = await page.locator('#loi a').evaluateAll((anchors) => [...new Set(anchors.map((anchor) => anchor.getAttribute('href').split('#')[0]))]);
    if (links.length === 0) return;
    for (const link of links) {
      await page.goto(new URL(link, check).href);
      await answer(page);
    }
  }
  throw new Error(`still blocked: ${links.join(' ')}`);
}

// A document of one page with one line of text.
export function pdf(text) {
  const line = `BT /F1 24 Tf 72 720 Td (${text}) Tj ET`;
  const parts = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${line.length} >>\nstream\n${line}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let out = '%PDF-1.4\n';
  const places = parts.map((part, at) => {
    const place = out.length;
    out += `${at + 1} 0 obj\n${part}\nendobj\n`;
    return place;
  });
  const table = out.length;
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  out += `xref\n0 ${parts.length + 1}\n0000000000 65535 f \n${rows}`;
  out += `trailer\n<< /Size ${parts.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}
