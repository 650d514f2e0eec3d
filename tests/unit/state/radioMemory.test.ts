import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RadioMemory, type RememberedSource } from '#lib/state/radioMemory.ts';

const first = { vendorId: 0x0bda, productId: 0x2838, serial: '1', nth: 0 };
const second = { ...first, serial: '2' };

function memory(visits = new Map<string, string>(), tab = new Map<string, string>()) {
  const keep = (store: Map<string, string>) => ({
    read: (name: string) => store.get(name) ?? null,
    write: (name: string, value: string) => void store.set(name, value)
  });
  return { memory: new RadioMemory(keep(visits), keep(tab)), visits, tab };
}

test('radios are remembered with their settings, the latest first, and whether they were in use', () => {
  const { memory: here, visits } = memory();
  here.note([{ device: first, name: 'One', want: { center: 1e8, gain: 'auto' } }], []);
  here.note([{ device: second, name: 'Two', want: { rate: 2e6, settings: { agc: true } } }], [first]);
  const { memory: later } = memory(visits);
  expect(later.radios).toEqual([
    { device: second, name: 'Two', want: { rate: 2e6, settings: { agc: true } }, open: true },
    { device: first, name: 'One', want: { center: 1e8, gain: 'auto' }, open: false }
  ]);
  expect(later.find(first)?.name).toBe('One');
  expect(later.find({ ...first, serial: '3' })).toBeNull();
});

test('a radio of another tab stays as it was noted there', () => {
  const { memory: one, visits } = memory();
  const { memory: other } = memory(visits);
  one.note([{ device: first, name: 'One', want: {} }], []);
  other.note([{ device: second, name: 'Two', want: {} }], []);
  expect(one.radios.map(({ name, open }) => [name, open])).toEqual([
    ['Two', true],
    ['One', true]
  ]);
});

test('equal radios are told apart by their places; one that moved is known by what it has in common', () => {
  const { memory: here } = memory();
  const nameless = { ...first, serial: '' };
  here.note([{ device: { ...nameless, nth: 1 }, name: 'Right', want: { ppm: 3 } }], []);
  here.note([{ device: nameless, name: 'Left', want: { ppm: 2 } }], []);
  expect(here.find({ ...nameless, nth: 1 })?.name).toBe('Right');
  expect(here.find({ ...nameless, nth: 2 })?.name).toBe('Left');
});

test('a tab remembers its sources over a reload', () => {
  const { memory: here, tab } = memory();
  const sources: RememberedSource[] = [
    { kind: 'sim', seed: 7, center: 1e8, rate: 2.4e6 },
    { kind: 'usb', device: first, name: 'One', want: { gain: 20 } },
    { kind: 'usb', device: null, name: 'Any', want: {} }
  ];
  here.noteTab({ active: 1, sources });
  expect(memory(new Map(), tab).memory.tab).toEqual({ active: 1, sources });
});

test('whatever stands in the storage: what is read back is a radio or nothing', () => {
  const stored = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .array(
        fc.record({
          device: fc.oneof(
            fc.jsonValue(),
            fc.record({ vendorId: fc.integer(), productId: fc.float(), serial: fc.string(), nth: fc.jsonValue() })
          ),
          name: fc.jsonValue(),
          want: fc.jsonValue(),
          open: fc.jsonValue(),
          kind: fc.constantFrom('usb', 'sim', 'file')
        }),
        { maxLength: 40 }
      )
      .map((value) => JSON.stringify(value)),
    fc.record({ active: fc.jsonValue(), sources: fc.jsonValue() }).map((value) => JSON.stringify(value))
  );
  fc.assert(
    fc.property(stored, (text) => {
      const here = memory(new Map([['wavepool.radios', text]]), new Map([['wavepool.receivers', text]])).memory;
      expect(here.radios.length).toBeLessThanOrEqual(16);
      for (const { device, want } of here.radios) {
        expect(Number.isInteger(device.vendorId) && device.vendorId >= 0 && device.vendorId <= 0xffff).toBe(true);
        expect(want.rate === undefined || Number.isFinite(want.rate)).toBe(true);
      }
      const { active, sources } = here.tab;
      expect(sources.length).toBeLessThanOrEqual(4);
      expect(active === 0 || active in sources).toBe(true);
    }),
    { numRuns: 300, seed: 1 }
  );
});

test('a huge value is not even read', () => {
  const radios = JSON.stringify([{ device: first, name: 'x'.repeat(20_000), want: {}, open: true }]);
  expect(memory(new Map([['wavepool.radios', radios]])).memory.radios).toEqual([]);
});
