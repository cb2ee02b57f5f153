// An administrator writes the next version of a set, is stopped by a sum that differs, tries a rule, and issues it.
import { checkPage, expect } from '../lib/browser.mjs';
import { openAs } from '../lib/staff.mjs';

const VERSION = '/bo-tieu-chi/vinh-long~cap-xa/2022';

async function decide(page) {
  await page.getByLabel('Số, ký hiệu').fill('12/QĐ-UBND');
  await page.getByLabel('Ngày ban hành').fill('3/2/2026');
  await page.getByLabel('Cơ quan ban hành').fill('Ủy ban nhân dân tỉnh Mẫu');
  await page.getByLabel('Người ký').fill('Nguyễn Văn Mẫu, Chủ tịch');
  await page.getByLabel('Tôi đã kiểm tra').check();
  await page.getByRole('button', { name: 'Ban hành', exact: true }).click();
}

// Fills the maximum of the chosen criterion and saves.
async function points(page, value) {
  await page.locator('[id="f-x.max"]').fill(value);
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.waitForURL(/nut=/);
}

async function write({ base, browser }, options) {
  const { page, faults, close } = await openAs(browser, base, 'quantri', options);
  const sound = (label) => (options.javaScript === false ? undefined : checkPage(page, faults, label));
  await page.goto(`${base}/bo-tieu-chi`);
  await sound('list');
  await page.getByLabel('Tìm bộ tiêu chí').fill('vinh long cap xa');
  await page.getByRole('button', { name: 'Lọc', exact: true }).click();
  await page.goto(base + VERSION);
  await sound('version');
  await page.getByRole('button', { name: 'Soạn phiên bản tiếp theo' }).click();
  await page.waitForURL(/bo-tieu-chi-nhap/);
  const draft = new URL(page.url()).pathname;
  await sound('draft');
  const link = page.locator('nav .items a', { hasText: 'Người đứng đầu trực tiếp' });
  const criterion = base + await link.getAttribute('href');
  await page.goto(criterion);
  await sound('criterion');
  const before = await page.locator('[id="f-x.max"]').inputValue();
  await points(page, String(Number(before) + 1));
  await page.locator('.found.err').waitFor();
  await sound('criterion with a fault');
  await page.goto(`${base}${draft}/ban-hanh`);
  await decide(page);
  expect(await page.locator('#loi li').count() > 0, 'a sum that differs stops issuing');
  faults.length = 0;
  await sound('issuing refused');
  await page.goto(criterion);
  await points(page, before);
  const tries = page.locator('#thu');
  await tries.locator('select, input:not([type="hidden"])').first().waitFor();
  for (const select of await tries.locator('select').all()) await select.selectOption({ index: 1 });
  await tries.getByRole('button', { name: 'Thử', exact: true }).click();
  await page.locator('#thu .tot').waitFor();
  expect((await page.locator('#thu .tot').textContent()).includes(before), 'the first option gives full points');
  await sound('tried');
  await page.goto(`${base}${draft}/tep`);
  await sound('file');
  await page.goto(`${base}${draft}/so-sanh`);
  await sound('compared');
  await page.goto(`${base}${draft}/ban-hanh`);
  await decide(page);
  await page.waitForURL(/vinh-long~cap-xa/);
  await page.getByText('12/QĐ-UBND').first().waitFor();
  await sound('issued');
  const version = new URL(page.url()).pathname.split('/').pop();
  await page.goto(`${base}/ky/moi`);
  const sets = await page.locator('select[name="bo"] option').allTextContents();
  expect(sets.some((text) => text.includes(`vinh-long/cap-xa@${version}`)), 'a new round can use the new version');
  await close();
}

export const an_administrator_edits_a_set_and_issues_the_next_version = (world) => write(world, { size: 'desktop' });

export const an_administrator_does_the_same_without_scripts = (world) => write(world, { size: 'phone', javaScript: false });
