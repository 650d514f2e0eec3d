// Runs in the page and in its workers before anything of ours: puts emulated dongles behind `navigator.usb`.
import type { Clock } from '#lib/base/clock.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import { EmulatedR82xx } from '#tests/lab/emulated/emulatedR82xx.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import { EmulatedUsb } from '#tests/lab/emulated/emulatedUsb.ts';
import type { EmulatedUsbDevice } from '#tests/lab/emulated/emulatedUsbDevice.ts';
import type { Dongle, HostUsb } from './dongle.ts';

const host = globalThis as unknown as { dongles: readonly Dongle[]; hostUsb: HostUsb };

const clock: Clock = {
  now: () => (performance.timeOrigin + performance.now()) / 1000,
  until: (time) =>
    new Promise((resolve) => setTimeout(resolve, Math.max(0, time * 1000 - performance.timeOrigin - performance.now())))
};

/** Acknowledges, and answers nothing that any tuner would. */
const strange = {
  name: 'strange',
  address: 0xa2,
  powerOn: () => undefined,
  write: () => undefined,
  read: (length: number) => new Uint8Array(length),
  oscillator: 0,
  highSide: false
};

/** A window keeps over a reload what was granted, as a browser does. Workers may use all of it. */
const grants = 'lab.granted';
const inWindow = typeof document !== 'undefined';
const granted = new Set<number>(inWindow ? (JSON.parse(localStorage.getItem(grants) ?? '[]') as number[]) : []);

const devices = host.dongles.map((dongle, at) => {
  const device = make(dongle);
  if (dongle.absent === true) device.unplug();
  device.faults.claimRefused = dongle.claimRefused === true;
  device.faults.openRefused = dongle.openRefused === true;
  exclusive(device, at);
  return device;
});
const usb = new EmulatedUsb(devices, true);

const hostUsb: HostUsb = {
  choose: 0,
  filters: [],
  unplug: (at) => devices[at].unplug(),
  plug: (at) => devices[at].plug(),
  refuse: (at, claim) => {
    devices[at].faults.claimRefused = claim;
  },
  report: (at) => {
    const device = devices[at];
    const { rate, center } = device instanceof EmulatedRtlSdr ? device : device.state;
    return {
      opened: device.opened,
      rate,
      center,
      biasTee: device instanceof EmulatedRtlSdr ? device.pins[0] === true : device.state.antennaPower,
      samples: device.bytes / 2,
      dropped: device.dropped
    };
  }
};
host.hostUsb = hostUsb;

Object.defineProperty(Object.getPrototypeOf(navigator) as object, 'usb', {
  configurable: true,
  get: () => ({
    getDevices: async () =>
      (await usb.getDevices()).filter(
        (device) => !inWindow || devices.some((own, at) => own === device && granted.has(at))
      ),
    requestDevice: async (options: Parameters<EmulatedUsb['requestDevice']>[0]) => {
      Object.assign(hostUsb, { filters: options.filters });
      usb.choose = (matching) =>
        matching.find((device) => hostUsb.choose !== null && device === devices[hostUsb.choose]) ?? null;
      const device = await usb.requestDevice(options);
      granted.add(devices.findIndex((own) => own === device));
      localStorage.setItem(grants, JSON.stringify([...granted]));
      return device;
    },
    addEventListener: usb.addEventListener.bind(usb),
    removeEventListener: usb.removeEventListener.bind(usb)
  })
});

function make(dongle: Dongle): EmulatedRtlSdr | EmulatedHackRf {
  const { kind, model, serial = '00000001', api } = dongle;
  const tones = dongle.tones === undefined ? {} : { tones: dongle.tones };
  if (kind === 'hackrf') return new EmulatedHackRf({ clock, serial, ...tones, ...(api === undefined ? {} : { api }) });
  const device = new EmulatedRtlSdr({
    clock,
    serial,
    ...tones,
    ...(model === undefined ? {} : { model }),
    ...(dongle.strangeTuner === true ? { tuner: strange } : {})
  });
  if (dongle.noLock === true && device.tuner instanceof EmulatedR82xx) device.tuner.locks = false;
  return device;
}

/** One interface, one holder, in whatever tab or worker: what a kernel sees to. */
function exclusive(device: EmulatedUsbDevice, at: number): void {
  let release: (() => void) | null = null;
  const claim = device.claimInterface.bind(device);
  const close = device.close.bind(device);
  const unplug = device.unplug.bind(device);
  const free = () => {
    release?.();
    release = null;
  };
  device.claimInterface = async (number) => {
    if (release === null && !(await hold(`lab.dongle.${at}`, (end) => (release = end))))
      throw new DOMException('Unable to claim interface.', 'NetworkError');
    try {
      await claim(number);
    } catch (error) {
      free();
      throw error;
    }
  };
  device.close = () => close().finally(free);
  device.unplug = () => {
    unplug();
    free();
  };
}

function hold(name: string, held: (release: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>((end) => held(end));
    });
  });
}
