// After publication: the secretariat asks a unit for a remedy plan, the unit writes it, its head signs, all follow.
import { checkPage, expect } from './browser.mjs';
import { main } from './round.mjs';
import { openAs } from './staff.mjs';

const WHY = 'Xếp cuối khối, mất nhiều điểm ở tiêu chí hạ tầng số (minh họa)';
const TASK = 'Trang bị lại đường truyền và máy tính cho bộ phận một cửa (minh họa)';

export async function remedies({ base, browser }, round, unit) {
  const office = await openAs(browser, base, 'thuongtruc');
  await office.page.goto(`${base}/ky/${round}/khac-phuc`);
  await checkPage(office.page, office.faults, 'whom to ask');
  const others = office.page.locator('details:not([open]) > summary', { hasText: 'Đơn vị khác' });
  if (await others.count()) await others.click();
  await office.page.locator(`[name="don-vi"][value="${unit}"]`).check();
  await office.page.locator('[name="ly-do"]').fill(WHY);
  await office.page.locator('[name="han"]').fill('31/12/2026');
  await office.page.getByRole('button', { name: 'Gửi yêu cầu' }).click();
  await office.page.getByText('Đã gửi yêu cầu tới 1 đơn vị').waitFor();
  await checkPage(office.page, office.faults, 'asked');

  // The unit finds it among its tasks; what is missing is said.
  const clerk = await openAs(browser, base, 'chuyenvien');
  await clerk.page.goto(`${base}/viec`);
  await clerk.page.locator(`a[href*="/ky/${round}/khac-phuc/${unit}"]`).first().click();
  await checkPage(clerk.page, clerk.faults, 'an empty plan');
  expect((await main(clerk.page)).includes(WHY), 'the plan says why it is asked for');
  await clerk.page.getByRole('button', { name: 'Thêm việc' }).click();
  await clerk.page.locator('#loi').waitFor();
  clerk.faults.length = 0;
  await clerk.page.locator('[name="noi-dung"]').fill(TASK);
  await clerk.page.locator('[name="nguoi"]').fill('Đinh Thị Mẫu Chuyên Viên');
  await clerk.page.locator('[name="han"]').fill('30/06/2027');
  await clerk.page.getByRole('button', { name: 'Thêm việc' }).click();
  await clerk.page.getByText('Đã lưu việc khắc phục').waitFor();
  await checkPage(clerk.page, clerk.faults, 'a plan');
  await clerk.page.getByRole('button', { name: 'Trình thủ trưởng ký duyệt' }).click();
  await clerk.page.getByText('Đã trình thủ trưởng ký duyệt').waitFor();

  const head = await openAs(browser, base, 'giamdoc');
  await head.page.goto(`${base}/ky/${round}/khac-phuc/${unit}`);
  await checkPage(head.page, head.faults, 'before signing');
  await head.page.getByRole('button', { name: 'Ký duyệt', exact: true }).click();
  await head.page.getByText('Đã ký duyệt kế hoạch khắc phục').waitFor();

  // Progress is marked on a phone, and the secretariat sees it.
  const phone = await openAs(browser, base, 'chuyenvien', { size: 'phone' });
  await phone.page.goto(`${base}/ky/${round}/khac-phuc/${unit}`);
  await phone.page.locator('summary', { hasText: 'Cập nhật tiến độ' }).click();
  await checkPage(phone.page, phone.faults, 'a signed plan on a phone');
  await phone.page.locator('[name="muc"]').selectOption({ label: 'Đã xong' });
  await phone.page.getByRole('button', { name: 'Ghi tiến độ' }).click();
  await phone.page.getByText('Đã ghi tiến độ').waitFor();
  await office.page.goto(`${base}/ky/${round}/khac-phuc`);
  expect((await main(office.page)).includes('1/1'), 'the secretariat sees what is done');
  await Promise.all([office, clerk, head, phone].map((one) => one.close()));
}
