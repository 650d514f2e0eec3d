import { describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { parseEeprom } from '#lib/radio/rtlsdr/rtlEeprom.ts';
import { rtlIdentity } from '#lib/radio/rtlsdr/rtlIdentity.ts';
import { rtlEeprom } from '#tests/lab/emulated/rtlEeprom.ts';

const none = () => Promise.resolve(null);
const told = (manufacturerName?: string, productName?: string, serialNumber?: string) =>
  rtlIdentity({ manufacturerName, productName, serialNumber }, none);

describe('rtlIdentity', () => {
  it.each([
    ['RTLSDRBlog', 'Blog V4', 'blog-v4', 'RTL-SDR Blog V4'],
    ['RTLSDRBlog', 'Blog V4L', 'blog-v4l', 'RTL-SDR Blog V4L'],
    ['RTLSDRBlog', 'Blog V3', 'plain', 'RTL-SDR Blog V3'],
    ['Realtek', 'Blog V4', 'plain', 'Blog V4'],
    ['Realtek', 'RTL2838UHIDIR', 'plain', ''],
    ['Nooelec', 'NESDR SMArt v5', 'plain', 'NESDR SMArt v5']
  ])('%s %s', async (maker, product, board, name) => {
    expect(await told(maker, product, '00000001')).toEqual({
      board,
      product: name,
      serial: '00000001',
      directHf: product === 'Blog V3',
      notices: []
    });
  });

  it('asks the EEPROM where USB gives no strings', async () => {
    const eeprom = parseEeprom(rtlEeprom(0x0bda, 0x2838, ['RTLSDRBlog', 'Blog V4', '77']));
    const identity = await rtlIdentity({ productName: '' }, () => Promise.resolve(eeprom));
    expect(identity).toMatchObject({ board: 'blog-v4', serial: '77' });
  });

  it('says that a serial number cannot be read, and makes it readable', async () => {
    for (const serial of ['\u0000\u0001x', 'a'.repeat(5000), '\ud800', '\u001b[2J7', '1\ufffd']) {
      const identity = await told('Realtek', 'RTL2838UHIDIR', serial);
      expect(identity.notices.length).toBe(1);
      expect(identity.serial.length).toBeLessThanOrEqual(48);
      // eslint-disable-next-line no-control-regex -- that is what must not be in it
      expect(identity.serial).not.toMatch(/[\u0000-\u001f]/);
    }
  });
});

describe('parseEeprom', () => {
  it('reads ids and strings', () => {
    expect(parseEeprom(rtlEeprom(0x0bda, 0x2832, ['Realtek', 'Ünïcode', 'S1']))).toEqual({
      vendorId: 0x0bda,
      productId: 0x2832,
      manufacturer: 'Realtek',
      product: 'Ünïcode',
      serial: 'S1'
    });
  });

  it('refuses what is no EEPROM of an RTL2832U, and ends at the first broken string', () => {
    expect(parseEeprom(new Uint8Array(256).fill(0xff))).toBeNull();
    expect(parseEeprom(Uint8Array.of(0x28, 0x32))).toBeNull();
    const broken = rtlEeprom(0x0bda, 0x2838, ['Realtek', 'RTL2838UHIDIR', '1']);
    broken[9 + 16] = 0xff;
    expect(parseEeprom(broken)).toMatchObject({ manufacturer: 'Realtek', product: '', serial: '' });
    expect(parseEeprom(rtlEeprom(0x0bda, 0x2838, ['Realtek', 'x'.repeat(90), '1']))).toMatchObject({ product: '' });
  });

  it('takes any bytes', () => {
    const random = new Prng(5);
    for (let round = 0; round < 500; round++) {
      const bytes = Uint8Array.from({ length: Math.floor(random.unit() * 257) }, () => Math.floor(random.unit() * 256));
      bytes.set([0x28, 0x32].slice(0, bytes.length));
      if (round % 2 === 0 && bytes.length > 11) bytes.set([2 * (round % 40), 3], 9);
      const found = parseEeprom(bytes);
      for (const text of [found?.manufacturer, found?.product, found?.serial])
        expect((text ?? '').length).toBeLessThanOrEqual(35);
    }
  });
});
