import { cosTurns } from '#lib/dsp/sinCos.ts';

const steps = 131072;

/**
 * Compact position report for aircraft in the air, 17 bits each: RTCA DO-260B, A.1.7.3.
 *
 * @param odd which of the two grids
 */
export function compactPosition(
  latitude: number,
  longitude: number,
  odd: boolean
): { latitude: number; longitude: number } {
  const i = odd ? 1 : 0;
  const latitudeZone = 360 / (60 - i);
  const y = Math.floor(steps * fraction(latitude / latitudeZone) + 0.5);
  // The number of longitude zones is taken at the latitude that the receiver will find.
  const seen = latitudeZone * (y / steps + Math.floor(latitude / latitudeZone));
  const longitudeZone = 360 / Math.max(1, longitudeZones(seen) - i);
  const x = Math.floor(steps * fraction(longitude / longitudeZone) + 0.5);
  return { latitude: y % steps, longitude: x % steps };
}

/**
 * NL(latitude), 1..59: DO-260B, A.1.7.2.d, NL = floor(2 pi / arccos(1 - (1 - cos(pi / 30)) / cos^2 latitude)). Solved for the largest N with
 * cos(2 pi / N) <= that argument, which needs no arccos.
 */
export function longitudeZones(latitude: number): number {
  const c = cosTurns(latitude / 360);
  if (Math.abs(latitude) >= 87) return Math.abs(latitude) > 87 ? 1 : 2;
  const argument = 1 - (1 - cosTurns(1 / 60)) / (c * c);
  for (let zones = 59; zones > 1; zones--) {
    if (cosTurns(1 / zones) <= argument) return zones;
  }
  return 1;
}

function fraction(x: number): number {
  return x - Math.floor(x);
}
