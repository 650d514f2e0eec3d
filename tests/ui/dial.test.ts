import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Dial from '#lib/ui/Dial.svelte';

async function dial(value: number | null = 100_000_000) {
  const ontune = vi.fn<(hz: number) => void>();
  const screen = await render(Dial, { label: 'Centre frequency', value, min: 500e3, max: 6e9, ontune });
  const face = screen.getByRole('spinbutton', { name: 'Centre frequency' });
  return { ontune, screen, face };
}

test('says its value and its range', async () => {
  const { face } = await dial();
  await expect.element(face).toHaveAttribute('aria-valuenow', '100000000');
  await expect.element(face).toHaveAttribute('aria-valuetext', expect.stringMatching(/^100\sMHz$/));
});

test('arrow keys turn the digit they stand on', async () => {
  const { face, ontune } = await dial();
  face.element().focus();
  await userEvent.keyboard('{ArrowUp}');
  expect(ontune).toHaveBeenLastCalledWith(101_000_000);
  await userEvent.keyboard('{ArrowRight}{ArrowDown}');
  expect(ontune).toHaveBeenLastCalledWith(99_900_000);
});

test('typed digits replace one after the other; Del zeroes the rest', async () => {
  const { face, ontune } = await dial(123_456_789);
  face.element().focus();
  await userEvent.keyboard('9');
  expect(ontune).toHaveBeenLastCalledWith(129_456_789);
  await userEvent.keyboard('{Delete}');
  expect(ontune).toHaveBeenLastCalledWith(123_000_000);
});

test('the wheel turns the digit beneath it, the halves of a digit step it', async () => {
  const { face, ontune } = await dial();
  const digit = face.element().querySelector('[data-place="3"]')!;
  digit.dispatchEvent(new WheelEvent('wheel', { deltaY: -100, bubbles: true, cancelable: true }));
  expect(ontune).toHaveBeenLastCalledWith(100_001_000);
  const box = digit.getBoundingClientRect();
  digit.dispatchEvent(
    new PointerEvent('click', { bubbles: true, pointerType: 'mouse', clientX: box.left + 2, clientY: box.bottom - 2 })
  );
  expect(ontune).toHaveBeenLastCalledWith(99_999_000);
});

test('plain entry takes what people write, and says what is wrong with the rest', async () => {
  const { face, ontune, screen } = await dial();
  face.element().focus();
  await userEvent.keyboard('{Enter}');
  const entry = screen.getByRole('textbox');
  await entry.fill('quite high');
  await userEvent.keyboard('{Enter}');
  await expect.element(entry).toHaveAttribute('aria-invalid', 'true');
  expect(ontune).not.toHaveBeenCalled();
  await entry.fill('433,92 MHz');
  await userEvent.keyboard('{Enter}');
  expect(ontune).toHaveBeenLastCalledWith(433_920_000);
  await expect.element(face).toHaveFocus();
});

test('never tunes outside of the range', async () => {
  const { face, ontune } = await dial(600_000);
  face.element().focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(ontune).toHaveBeenLastCalledWith(500_000);
});

test('without a tuner it shows and takes nothing', async () => {
  const screen = await render(Dial, { label: 'Centre frequency', value: null });
  await expect.element(screen.getByText('Centre frequency: unknown')).toBeInTheDocument();
  expect(screen.container.querySelector('[role=spinbutton]')).toBeNull();
});
