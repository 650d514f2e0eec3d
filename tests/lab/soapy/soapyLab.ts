import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const sources = join(root, '../shared/lab/soapy');
const folder = join(root, '.cache/lab/soapy');
const remoteServer = 'SoapySDRServer';

/** What is built of ../shared/lab/soapy: SoapySDR's virtual radio, and what stands in for avahi under SoapySDRServer. */
export interface SoapyLab {
  /** Folder of the module, for SOAPY_SDR_PLUGIN_PATH. */
  readonly plugins: string;
  readonly avahi: string;
}

/** Why the lab cannot be had here; null when it can. */
export function soapyLabMissing(): string | null {
  if (!existsSync(join(sources, 'SoapyVirtual.cpp'))) return `${sources} is not there`;
  for (const tool of ['g++', 'gcc'])
    if (spawnSync(tool, ['--version']).status !== 0) return `${tool} is not installed (Debian: apt-get install g++)`;
  if (!existsSync('/usr/include/SoapySDR/Device.hpp'))
    return 'the headers of SoapySDR are not installed (Debian: apt-get install libsoapysdr-dev)';
  return null;
}

/** Why there is no SoapyRemote here; null when there is. */
export function soapyRemoteMissing(): string | null {
  const missing = soapyLabMissing();
  if (missing !== null) return missing;
  return spawnSync(remoteServer, ['--help']).error === undefined
    ? null
    : 'SoapyRemote is not installed (Debian: apt-get install soapyremote-server soapysdr-module-remote)';
}

/** Builds what is not built yet. @throws Error with the compiler's words */
export function buildSoapyLab(): SoapyLab {
  mkdirSync(folder, { recursive: true });
  const avahi = join(folder, 'libfakeavahi.so');
  const module = join(folder, 'libvirtualSupport.so');
  build(module, 'SoapyVirtual.cpp', 'g++', ['-O2', '-std=c++14', '-shared', '-fPIC'], ['-lSoapySDR']);
  build(avahi, 'fakeavahi.c', 'gcc', ['-O2', '-shared', '-fPIC'], []);
  return { plugins: folder, avahi };
}

function build(target: string, source: string, compiler: string, flags: string[], libraries: string[]): void {
  const from = join(sources, source);
  if (existsSync(target) && statSync(target).mtimeMs > statSync(from).mtimeMs) return;
  const { status, stderr } = spawnSync(compiler, [...flags, '-o', target, from, ...libraries], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${compiler} does not build ${source}: ${stderr}`);
}

/** A SoapySDRServer on a free port of this machine, with the virtual radio. */
export async function startSoapyServer(lab: SoapyLab): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const env = { ...process.env, SOAPY_SDR_PLUGIN_PATH: lab.plugins, LD_PRELOAD: lab.avahi };
  const server = spawn(remoteServer, [`--bind=tcp://127.0.0.1:${port}`], { env, stdio: 'ignore' });
  const stop = () => ended(server);
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) throw new Error(`SoapySDRServer ended with ${server.exitCode}`);
    if (await answers(port)) return { port, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error('SoapySDRServer does not listen');
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await exit;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
