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
