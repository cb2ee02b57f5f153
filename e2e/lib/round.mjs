// The second half of a round: moving it on through the pages, meeting people of the demo, questions of the script.
import { expect } from './browser.mjs';
import { PASSWORD, openAs } from './staff.mjs';

// Rounds of the demo: one in appraisal, one whose council sits.
export const APPRAISED = 'so-nganh-2026';
export const SAT = 'khoi-dang-2026';
export const UNIT_ASKED = 'so-01';

const STAGES = ['tự đánh giá', 'thẩm định lần 1', 'giải trình', 'thẩm định lần 2', 'hội đồng', 'phê duyệt', 'đã công bố'];

// Takes a round on to a stage, with a reason where work is left, as the secretariat does.
export async function advanceTo({ base, browser }, round, stage) {
  const { page, close } = await openAs(browser, base, 'thuongtruc', { javaScript: false });
  for (let step = 0; step < STAGES.length; step += 1) {
    await page.goto(`${base}/ky/${round}/chuyen-giai-doan`);
    const said = await page.locator('main').innerText();
    const now = said.match(/đang ở bước “([^”]+)”/)?.[1];
    expect(STAGES.includes(now), `where the round stands: ${said.slice(0, 300)}`);
    if (now === stage) break;
    expect(STAGES.indexOf(now) < STAGES.indexOf(stage), `${round} is at ${now}, past ${stage}`);
    const reason = page.locator('[name="ly-do"]');
    if (await reason.count()) await reason.fill('Chuyển bước theo kế hoạch của đợt, phần còn lại xử lý ở bước sau.');
    await page.getByRole('button', { name: /^Chuyển sang/ }).click();
    expect((await page.locator('#loi').count()) === 0, `stays at ${now}: ${(await page.locator('main').innerText()).slice(0, 400)}`);
  }
  await close();
}

// What must be confirmed, is; without scripts nothing asks.
export async function agree(page) {
  await page.locator('dialog[open]').getByRole('button', { name: 'Đồng ý' }).click();
}

// Gives the password again where a page asks for it first.
export async function confirmPassword(page) {
  const link = page.getByRole('link', { name: 'Nhập lại mật khẩu' });
  if (!(await link.count())) return;
  await link.first().click();
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.locator('main button.btn').first().click();
}

// The main part of a page as text.
export const main = (page) => page.locator('main').innerText();

// Opens the first criterion that nobody has appraised everywhere and where a person gives the points.
export async function openGrid(page, base, rows = 4) {
  await page.goto(`${base}/ky/${APPRAISED}/tham-dinh`);
  const links = await page.$$eval('#tieu-chi a', (anchors) => anchors.map((anchor) => anchor.getAttribute('href')));
  for (const link of links) {
    await page.goto(base + link);
    const open = page.locator('tr[data-row]').filter({ has: page.locator('[data-name="diem"]') });
    const empty = await open.locator('[data-name="diem"]').evaluateAll((inputs) => inputs.filter((input) => input.value === '' && input.placeholder).length);
    if (empty >= rows) return link;
  }
  throw new Error(`no criterion with ${rows} rows to appraise`);
}

// Rows of the grid without points, whose unit has given some.
export const emptyRows = (page) => page.locator('tr[data-row]').filter({ has: page.locator('[data-name="diem"][placeholder]') })
  .filter({ has: page.locator('[data-name="diem"]:placeholder-shown') });

// Adds a document by its citation.
export async function cite(page) {
  await page.locator('[name="so"]').fill('112/BC-SKHCN');
  await page.locator('[name="ngay"]').fill('20/10/2026');
  await page.locator('[name="cq-bh"]').fill('Sở Mẫu');
  await page.locator('[name="trich-yeu"]').fill('Báo cáo bổ sung số liệu quý IV (minh họa)');
  await page.locator('#them button.btn').click();
}
