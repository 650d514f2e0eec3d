import { gpsInTab } from '#tests/e2e/gpsInTab.ts';
import { openGpsTerminal, terminalObstacle } from '#tests/e2e/gpsTerminal.ts';
import { gpsFakeObstacle, throughGpsd } from '#tests/shared/gpsFake.ts';
import type { Figure, FigureResult } from '../figure.ts';
import { withServedPage } from '../servedPage.ts';

const seconds = 20;
/** What the written positions allow: 1e-5 of a minute in the log, six decimals of a degree on the page. */
const nodeMetres = 0.05;
const tabMetres = 0.15;
/** The first moments are given when the next begins, before the receiver's order is known, and stay on screen for a second; the rest is the machine. */
const tabSeconds = 3;

export const radios8Gps: Figure = {
  id: 'radios.8',
  what: 'GPS: a log by gpsfake through gpsd in Node; a receiver behind Web Serial in Chromium',
  required: 'position and time arrive',
  ci: false,
  needsShared: false,
  measure
};

async function measure(): Promise<FigureResult> {
  const obstacle = gpsFakeObstacle() ?? terminalObstacle();
  if (obstacle !== null) return { measured: `not measured: ${obstacle}`, pass: false };
  const node = await throughGpsd(seconds);
  const tab = await withServedPage(async ({ url }) => {
    const terminal = await openGpsTerminal(url);
    try {
      const page = await terminal.browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(`${url}/?radio=sim`);
      return await gpsInTab(page, terminal, seconds);
    } finally {
      await terminal.close();
    }
  });
  const nodeArrived = node.fixes >= seconds / 2 && node.strangers === 0 && node.positionError < nodeMetres;
  const tabArrived = tab.moments === seconds && tab.positionError < tabMetres && tab.timeError < tabSeconds;
  return {
    measured:
      `gpsd: ${node.fixes} fixes, position within ${node.positionError.toFixed(3)} m of the log, ` +
      `${node.strangers === 0 ? 'every time as logged' : `${node.strangers} times not in the log`}; ` +
      `tab: ${tab.moments} fixes, position within ${tab.positionError.toFixed(3)} m, time at most ${tab.timeError.toFixed(2)} s old`,
    pass: nodeArrived && tabArrived,
    details: [
      `gpsd: altitude within ${node.altitudeError.toFixed(2)} m of the log`,
      `tab: this computer's clock against the receiver, which speaks that same clock without delay: ${tab.clock}`
    ]
  };
}
