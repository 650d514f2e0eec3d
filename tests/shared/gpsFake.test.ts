import { describe, expect, it } from 'vitest';
import { gpsFakeObstacle, throughGpsd } from './gpsFake.ts';

describe.skipIf(gpsFakeObstacle() !== null)(
  'a log through gpsfake and gpsd (skipped where they are not installed)',
  () => {
    it('arrives with its positions and times', async () => {
      const { fixes, positionError, altitudeError, strangers, clock } = await throughGpsd(5);
      expect(fixes).toBeGreaterThanOrEqual(3);
      expect(strangers).toBe(0);
      expect(positionError).toBeLessThan(0.05);
      expect(altitudeError).toBeLessThan(0.06);
      expect(clock.source).toBe('gps-nmea');
    });
  }
);
