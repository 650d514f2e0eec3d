import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const cli = join(import.meta.dirname, '../../../cli/wavepool.js');

describe('Ctrl+C while something is waited for', () => {
  it('ends it without a word about what was waited for', async () => {
    // A server that takes connections and says nothing.
    const server = createServer(() => child.kill('SIGINT'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const args = ['capture', '--radio', `rtltcp:127.0.0.1:${port}`, '--out', join(tmpdir(), 'wavepool-never')];
    const child = spawn(process.execPath, [cli, ...args]);
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    server.close();
    expect(stderr).toBe('');
    expect(code).toBe(130);
  });
});
