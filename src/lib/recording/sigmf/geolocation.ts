/** Where something is: degrees, WGS 84, north and east positive. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/**
 * A place as SigMF wants it: a GeoJSON Point (RFC 7946), longitude first. Without altitude: that would be above the ellipsoid, and receivers
 * say it above the sea.
 */
export function geolocation({ lat, lon }: Place): { readonly type: 'Point'; readonly coordinates: readonly number[] } {
  // Seven digits are a centimetre.
  return { type: 'Point', coordinates: [lon, lat].map((degrees) => Number(degrees.toFixed(7))) };
}

/** Metres between two places that lie close together: a minute of arc is a nautical mile. */
export function metresBetween(a: Place, b: Place): number {
  const north = (a.lat - b.lat) * 60 * 1852;
  // The short way round, across the date line too.
  const turn = ((((a.lon - b.lon) % 360) + 540) % 360) - 180;
  return Math.hypot(north, turn * 60 * 1852 * Math.cos((a.lat * Math.PI) / 180));
}
