// An appraiser works the grid of one criterion, changes many rows at once and takes that back, and asks a unit.
import { checkPage, expect } from '../lib/browser.mjs';
import { readFile } from 'node:fs/promises';
import { APPRAISED, emptyRows, main, openGrid } from '../lib/round.mjs';
import { openAs, says } from '../lib/staff.mjs';
import * as workbook from '../lib/workbook.mjs';

const LIST = `/ky/${APPRAISED}/tham-dinh`;

export async function an_appraiser_works_the_grid_of_one_criterion({ base, browser }) {
  const { page, faults, close } = await openAs(browser, base, 'thamdinh');
  await page.goto(`${base}/viec`);
  await page.locator(`a[href="${LIST}"]`, { hasText: /Thẩm định: còn/ }).click();
  await checkPage(page, faults, 'list');
  const link = await openGrid(page, base);
  await checkPage(page, faults, 'grid');
  const key = await emptyRows(page).first().getAttribute('data-key');
  const row = page.locator(`tr[data-key="${key}"]`);
  const points = row.locator('[data-name="diem"]');
  const reason = row.locator('[data-name="ly-do"]');

  // A placeholder is no reason; it blocks handing over, not saving.
  await points.fill('0,01');
  await points.press('Enter');
  await says(page, 'Đã lưu');
  await row.locator('[data-lack]').waitFor();
  await reason.fill('xxx');
  await reason.blur();
  await page.waitForFunction((k) => !document.querySelector(`tr[data-key="${k}"]`).classList.contains('unsaved'), key);
  expect(await row.locator('[data-lack]').isVisible(), 'a placeholder is no reason');
  await reason.fill('Văn bản viện dẫn không có số liệu của năm báo cáo');
  await reason.blur();
  await row.locator('[data-lack]').waitFor({ state: 'hidden' });

  // What is out of bounds is refused at the cell and the text stays.
  await points.fill('99');
  await points.blur();
  await row.locator('.bad[data-by-script]').waitFor();
  expect((await points.inputValue()) === '99', 'what was typed stays');
  await points.fill('0,01');
  await points.blur();
  await row.locator('.bad[data-by-script]').waitFor({ state: 'detached' });
  await page.reload();
  expect((await points.inputValue()).startsWith('0,01'), `saved: ${await points.inputValue()}`);
  faults.length = 0; // the refusal answered 422

  // Many rows at once: a preview first, then one click takes it back.
  const free = await emptyRows(page).evaluateAll((found) => found.slice(0, 2).map((one) => one.dataset.key));
  for (const one of free) await page.locator(`tr[data-key="${one}"] input[name="chon"]`).check();
  await page.getByRole('button', { name: 'Bằng điểm tự chấm' }).click();
  await page.getByText('2 dòng sẽ thay đổi').waitFor();
  await checkPage(page, faults, 'preview');
  await page.getByRole('button', { name: 'Thực hiện với 2 dòng' }).click();
  await page.getByText('Đã đổi 2 dòng').waitFor();
  const taken = page.locator(`tr[data-key="${free[0]}"] [data-name="diem"]`);
  expect((await taken.inputValue()) !== '', 'the row has the points of the unit');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Đã hoàn tác 2 dòng').waitFor();
  expect((await taken.inputValue()) === '', 'and has them no more');

  // A block from Excel is shown first; what cannot be read is said, and nothing is saved by leaving.
  await taken.evaluate((cell) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '0,02\nkhông\n');
    cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.getByRole('button', { name: 'Ghi 1 dòng' }).waitFor();
  await checkPage(page, faults, 'a block from Excel');
  await page.getByRole('link', { name: 'Bỏ, không ghi gì' }).click();
  await taken.waitFor();
  expect((await taken.inputValue()) === '', 'nothing was saved');

  // Evidence opens beside the grid.
  await page.locator('[data-evidence]').first().click();
  await page.locator('#minh-chung .hint', { hasText: 'Bấm số minh chứng' }).waitFor({ state: 'detached' });
  await checkPage(page, faults, 'grid with evidence');

  // A question to the unit of the row.
  await page.goto(base + link);
  await row.locator('[data-ask]').click();
  await page.getByLabel('Nội dung cần làm rõ').fill('Báo cáo chưa nêu số liệu của quý IV. Đề nghị bổ sung văn bản và cách tính.');
  await page.getByLabel(/^Điểm dự kiến/).fill('0,01');
  await checkPage(page, faults, 'asking');
  await page.locator('#hoi').getByRole('button', { name: 'Yêu cầu giải trình' }).click();
  await page.getByText('Đã gửi câu hỏi về tiêu chí').waitFor();
  await page.goto(base + link);
  expect((await row.innerText()).includes('Đang giải trình'), 'the grid says that the unit is asked');
  await close();
}

