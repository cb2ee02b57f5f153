// A clerk finds a question among the tasks, adds a document, answers; everything else stays locked and says why.
import { checkPage, expect } from '../lib/browser.mjs';
import { APPRAISED, UNIT_ASKED, agree, cite } from '../lib/round.mjs';
import { openAs } from '../lib/staff.mjs';

const ASKED = `/ky/${APPRAISED}/giai-trinh/${UNIT_ASKED}`;
const RECORD = `/ky/${APPRAISED}/tu-danh-gia/${UNIT_ASKED}`;

export async function a_clerk_is_asked_and_answers_with_a_document({ base, browser }) {
  const { page, faults, close } = await openAs(browser, base, 'chuyenvien');
  await page.goto(`${base}/viec`);
  await page.getByRole('link', { name: /Giải trình \d+ tiêu chí/ }).click();
  expect(new URL(page.url()).pathname === ASKED, page.url());
  await checkPage(page, faults, 'questions');
  const asks = page.locator('section.ask');
  const count = await page.locator('section.ask form button[value="gui"]').count();
  expect(count >= 2, `${count} questions wait`);
  const code = (await asks.first().locator('h2 a').innerText()).trim();

  // What is not asked about stays as it was submitted, and the page says so.
  await page.goto(base + RECORD);
  const codes = await page.$$eval('#danh-muc a[href]', (anchors) => anchors.map((anchor) => anchor.getAttribute('href')));
  const asked = await page.goto(base + ASKED).then(() => page.$$eval('section.ask h2 a', (anchors) => anchors.map((anchor) => anchor.textContent.trim())));
  const other = codes.map((href) => decodeURIComponent(href.split('?')[0].split('/').pop())).find((one) => !asked.includes(one));
  await page.goto(`${base}${RECORD}/${other}`);
  expect((await page.locator('#form textarea:enabled').count()) === 0, 'the other criterion is closed');
  await page.goto(`${base}${RECORD}/${other}/minh-chung`);
  expect((await page.locator('main').innerText()).includes('Chỉ giải trình được'), 'and says why');
  await checkPage(page, faults, 'a locked criterion');

  // A new document for what is asked.
  await page.goto(`${base}${RECORD}/${code}/minh-chung`);
  await cite(page);
  await page.getByText('112/BC-SKHCN').first().waitFor();
  await page.goto(base + ASKED);
  const first = asks.first();
  expect((await first.innerText()).includes('1 minh chứng bổ sung'), await first.innerText());
  await first.getByLabel('Trả lời').fill('Số liệu quý IV nêu tại mục 2 của báo cáo bổ sung.');
  await first.locator('input[value="hold"]').check();
  await first.getByRole('button', { name: 'Lưu nháp' }).click();
  await page.getByText('Đã lưu nháp').waitFor();
  await first.getByRole('button', { name: 'Gửi trả lời' }).click();
  await agree(page);
  await page.getByText('Đã gửi trả lời').waitFor();
  await checkPage(page, faults, 'answered');

  // Three dots are no answer from who holds to their points.
  const second = asks.filter({ has: page.locator('form button[value="gui"]') }).first();
  await second.getByLabel('Trả lời').fill('...');
  await second.locator('input[value="hold"]').check();
  await second.getByRole('button', { name: 'Gửi trả lời' }).click();
  await agree(page);
  await page.locator('#loi').waitFor();
  faults.length = 0;
  await checkPage(page, faults, 'refused');
  await second.locator('input[value="agree"]').check();
  await second.getByRole('button', { name: 'Gửi trả lời' }).click();
  await agree(page);
  await page.getByText('Đã gửi trả lời').waitFor();
  await page.goto(`${base}/viec`);
  expect(!(await page.locator('main').innerText()).includes('Giải trình 2 tiêu chí'), 'the task is smaller or gone');
  await close();
}

export async function the_questions_are_sound_on_a_phone({ base, browser }) {
  const { page, faults, close } = await openAs(browser, base, 'chuyenvien', { size: 'phone' });
  await page.goto(base + ASKED);
  await checkPage(page, faults, 'questions on a phone');
  await close();
}
