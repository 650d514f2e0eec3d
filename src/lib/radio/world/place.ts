import { cosTurns } from '#lib/dsp/sinCos.ts';

/** A position on the earth: degrees north and east, metres above the ground. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
  readonly height: number;
}

/** Metres east, north and up of the world's origin. */
export interface Place {
  east: number;
  north: number;
  up: number;
}

/** Mean radius of the earth, metres. */
const earthRadius = 6371008.8;
const metresPerDegree = (earthRadius * 6.283185307179586) / 360;

/** Position to local plane: degrees to metres on a sphere touched at the origin. Fit for a few hundred kilometres. */
export function toPlace(origin: Position, position: Position): Place {
  return {
    east: (position.longitude - origin.longitude) * metresPerDegree * cosTurns(origin.latitude / 360),
    north: (position.latitude - origin.latitude) * metresPerDegree,
    up: position.height
  };
}

/** The inverse of `toPlace`. */
export function toPosition(origin: Position, place: Place): Position {
  return {
    latitude: origin.latitude + place.north / metresPerDegree,
    longitude: origin.longitude + place.east / (metresPerDegree * cosTurns(origin.latitude / 360)),
    height: place.up
  };
}

/** Metres between two places in a straight line, at least one (nothing is nearer to an antenna than that). */
export function distance(a: Place, b: Place): number {
  const east = a.east - b.east;
  const north = a.north - b.north;
  const up = a.up - b.up;
  return Math.max(1, Math.sqrt(east * east + north * north + up * up));
}
