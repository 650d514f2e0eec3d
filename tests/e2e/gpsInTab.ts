import type { Locator, Page } from 'playwright';
import { metresBetween } from '#tests/shared/gpsFake.ts';
import { loggedWay, momentAsNmea, type LoggedPlace } from '#tests/shared/gpsLog.ts';
import type { GpsTerminal } from './gpsTerminal.ts';

/** What the page showed, against what the receiver on its serial port said. */
export interface TabOutcome {
  /** Different moments that were read off the page. */
  readonly moments: number;
  /** Metres, the worst: from where the receiver was at the time that the page shows with it. */
  readonly positionError: number;
  /** Seconds, the worst: by how much the time on the page lay behind the computer's clock, which the receiver here speaks. */
  readonly timeError: number;
  /** How the page says this computer's clock stands, and in words. */
  readonly clock: string;
}

/** The band on the page, open. */
export async function gpsBand(page: Page): Promise<Locator> {
  const panel = page.locator('details').filter({ has: page.getByRole('heading', { name: 'Position and time' }) });
  if ((await panel.getAttribute('open')) === null) await panel.locator('summary').click();
  return panel;
}

/** A receiver that says every second where it is on its way, at this computer's own time. @returns stops it */
function speak(terminal: GpsTerminal, way: readonly LoggedPlace[]): () => Promise<void> {
  let speaking = true;
  // Whoever looks away may stop it meanwhile.
  const stillSpeaking = () => speaking;
  const spoken = (async () => {
    for (const place of way) {
      await new Promise((resolve) => setTimeout(resolve, place.time * 1000 - Date.now()));
      if (!stillSpeaking()) return;
      await terminal.send(momentAsNmea(place));
    }
  })();
  return async () => {
    speaking = false;
    await spoken;
  };
}

/** Reads so many moments off the page while a receiver speaks on its serial port. */
export async function gpsInTab(page: Page, terminal: GpsTerminal, moments: number): Promise<TabOutcome> {
  const way = loggedWay(Math.ceil(Date.now() / 1000), 3600);
  const places = new Map(way.map((place) => [place.time, place]));
  const stop = speak(terminal, way);
  try {
    const panel = await gpsBand(page);
    await panel.getByRole('status').getByText('fix').waitFor({ timeout: 30_000 });
    const seen = new Set<number>();
    let positionError = 0;
    let timeError = 0;
    while (seen.size < moments) {
      const shown = await panel.evaluate((band) => ({
        utc: band.querySelector('time')?.dateTime ?? '',
        values: Array.from(band.querySelectorAll('dd'), (value) => value.textContent),
        now: Date.now()
      }));
      const time = Date.parse(shown.utc) / 1000;
      const place = places.get(time);
      if (place === undefined) throw new Error(`The page shows a time that was never said: ${shown.utc}`);
      const [lat, lon] = shown.values.slice(0, 2).map(degrees);
      positionError = Math.max(positionError, metresBetween({ lat, lon }, place));
      timeError = Math.max(timeError, shown.now / 1000 - time);
      seen.add(time);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const clock = await panel.locator('dd').last().innerText();
    return { moments: seen.size, positionError, timeError, clock: clock.replace(/\s+/g, ' ') };
  } finally {
    await stop();
  }
}

/** `33.860000° S` as -33.86. */
function degrees(text: string): number {
  return parseFloat(text) * (/[SW]$/.test(text.trim()) ? -1 : 1);
}
