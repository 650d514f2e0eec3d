/** Colours of what is drawn on the canvases. Contrast of graphics against the ground is at least 3:1 in both (tests/unit/draw/theme.test.ts). */
export interface DrawTheme {
  /** Behind the traces, and where the waterfall has nothing to show. */
  readonly ground: string;
  readonly empty: string;
  /** Grid lines are quiet on purpose: the labels beside the plot carry their meaning. */
  readonly grid: string;
  readonly live: string;
  /** Fill under the live trace, from its crest down to the bottom. */
  readonly fillTop: string;
  readonly fillBottom: string;
  readonly average: string;
  readonly peakHold: string;
}

export const drawThemes: Readonly<Record<'dark' | 'light', DrawTheme>> = {
  dark: {
    ground: '#0b1016',
    empty: '#131b24',
    grid: '#1d2833',
    live: '#3ddbd9',
    fillTop: 'rgb(61 219 217 / 0.30)',
    fillBottom: 'rgb(61 219 217 / 0.03)',
    average: '#c3ced9',
    peakHold: '#f2b04c'
  },
  light: {
    ground: '#fbfcfd',
    empty: '#e6ebf0',
    grid: '#dfe5eb',
    live: '#00807e',
    fillTop: 'rgb(0 128 126 / 0.24)',
    fillBottom: 'rgb(0 128 126 / 0.03)',
    average: '#3c4a58',
    peakHold: '#b06a00'
  }
};

/**
 * Detection boxes lie on the waterfall, whose colours are the palette's, not the theme's: a light line inside a dark one stands out from
 * any of them.
 */
export const boxColors = { line: '#ffffff', edge: 'rgb(8 12 16 / 0.75)', picked: '#ffd166' } as const;
