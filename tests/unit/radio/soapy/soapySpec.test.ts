import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { parseOsRelease, soapyPackages } from '#lib/platform/node/soapy/soapyPackages.ts';
import { parseSoapySpec } from '#lib/radio/soapy/soapySpec.ts';

describe('a SPEC of SoapySDR', () => {
  it('is its arguments, the channel and the format', () => {
    expect(parseSoapySpec('driver=rtlsdr, serial=0001,channel=1,format=cs16,label=a=b,empty=')).toEqual({
      args: { driver: 'rtlsdr', serial: '0001', label: 'a=b', empty: '' },
      channel: 1,
      format: 'cs16'
    });
    expect(parseSoapySpec('')).toEqual({ args: {}, channel: 0, format: null });
  });

  it('takes TCP for a remote stream, unless another is named', () => {
    const remote = 'remote=tcp://[::1]:55132,remote:driver=hackrf';
    expect(parseSoapySpec(remote).args).toEqual({
      driver: 'remote',
      remote: 'tcp://[::1]:55132',
      'remote:driver': 'hackrf',
      'remote:prot': 'tcp'
    });
    expect(parseSoapySpec(`driver=remote,remote:prot=udp`).args['remote:prot']).toBe('udp');
  });

  it('says what it should look like', () => {
    for (const bad of [
      'rtlsdr',
      '=x',
      'driver=',
      'a=1,a=2',
      'channel=-1',
      'channel=x',
      'a=\u0000',
      '__proto__=1',
      'a=1,'.repeat(70)
    ])
      expect(() => parseSoapySpec(bad), bad).toThrow('soapy:driver=NAME');
  });

  it('of any kind is read or refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(Object.getPrototypeOf(parseSoapySpec(text).args)).toBe(Object.prototype);
        } catch (error) {
          expect(error).toBeInstanceOf(WavepoolError);
        }
      })
    );
  });
});

describe('the packages to install', () => {
  it('are those of the system', () => {
    const hint = (release: string) => soapyPackages('linux', parseOsRelease(release));
    expect(hint('NAME="Debian GNU/Linux"\nID=debian\n')).toBe('apt-get install libsoapysdr0.8 soapysdr-module-all');
    expect(hint('ID=raspbian\nID_LIKE=debian')).toContain('apt-get install');
    expect(hint('ID="linuxmint"\nID_LIKE="ubuntu debian"')).toContain('apt-get install');
    expect(hint('ID=fedora')).toContain('dnf install SoapySDR');
    expect(hint("ID='manjaro'\nID_LIKE=arch")).toContain('pacman -S soapysdr');
    expect(hint('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"')).toContain('zypper');
    expect(hint('')).toContain('apt-get install');
    expect(hint('ID=constructor')).toContain('the packages of this system');
    expect(soapyPackages('darwin', [])).toContain('brew install soapysdr');
    expect(soapyPackages('win32', [])).toContain('PothosSDR');
  });
});
