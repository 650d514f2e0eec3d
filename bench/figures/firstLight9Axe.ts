import type { Figure, FigureResult } from '../figure.ts';
import { accessibilityFaults } from '../accessibilityFaults.ts';
import { withServedPage } from '../servedPage.ts';

export const firstLight9Axe: Figure = {
  id: 'first-light.9',
  what: 'axe: accessibility of /, first run and while receiving, dark and light, at 1440, 768 and 390 pixels',
  required: 'no violations',
  ci: true,
  needsShared: false,
  measure
};

async function measure(): Promise<FigureResult> {
  const faults = await withServedPage(({ browser, url }) => accessibilityFaults(browser, url));
  return { measured: `${faults.length} violations`, pass: faults.length === 0, details: faults };
}
