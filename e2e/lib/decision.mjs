// Proposing, approving under four eyes, publishing: what members of the committee and the secretariat do.
import { confirmPassword } from './round.mjs';

// Lets every grade stand that waits for a linked body, as a member of the committee.
export async function acceptHeld(page, base, round) {
  for (let left = 0; left < 40; left += 1) {
    await page.goto(`${base}/ky/${round}/ket-qua`);
    const form = page.locator('form', { has: page.locator('select[name="don-vi"]') })
      .filter({ has: page.getByRole('button', { name: 'Chấp nhận giữ xếp loại' }) });
    if (!(await form.count())) return;
    await form.locator('[name="ly-do"]').fill('Kết quả của cơ quan liên kết chưa có; Ban Chỉ đạo chấp nhận (minh họa).');
    await form.getByRole('button', { name: 'Chấp nhận giữ xếp loại' }).click();
  }
  throw new Error('grades are held for ever');
}

// Proposes what stands there, with a reason where something is published already.
export async function propose(page, base, round, reason = '') {
  await page.goto(`${base}/ky/${round}/phe-duyet`);
  if (reason) await page.locator('[name="ly-do"]').fill(reason);
  await page.getByRole('button', { name: 'Trình Ban Chỉ đạo' }).click();
  await page.getByText('Đã trình kết quả cho Ban Chỉ đạo').waitFor();
}

// One member approves.
export async function approve(page, base, round, says) {
  await page.goto(`${base}/ky/${round}/phe-duyet`);
  await confirmPassword(page);
  await page.getByRole('button', { name: 'Phê duyệt', exact: true }).click();
  await page.getByText(says).waitFor();
}

// The decision is noted; without a day the result is public at once.
export async function publish(page, base, round, number) {
  await page.goto(`${base}/ky/${round}/phe-duyet`);
  await confirmPassword(page);
  await page.getByLabel('Số, ký hiệu quyết định').fill(number);
  await page.getByLabel('Ngày ban hành').fill('20/11/2026');
  await page.getByLabel('Cơ quan ban hành').fill('UBND tỉnh Mẫu (minh họa)');
  await page.getByLabel('Ngày công bố').fill('');
  await page.getByRole('button', { name: 'Ghi và công bố' }).click();
  await page.getByText('Kết quả đã công bố').waitFor();
}

// Opens the ranking of a round on the portal as soon as it names a decision: the portal follows within moments.
export async function onPortal(page, base, round, decision) {
  for (let turn = 0; turn < 60; turn += 1) {
    const answer = await page.goto(`${base}/ket-qua/${round}`);
    if (answer.status() === 200 && (await page.content()).includes(decision)) return;
    await page.waitForTimeout(1000);
  }
  throw new Error(`the portal does not show ${round} under ${decision}`);
}
