import { expect, test } from 'vitest';
import { keyAction, keyActions } from '#lib/state/keyActions.ts';

const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

test('no key stands for two actions', () => {
  const keys = keyActions.flatMap((action) => action.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('letters work in either case; what the browser uses is left to it', () => {
  expect(keyAction({ ...plain, key: 'z' })?.does).toBe('Automatic levels');
  expect(keyAction({ ...plain, key: 'Z', shiftKey: true })?.does).toBe('Automatic levels');
  expect(keyAction({ ...plain, key: 'p', ctrlKey: true })).toBeUndefined();
  expect(keyAction({ ...plain, key: 'd', metaKey: true })).toBeUndefined();
});

test('plain arrows are the cursor; with Shift they move the view', () => {
  expect(keyAction({ ...plain, key: 'ArrowLeft' })).toBeUndefined();
  expect(keyAction({ ...plain, key: 'ArrowLeft', shiftKey: true })?.does).toMatch(/Lower frequencies/);
});
