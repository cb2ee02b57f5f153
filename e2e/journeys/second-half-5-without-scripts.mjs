// A whole second half without scripts, from the first appraised point to the portal, on a product of its own;
// then, with scripts, what a low-ranked unit does about it.
import { expect } from '../lib/browser.mjs';
import { startProduct } from '../lib/product.mjs';
import { sittingPath } from '../lib/council.mjs';
import { acceptHeld, approve, onPortal, propose, publish } from '../lib/decision.mjs';
import { remedies } from '../lib/remedies.mjs';
import { APPRAISED, UNIT_ASKED, advanceTo, cite, emptyRows, openGrid } from '../lib/round.mjs';
import { openAs } from '../lib/staff.mjs';

const page_ = (name) => `/ky/${APPRAISED}/${name}`;
const plain = { javaScript: false };

async function appraiseAndAsk({ base, browser }) {
  const { page, close } = await openAs(browser, base, 'thamdinh', plain);
  const link = await openGrid(page, base, 2);
  const key = await emptyRows(page).first().getAttribute('data-key');
  const row = page.locator(`tr[data-key="${key}"]`);
  await row.locator('[data-name="diem"]').fill('0,01');
  await row.locator('[data-name="ly-do"]').fill('Số liệu chưa khớp với báo cáo năm');
  await page.getByRole('button', { name: 'Lưu trang' }).click();
  await page.getByText('Đã lưu 1 dòng').waitFor();
  await page.goto(base + link);
  await row.locator('a[data-ask]').click();
  await page.getByLabel('Nội dung cần làm rõ').fill('Đề nghị bổ sung văn bản nêu số liệu của quý IV.');
  await page.locator('#hoi').getByRole('button', { name: 'Yêu cầu giải trình' }).click();
  await page.getByText('Đã gửi câu hỏi về tiêu chí').waitFor();
  await close();
}

async function clarify({ base, browser }) {
  const { page, close } = await openAs(browser, base, 'chuyenvien', plain);
  await page.goto(base + page_(`giai-trinh/${UNIT_ASKED}`));
  await page.getByRole('link', { name: 'Bổ sung minh chứng' }).first().click();
  await cite(page);
  await page.goto(base + page_(`giai-trinh/${UNIT_ASKED}`));
  const ask = page.locator('section.ask').filter({ has: page.locator('button[value="gui"]') }).first();
  await ask.getByLabel('Trả lời').fill('Số liệu quý IV nêu tại báo cáo bổ sung.');
  await ask.locator('input[value="hold"]').check();
  await ask.getByRole('button', { name: 'Gửi trả lời' }).click();
  await page.getByText('Đã gửi trả lời').waitFor();
  await close();
}

async function appraiseAgain({ base, browser }) {
  const { page, close } = await openAs(browser, base, 'thamdinh', plain);
  await page.goto(base + page_('giai-trinh'));
  await page.locator('a', { hasText: 'Đã trả lời' }).first().click();
  await page.goto(base + page_(`tham-dinh/co-quan/${UNIT_ASKED}`));
  const row = page.locator('tr[data-row]').filter({ hasText: 'Đã giải trình' }).first();
  await row.locator('[data-name="diem"]').fill('0,02');
  await row.locator('[data-name="ly-do"]').fill('Đã bổ sung một phần căn cứ');
  await page.getByRole('button', { name: 'Lưu trang' }).click();
  await page.getByText('Đã lưu 1 dòng').waitFor();
  await close();
}

async function sit({ base, browser }) {
  const { page, close } = await openAs(browser, base, 'thuky', plain);
  await page.goto(base + page_('hoi-dong'));
  await page.getByLabel('Tên phiên họp').fill('Khối sở, ban, ngành (minh họa)');
  await page.getByLabel('Ngày họp').fill('20/11/2026');
  await page.getByLabel('Giờ họp').fill('08:00');
  await page.getByLabel(/^Địa điểm/).fill('Phòng họp số 1');
  await page.getByRole('button', { name: 'Lập phiên họp' }).click();
  await page.getByText('Đã lập phiên họp').waitFor();
  await page.getByRole('link', { name: 'Chọn nội dung' }).click();
  await page.locator('input[name="chon"]').first().check();
  await page.getByRole('button', { name: 'Đưa vào chương trình họp' }).click();
  await page.getByText('Đã đưa 1 nội dung').waitFor();
  for (const select of await page.locator('.seats select').all()) await select.selectOption('present');
  await page.getByRole('button', { name: 'Ghi có mặt' }).click();
  await page.getByRole('button', { name: 'Mở phiên' }).click();
  await page.getByRole('button', { name: /^Giữ/ }).click();
  await page.getByText('Đã đưa ra biểu quyết').waitFor();
  for (const login of ['hoidong', 'uyvien']) {
    const member = await openAs(browser, base, login, plain);
    await member.page.goto(base + await sittingPath(member.page, base, APPRAISED));
    await member.page.getByRole('button', { name: 'Tán thành', exact: true }).click();
    await member.page.getByText('Đã ghi phiếu biểu quyết').waitFor();
    await member.close();
  }
  await page.getByRole('link', { name: 'Cập nhật màn hình' }).click();
  await page.getByRole('button', { name: 'Chốt và sang nội dung sau' }).click();
  await page.getByText('Đã chốt nội dung').waitFor();
  await page.getByRole('button', { name: 'Khóa phiên' }).click();
  await page.getByText('Đã khóa phiên họp').waitFor();
  await close();
}

export async function a_round_goes_from_appraisal_to_the_portal_without_scripts({ browser }) {
  const product = await startProduct();
  const world = { base: product.base, browser };
  const { base } = world;
  try {
    await appraiseAndAsk(world);
    await advanceTo(world, APPRAISED, 'giải trình');
    await clarify(world);
    await advanceTo(world, APPRAISED, 'thẩm định lần 2');
    await appraiseAgain(world);
    await advanceTo(world, APPRAISED, 'hội đồng');
    await sit(world);
    await advanceTo(world, APPRAISED, 'phê duyệt');
    const members = [await openAs(browser, base, 'chidao', plain), await openAs(browser, base, 'chidao2', plain)];
    await acceptHeld(members[0].page, base, APPRAISED);
    const office = await openAs(browser, base, 'thuongtruc', plain);
    await propose(office.page, base, APPRAISED);
    await approve(members[0].page, base, APPRAISED, 'Còn chờ một thành viên nữa');
    await approve(members[1].page, base, APPRAISED, 'đã đủ hai người phê duyệt');
    await publish(office.page, base, APPRAISED, '127/QĐ-UBND');
    await onPortal(office.page, base, APPRAISED, '127/QĐ-UBND');
    expect((await office.page.locator('main').innerText()).includes('127/QĐ-UBND'), 'the portal has it');
    await Promise.all([office, ...members].map((one) => one.close()));
    await remedies(world, APPRAISED, UNIT_ASKED);
  } finally {
    await product.stop();
  }
}
