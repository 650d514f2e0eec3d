import type { GrantedRadio, RadioPort } from '#lib/state/radioPort.ts';
import { RadioMemory } from '#lib/state/radioMemory.ts';
import { readLink } from '#lib/state/receiveLink.ts';
import { Receiver } from '#lib/state/receiver.svelte.ts';
import { Receivers } from '#lib/state/receivers.svelte.ts';
import { createScriptedEngine, simInfo, type ScriptedEngine } from './scriptedEngine.ts';

/** USB as a test wants it: what is granted, and what the person chooses next. */
export interface ScriptedPort extends RadioPort {
  available: boolean;
  radios: readonly GrantedRadio[];
  /** An Error is what the browser says instead of asking. */
  next: GrantedRadio | Error | null;
  plug(): void;
}

export const dongle: GrantedRadio = {
  id: { vendorId: 0x0bda, productId: 0x2838, serial: '00000001', nth: 0 },
  name: 'Blog V4 00000001'
};

export function createScriptedPort(): ScriptedPort {
  const listeners: (() => void)[] = [];
  const port: ScriptedPort = {
    available: true,
    radios: [],
    next: null,
    plug: () => listeners.forEach((listener) => listener()),
    granted: () => Promise.resolve(port.radios),
    choose: () => {
      const { next } = port;
      if (next instanceof Error) return Promise.reject(next);
      if (next !== null) port.radios = [...port.radios, next];
      return Promise.resolve(next);
    },
    onPlugged: (listener) => listeners.push(listener)
  };
  return port;
}

/** A memory that lasts for a test; hand the same stores to a second one to visit again. */
export function createMemory(visits = new Map<string, string>(), tab = new Map<string, string>()): RadioMemory {
  const keep = (store: Map<string, string>) => ({
    read: (name: string) => store.get(name) ?? null,
    write: (name: string, value: string) => void store.set(name, value)
  });
  return new RadioMemory(keep(visits), keep(tab));
}

/** Receivers on scripted engines: `engines` are those of the slots, in the order in which they were made. */
export function createReceivers(
  address = '',
  {
    info = simInfo,
    port = createScriptedPort(),
    memory = createMemory(),
    prepare = (_engine: ScriptedEngine) => {},
    reloaded = false
  } = {}
) {
  const engines: ScriptedEngine[] = [];
  const receivers = new Receivers(
    (link) => {
      const engine = createScriptedEngine(info);
      prepare(engine);
      engines.push(engine);
      const canvases = { spectrum: document.createElement('canvas'), waterfall: document.createElement('canvas') };
      return { receiver: new Receiver(engine, link), canvases };
    },
    readLink(new URLSearchParams()),
    port,
    memory
  );
  receivers.start(readLink(new URLSearchParams(address)), reloaded);
  return { receivers, engines, port, memory };
}
