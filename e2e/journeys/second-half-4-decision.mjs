// The result is looked at, proposed, approved by two who did not propose it, published, read by a citizen, and
// corrected by a later version; an auditor follows the corrected number to its events.
import { checkPage, expect, openPage } from '../lib/browser.mjs';
import { lockSitting } from '../lib/council.mjs';
import { acceptHeld, approve, onPortal, propose, publish } from '../lib/decision.mjs';
import { SAT, advanceTo, main } from '../lib/round.mjs';
import { openAs } from '../lib/staff.mjs';

const page_ = (name) => `/ky/${SAT}/${name}`;
const WHY = 'Đối chiếu lại minh chứng theo kiến nghị của đơn vị (minh họa)';

export async function a_result_is_approved_under_four_eyes_published_and_corrected(world) {
  const { base, browser } = world;
  await lockSitting(world, SAT);
  await advanceTo(world, SAT, 'phê duyệt');
  const office = await openAs(browser, base, 'thuongtruc');
  const members = [await openAs(browser, base, 'chidao'), await openAs(browser, base, 'chidao2')];
  await office.page.goto(base + page_('ket-qua'));
  await checkPage(office.page, office.faults, 'the coming result');
  await office.page.getByRole('button', { name: 'Đánh dấu đã xem' }).click();
  await office.page.getByText('Đã ghi mốc xem').waitFor();
  await acceptHeld(members[0].page, base, SAT);
  await checkPage(members[0].page, members[0].faults, 'held grades');

  // Four eyes: the secretariat proposes and has nothing to approve; two members do.
  await propose(office.page, base, SAT);
  await checkPage(office.page, office.faults, 'proposed');
  expect((await office.page.getByRole('button', { name: 'Phê duyệt', exact: true }).count()) === 0, 'who proposes cannot approve');
  await members[0].page.goto(`${base}/viec`);
  await members[0].page.getByRole('link', { name: 'Cho ý kiến phê duyệt kết quả' }).click();
  await checkPage(members[0].page, members[0].faults, 'before approving');
  await approve(members[0].page, base, SAT, 'Còn chờ một thành viên nữa');
  await approve(members[1].page, base, SAT, 'đã đủ hai người phê duyệt');
  const hidden = await openPage(browser, { base });
  expect((await hidden.page.goto(`${base}/ket-qua/${SAT}`)).status() === 404, 'nothing is public before the decision');
  hidden.faults.length = 0;
  await publish(office.page, base, SAT, '125/QĐ-UBND');
  await checkPage(office.page, office.faults, 'published');
  const link = await office.page.getByRole('link', { name: 'Xem trên cổng công khai' }).getAttribute('href');

  // A citizen finds it on the portal.
  const citizen = hidden;
  await onPortal(citizen.page, base, SAT, '125/QĐ-UBND');
  citizen.faults.length = 0;
  expect((await citizen.page.goto(base + link)).status() === 200, `${link} leads to the portal`);
  await citizen.page.goto(base);
  await citizen.page.locator(`a[href*="${SAT}"]`).first().click();
  await checkPage(citizen.page, citizen.faults, 'the public ranking');
  expect((await main(citizen.page)).includes('125/QĐ-UBND'), 'with the number of the decision');
  const unit = await citizen.page.locator(`a[href*="/co-quan/${SAT}/"]`).first().getAttribute('href');
  await citizen.page.goto(base + unit);
  await checkPage(citizen.page, citizen.faults, 'a unit on the portal');

  // A correction: other points with a reason, the same four eyes, a new version that names why.
  await office.page.goto(base + page_('ket-qua'));
  const code = unit.split('?')[0].split('/').pop();
  const criterion = (await citizen.page.locator('table.tree tr.s .cd, table.tree td.cd').allInnerTexts()).map((text) => text.trim()).find((text) => /^[A-Z]+\.\d+\.\d+$/.test(text));
  const form = office.page.locator('form', { has: office.page.getByRole('button', { name: 'Ghi điểm sửa' }) });
  await form.locator('[name="don-vi"]').selectOption(code);
  await form.locator('[name="tieu-chi"]').fill(criterion);
  await form.locator('[name="diem"]').fill('0,02');
  await form.locator('[name="ly-do"]').fill(WHY);
  await form.getByRole('button', { name: 'Ghi điểm sửa' }).click();
  await office.page.getByText('Đã ghi điểm sửa').waitFor();
  await propose(office.page, base, SAT, WHY);
  await checkPage(office.page, office.faults, 'a correction proposed');
  await approve(members[0].page, base, SAT, 'Còn chờ một thành viên nữa');
  await approve(members[1].page, base, SAT, 'đã đủ hai người phê duyệt');
  await publish(office.page, base, SAT, '126/QĐ-UBND');
  await onPortal(citizen.page, base, SAT, '126/QĐ-UBND');
  citizen.faults.length = 0;
  await citizen.page.goto(base + unit);
  expect((await citizen.page.locator('body').innerText()).includes(WHY), 'the portal says why the result was corrected');
  await checkPage(citizen.page, citizen.faults, 'the corrected unit');

  // The auditor: from the number to what happened to it, in words; the chain holds.
  const auditor = await openAs(browser, base, 'kiemtra');
  await auditor.page.goto(`${base}/kiem-toan/${SAT}`);
  await checkPage(auditor.page, auditor.faults, 'the log');
  expect(!(await main(auditor.page)).includes('Sự kiện khác'), 'every event has words');
  await auditor.page.locator('[name="cq"]').selectOption(code);
  await auditor.page.locator('[name="tc"]').selectOption(criterion);
  await auditor.page.getByRole('button', { name: 'Xem dòng thời gian' }).click();
  const way = await main(auditor.page);
  for (const part of ['Điểm tự chấm', 'Điểm đính chính', '0,02', WHY, 'phiên bản 1', 'phiên bản 2']) expect(way.includes(part), `${part}: ${way.slice(0, 800)}`);
  await checkPage(auditor.page, auditor.faults, 'the way of a score');
  await auditor.page.goto(`${base}/kiem-toan/${SAT}`);
  await auditor.page.getByRole('button', { name: 'Kiểm tra chuỗi nhật ký' }).click();
  await auditor.page.getByText('Chuỗi nhật ký nguyên vẹn').waitFor();
  await Promise.all([office, ...members, citizen, auditor].map((one) => one.close()));

  // The same pages on a phone.
  for (const [login, paths] of [['thuongtruc', ['ket-qua', 'phe-duyet', 'kien-nghi']], ['chidao', ['phe-duyet']]]) {
    const phone = await openAs(browser, base, login, { size: 'phone' });
    for (const path of paths) {
      await phone.page.goto(base + page_(path));
      await checkPage(phone.page, phone.faults, `${login} ${path} on a phone`);
    }
    await phone.close();
  }
  const phone = await openAs(browser, base, 'kiemtra', { size: 'phone' });
  for (const path of [`/kiem-toan/${SAT}`, `/kiem-toan/${SAT}/${code}/${criterion}`]) {
    await phone.page.goto(base + path);
    await checkPage(phone.page, phone.faults, `${path} on a phone`);
  }
  await phone.close();
}
