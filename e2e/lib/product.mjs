// The product itself: the built binary with its demo, on a free port, in a folder of its own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', new URL('.', import.meta.url)).pathname;

function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
  const places = [process.env.THUOCDO_BIN, join(target, 'debug', 'thuocdo'), join(target, 'release', 'thuocdo')];
  const found = places.find((path) => path && existsSync(path));
  if (!found) throw new Error('build the product first: cargo build');
  return found;
}

export async function startProduct() {
  const folder = await mkdtemp(join(tmpdir(), 'thuocdo-e2e-'));
  const child = spawn(binary(), [], { cwd: folder, env: { ...process.env, THUOCDO_LISTEN: '127.0.0.1:0' } });
  let text = '';
  const base = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address within 120 s:\n${text}`)), 120_000);
    const look = (chunk) => {
      text += chunk;
      const address = text.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (address) {
        clearTimeout(timer);
        resolve(address[0]);
      }
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => reject(new Error(`the product ended with ${code}:\n${text}`)));
  });
  return {
    base,
    folder,
    async stop() {
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
