// A clerk without a line: downloads the record as a workbook, fills it in, hands it in, looks, writes.
import { readFile } from 'node:fs/promises';
import { checkPage, expect } from '../lib/browser.mjs';
import { openAs, workbench } from '../lib/staff.mjs';
import { kept, open, saved, type } from '../lib/workbook.mjs';

async function offline(world, size) {
  const { page, faults, close } = await openAs(world.browser, world.base, 'canbo', { size });
  await page.goto(world.base + workbench());
  await page.getByRole('link', { name: 'Excel', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: /^Excel:/ }).waitFor();
  await checkPage(page, faults, `excel ${size}`);
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Tải sổ Excel' }).click();
  const bytes = await readFile(await (await waiting).path());
  const hand = async (content) => {
    await page.getByLabel('Sổ đã điền').setInputFiles([{ name: `so-${size}.xlsx`, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: content }]);
    await page.getByRole('button', { name: 'Xem trước thay đổi' }).click();
    await page.getByRole('heading', { level: 1, name: 'Xem trước thay đổi từ Excel' }).waitFor();
  };
  await hand(bytes);
  await page.getByText('0 thay đổi', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Bỏ sổ này' }).click();
  // The last ones that may be filled in, so that other journeys keep theirs.
  const parts = open(bytes);
  const key = kept(parts, 'note').at(size === 'phone' ? -1 : -2);
  const text = `Ghi từ Excel ${size} ${Date.now()}`;
  type(parts, (one) => one === key, (word) => word === 'note', text);
  await hand(saved(parts));
  await checkPage(page, faults, `what would change ${size}`);
  const boxes = page.getByRole('checkbox', { checked: true });
  expect(await boxes.count() === 1, `${await boxes.count()} changes are ticked`);
  await page.getByRole('button', { name: 'Ghi các dòng đã chọn' }).click();
  await page.getByText('Đã ghi 1 ô').waitFor();
  await checkPage(page, faults, `written ${size}`);
  const code = key.split(':')[1].split('@')[0];
  await page.goto(world.base + workbench(code));
  expect(await page.getByLabel(/^Giải trình, ghi chú/).inputValue() === text, 'the workbench shows what the workbook said');
  await close();
}

export const a_clerk_works_in_excel_on_a_desk = (world) => offline(world, 'desktop');

export const a_clerk_works_in_excel_on_a_phone = (world) => offline(world, 'phone');
