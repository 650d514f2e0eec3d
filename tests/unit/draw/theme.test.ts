import { expect, test } from 'vitest';
import { drawThemes } from '#lib/draw/theme.ts';

/** Contrast of two #rrggbb colours, WCAG 2. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test.each(['dark', 'light'] as const)('%s: traces stand out from the ground by 3:1 or more', (name) => {
  const theme = drawThemes[name];
  for (const color of [theme.live, theme.average, theme.peakHold])
    expect(contrast(color, theme.ground), color).toBeGreaterThanOrEqual(3);
});
