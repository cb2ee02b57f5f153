// Sittings of the demo's council, for whoever needs one behind them.
import { openAs } from './staff.mjs';

// Path of the sitting with this number, as somebody of the council finds it.
export async function sittingPath(page, base, round, number = 1) {
  await page.goto(`${base}/ky/${round}/hoi-dong`);
  return page.getByRole('link', { name: new RegExp(`^Phiên ${number} ·`) }).getAttribute('href');
}

// Locks the sitting that is open, if one is.
export async function lockSitting({ base, browser }, round) {
  const { page, close } = await openAs(browser, base, 'thuky', { javaScript: false });
  await page.goto(`${base}/ky/${round}/hoi-dong`);
  const open = page.locator('tr', { hasText: 'đang họp' }).locator('th a');
  if (await open.count()) {
    await open.first().click();
    await page.getByRole('button', { name: 'Khóa phiên' }).click();
    await page.getByText('Đã khóa phiên họp').waitFor();
  }
  await close();
}
