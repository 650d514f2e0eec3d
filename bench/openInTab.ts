import type { Page } from 'playwright';

/** How a file fared in the tab. */
export interface TabOutcome {
  /** Samples that the page says it received and missed, once the file has been played to its end; null when it was refused. */
  readonly received: number | null;
  readonly missed: number | null;
  /** What the page says when it refuses. */
  readonly refusal: string | null;
}

/** What a person would type into the page's form when the file does not say it. */
export interface TabOverride {
  readonly rate: number | null;
  readonly format: string | null;
}

/** Opens files on the start page as a person does, answers the page's question for rate and format, and plays them to the end, fastest. */
export async function openInTab(page: Page, paths: string | string[], override: TabOverride): Promise<TabOutcome> {
  await page.locator('input[type=file]').first().setInputFiles(paths);
  const refused = page.getByRole('alert').filter({ hasText: 'could not be opened' });
  const pace = page.getByRole('radio', { name: 'Fastest' });
  // The length stands in the Source panel as soon as a file is open.
  const opened = page.locator('dd', { hasText: ' samples' });
  await refused.or(opened).first().waitFor();
  if (await refused.isVisible()) {
    const submit = refused.getByRole('button', { name: 'Open with these' });
    const message = await refused.innerText();
    if (!(await submit.isVisible()) || override.rate === null)
      return { received: null, missed: null, refusal: message };
    await refused.getByLabel('Sample rate').fill(String(override.rate));
    if (override.format !== null) await refused.getByLabel('Format').selectOption(override.format);
    await submit.click();
    await opened.waitFor();
  }
  await pace.check({ force: true });
  await page.getByText('End of the recording').waitFor({ timeout: 30_000 });
  const counts = await page.locator('.count').innerText();
  const [received, missed] = counts
    .replace(/(\d)[\s\u202f\u00a0](?=\d)/g, '$1')
    .match(/\d+/g)!
    .map(Number);
  return { received, missed, refusal: null };
}
