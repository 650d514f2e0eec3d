/** Windows for spectral estimation, in the order in which they are offered. */
export const windowNames = ['rect', 'hann', 'blackman-harris', 'flat-top'] as const;
export type WindowName = (typeof windowNames)[number];
