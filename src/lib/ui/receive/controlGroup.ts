/** Bands of controls that come as one sheet where there is no room beside the plot. */
export type ControlGroup = 'source' | 'display' | 'signals';
