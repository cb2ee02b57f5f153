// The council sits: presence, a proposal, votes, a member who is tied, the next item, minutes. What one does, the
// others see without touching anything.
import { checkPage, expect } from '../lib/browser.mjs';
import { sittingPath } from '../lib/council.mjs';
import { SAT, agree } from '../lib/round.mjs';
import { openAs } from '../lib/staff.mjs';

const WHY = 'Nhật ký bổ sung đủ căn cứ cho phần lớn yêu cầu (minh họa)';

// Waits until the part that follows by itself says something.
const sees = (page, text) => page.locator('#phien').getByText(text).first().waitFor({ timeout: 20_000 });

export async function the_council_sits_votes_and_closes_an_item({ base, browser }) {
  const secretary = await openAs(browser, base, 'thuky');
  await secretary.page.goto(`${base}/viec`);
  await secretary.page.getByRole('link', { name: /nội dung của phiên họp hội đồng/ }).click();
  const path = await sittingPath(secretary.page, base, SAT);
  await checkPage(secretary.page, secretary.faults, 'sittings');
  const [chair, member, phone] = await Promise.all([['hoidong'], ['uyvien'], ['uyvien2', { size: 'phone' }]]
    .map(([login, options]) => openAs(browser, base, login, options)));
  for (const { page } of [secretary, chair, member, phone]) await page.goto(base + path);
  await checkPage(secretary.page, secretary.faults, 'sitting, secretary');
  await checkPage(phone.page, phone.faults, 'sitting, member on a phone');

  // Who is absent is not counted; the others see it without a reload.
  const seat = secretary.page.getByLabel(/Hồ Thị Mẫu Ủy Viên/);
  await seat.selectOption('absent');
  await secretary.page.getByRole('button', { name: 'Ghi có mặt' }).click();
  await secretary.page.getByText('Đã ghi thành phần dự họp').waitFor();
  await sees(member.page, 'Có mặt 2/3');
  await sees(phone.page, 'chưa biểu quyết được');
  await seat.selectOption('present');
  await secretary.page.getByRole('button', { name: 'Ghi có mặt' }).click();
  await sees(phone.page, 'Có mặt 3/3');

  // The first item: what was appraised is proposed, two of three agree; what the secretary types meanwhile stays.
  const conclusion = secretary.page.getByLabel('Kết luận');
  await conclusion.fill('Thống nhất với thẩm định');
  await member.page.getByRole('button', { name: 'Tán thành', exact: true }).click();
  await member.page.getByText('Đã ghi phiếu biểu quyết').waitFor();
  await phone.page.getByRole('button', { name: 'Tán thành', exact: true }).click();
  await phone.page.getByText('Đã ghi phiếu biểu quyết').waitFor();
  await sees(secretary.page, 'tán thành 2');
  expect((await conclusion.inputValue()) === 'Thống nhất với thẩm định', 'what was typed is still there');
  expect(await conclusion.evaluate((area) => area === document.activeElement), 'and has the focus');
  const title = secretary.page.locator('#muc-ten');
  const first = await title.innerText();
  await secretary.page.getByRole('button', { name: 'Chốt và sang nội dung sau' }).click();
  await secretary.page.getByText('Đã chốt nội dung').waitFor();
  const second = await title.innerText();
  expect(second !== first, 'the secretary is at the next item');
  await member.page.waitForFunction((text) => document.querySelector('#muc-ten').innerText === text, second, { timeout: 20_000 });

  // The second: other points need a reason; the effect stands there before anybody votes.
  await secretary.page.getByLabel('Điểm hội đồng').fill('0,01');
  await secretary.page.getByLabel('Kết luận').fill(WHY);
  await secretary.page.getByRole('button', { name: 'Đề nghị mức điểm này' }).click();
  await secretary.page.getByText('Đã đưa ra biểu quyết').waitFor();
  for (const part of ['Tác động:', 'tổng', 'hạng']) await sees(secretary.page, part);
  await sees(member.page, '0,01');

  // One of them is tied to the unit and says so: no vote, and the minutes name the ground.
  await secretary.page.locator('#lien-quan summary').click();
  await secretary.page.locator('#lien-quan select').selectOption({ label: 'Phan Văn Mẫu Ủy Viên' });
  await secretary.page.getByLabel('Lý do liên quan').fill('Từng công tác tại đơn vị (minh họa)');
  await secretary.page.getByRole('button', { name: 'Ghi không biểu quyết' }).click();
  await secretary.page.getByText('Đã ghi thành viên không biểu quyết').waitFor();
  await sees(member.page, 'Anh/chị không biểu quyết nội dung này');
  expect((await member.page.getByRole('button', { name: 'Tán thành', exact: true }).count()) === 0, 'who is tied has nothing to press');
  for (const { page } of [chair, phone]) await page.getByRole('button', { name: 'Tán thành', exact: true }).click();
  await sees(secretary.page, 'tán thành 2');
  await checkPage(secretary.page, secretary.faults, 'a proposal with its effect');
  await secretary.page.getByRole('button', { name: 'Chốt và sang nội dung sau' }).click();
  await secretary.page.getByText('Đã chốt nội dung').waitFor();
  await sees(secretary.page, 'Điều chỉnh 0,01');

  // On a projector the text is 20 px and the whole item fits on the screen.
  await secretary.page.setViewportSize({ width: 1920, height: 1080 });
  const shown = await secretary.page.evaluate(() => {
    const item = document.querySelector('#muc-ten').closest('section');
    return { size: getComputedStyle(item).fontSize, bottom: document.querySelector('#bieu-quyet').getBoundingClientRect().bottom };
  });
  expect(shown.size === '20px' && shown.bottom < 1080, JSON.stringify(shown));
  await checkPage(secretary.page, secretary.faults, 'projected');
  await secretary.page.setViewportSize({ width: 1280, height: 900 });

  // What nobody doubts, the minutes, and the end.
  await secretary.page.getByRole('button', { name: 'Công nhận tất cả phần không thay đổi' }).click();
  await agree(secretary.page);
  await sees(secretary.page, 'Hội đồng công nhận');
  await secretary.page.getByRole('button', { name: 'Khóa phiên' }).click();
  await agree(secretary.page);
  await secretary.page.getByText('Đã khóa phiên họp').waitFor();
  await sees(member.page, 'đã khóa');
  await secretary.page.goto(`${base}${path}/bien-ban`);
  const minutes = await secretary.page.locator('main').innerText();
  for (const part of ['BIÊN BẢN HỌP', WHY, 'Phan Văn Mẫu Ủy Viên: Tán thành', 'Phan Văn Mẫu Ủy Viên không biểu quyết: Từng công tác tại đơn vị', 'Mẫu, ngày']) expect(minutes.includes(part), `${part}: ${minutes.slice(0, 600)}`);
  await checkPage(secretary.page, secretary.faults, 'minutes');
  await Promise.all([secretary, chair, member, phone].map((one) => one.close()));
}
