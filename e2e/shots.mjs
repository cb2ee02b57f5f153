// Takes pictures of the main pages, for a person to look at: node shots.mjs FOLDER [BASE]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser, openPage } from './lib/browser.mjs';
import { startProduct } from './lib/product.mjs';
import { sittingPath } from './lib/council.mjs';
import { APPRAISED, SAT, UNIT_ASKED } from './lib/round.mjs';
import { ROUND, UNIT, openAs } from './lib/staff.mjs';

const [folder = 'shots', given] = process.argv.slice(2);
const PAGES = {
  home: '/',
  ranking: '/ket-qua/vinh-long-2025/cap-xa',
  parties: '/ket-qua/khanh-hoa-2025/cap-xa',
  ministries: '/ket-qua/par-bo-2023/bo',
  maturity: '/ket-qua/muc-do-2516-2024/xa',
  unit: '/co-quan/khanh-hoa-2025/xa-16',
  'unit-maturity': '/co-quan/muc-do-2516-2024/xa-mau-03',
  'unit-real': '/co-quan/can-giuoc-2025/can-giuoc',
  method: '/phuong-phap/khanh-hoa-2025',
  data: '/du-lieu',
  english: '/en/ket-qua/par-2024/tinh',
};

// Pages of staff: who looks, and where.
const STAFF = {
  start: [null, '/bat-dau'],
  'sign-in': [null, '/dang-nhap'],
  tasks: ['canbo', '/viec'],
  workbench: ['canbo', `/ky/${ROUND}/tu-danh-gia/${UNIT}/2.6`],
  'workbench-list': ['canbo', `/ky/${ROUND}/tu-danh-gia/${UNIT}`],
  check: ['canbo', `/ky/${ROUND}/trinh-ky/${UNIT}`],
  evidence: ['canbo', '/kho'],
  sign: ['lanhdao2', `/ky/${ROUND}/ky-duyet/xa-002`],
  dashboard: ['thuongtruc', `/ky/${ROUND}`],
  'set-up': ['quantri', '/ky/moi'],
  bodies: ['quantri', '/quan-tri/co-quan'],
  components: [null, '/kieu-dang/can-bo'],
  'appraisal-list': ['thamdinh', `/ky/${APPRAISED}/tham-dinh`],
  'appraisal-grid': ['thamdinh', `/ky/${APPRAISED}/tham-dinh/1.1`],
  'appraisal-unit': ['thamdinh', `/ky/${APPRAISED}/tham-dinh/co-quan/${UNIT_ASKED}`],
  consistency: ['thamdinh', `/ky/${APPRAISED}/tham-dinh/nhat-quan`],
  clarification: ['chuyenvien', `/ky/${APPRAISED}/giai-trinh/${UNIT_ASKED}`],
  council: ['thuky', (page, base) => sittingPath(page, base, SAT)],
  'council-member': ['uyvien', (page, base) => sittingPath(page, base, SAT)],
  minutes: ['thuky', async (page, base) => `${await sittingPath(page, base, SAT)}/bien-ban`],
  result: ['thuongtruc', `/ky/${SAT}/ket-qua`],
  approval: ['chidao', `/ky/${SAT}/phe-duyet`],
  log: ['kiemtra', `/kiem-toan/${APPRAISED}`],
  way: ['kiemtra', `/kiem-toan/${APPRAISED}/${UNIT_ASKED}/1.1`],
};

await mkdir(folder, { recursive: true });
const product = given ? { base: given, stop: async () => {} } : await startProduct();
const browser = await openBrowser();
for (const size of ['desktop', 'phone']) {
  const { page, close } = await openPage(browser, { size, base: product.base });
  for (const [name, path] of Object.entries(PAGES)) {
    const answer = await page.goto(product.base + path);
    await page.screenshot({ path: join(folder, `${name}-${size}.png`), fullPage: true });
    console.log(answer.status(), name, size);
  }
  await close();
  for (const [name, [login, path]] of Object.entries(STAFF)) {
    const staff = login ? await openAs(browser, product.base, login, { size }) : await openPage(browser, { size, base: product.base });
    const place = typeof path === 'string' ? path : await path(staff.page, product.base);
    const answer = await staff.page.goto(product.base + place);
    await staff.page.screenshot({ path: join(folder, `staff-${name}-${size}.png`), fullPage: true });
    console.log(answer.status(), name, size);
    await staff.close();
  }
}
await browser.close();
await product.stop();
