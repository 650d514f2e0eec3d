import { describe, expect, it } from 'vitest';
import { tallyClasses } from '#lib/spectrum/character/tallyClasses.ts';

describe('tallyClasses', () => {
  it('follows the energy, not the number', () => {
    const weak = { class: 'NFM', confidence: 1, energy: 0.01 } as const;
    expect(tallyClasses([{ class: 'OOK', confidence: 0.8, energy: 1 }, weak, weak, weak])).toBe('OOK');
  });

  it('says unknown for nothing, for two that are as strong, and where most is unknown', () => {
    expect(tallyClasses([])).toBe('unknown');
    const two = [
      { class: 'OOK', confidence: 0.9, energy: 1 },
      { class: 'FSK', confidence: 0.9, energy: 1 }
    ] as const;
    expect(tallyClasses(two)).toBe('unknown');
    const dark = { class: 'unknown', confidence: 0, energy: 1 } as const;
    expect(tallyClasses([{ class: 'OOK', confidence: 1, energy: 0.2 }, dark])).toBe('unknown');
  });
});