export async function an_appraiser_fills_in_the_workbook_and_takes_it_back({ base, browser }) {
  const { page, faults, close } = await openAs(browser, base, 'thamdinh');
  const link = await openGrid(page, base, 2);
  const keys = await emptyRows(page).evaluateAll((found) => found.slice(0, 2).map((one) => one.dataset.key));
  await page.goto(base + LIST);
  await page.getByRole('link', { name: 'Sổ Excel thẩm định' }).click();
  await checkPage(page, faults, 'workbook');
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Tải sổ Excel' }).click();
  const left = workbook.open(await readFile(await (await coming).path()));
  const hand = async (parts) => {
    await page.getByLabel('Tệp Excel đã điền').setInputFiles({ name: 'so-da-dien.xlsx', mimeType: 'application/octet-stream', buffer: workbook.saved(parts) });
    await page.getByRole('button', { name: 'Xem thay đổi' }).click();
    await page.getByRole('heading', { name: 'Xem trước thay đổi' }).waitFor();
  };
  await hand(left);
  await page.getByText('0 thay đổi').waitFor();
  for (const key of keys) {
    const [, , unit, criterion] = key.split('|');
    const column = (part) => (text) => text.includes(`:${criterion}@`) && text.endsWith(part);
    workbook.type(left, (text) => text === unit, column('#points'), '0,03');
    workbook.type(left, (text) => text === unit, column('#reason'), 'Văn bản viện dẫn chưa có số liệu quý IV');
  }
  await hand(left);
  await page.getByText('2 thay đổi').waitFor();
  await checkPage(page, faults, 'preview of the workbook');
  await page.getByRole('button', { name: 'Ghi các ô đã chọn' }).click();
  await page.getByText('Đã ghi 2 ô, giữ nguyên 0 ô').waitFor();
  await checkPage(page, faults, 'taken in');
  await page.goto(base + link);
  const points = page.locator(`tr[data-key="${keys[0]}"] [data-name="diem"]`);
  expect((await points.inputValue()).startsWith('0,03'), `in the grid: ${await points.inputValue()}`);
  await page.goto(`${base}${LIST}/so-tinh`);
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Đã hoàn tác 2 dòng').waitFor();
  await page.goto(base + link);
  expect((await points.inputValue()) === '', 'and has them no more');
  await close();
}

export async function the_rooms_of_an_appraiser_are_sound_on_a_phone({ base, browser }) {
  const { page, faults, close } = await openAs(browser, base, 'thamdinh', { size: 'phone' });
  const link = await openGrid(page, base, 1);
  await checkPage(page, faults, 'grid');
  const item = await page.locator('th.rowname a').first().getAttribute('href');
  for (const path of [LIST, item, `${LIST}/co-quan/so-01`, `${LIST}/cham-hai-lan`, `${LIST}/nhat-quan`, `${LIST}/so-tinh`, `/ky/${APPRAISED}/giai-trinh`]) {
    const answer = await page.goto(base + path);
    expect(answer.status() === 200, `${path} answers ${answer.status()}`);
    await checkPage(page, faults, `${path} on a phone`);
    const tables = page.locator('main table');
    for (const table of await tables.all()) expect(await table.isVisible(), `${path} shows its tables on a phone`);
  }
  expect(link && !(await main(page)).includes('undefined'), 'pages have words');
  await close();
}
