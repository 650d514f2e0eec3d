/** How far a GPU's spectra may be from the processor's, dB, in every bin that lies within `rangeDb` of the strongest. */
export const allowedDb = 0.01;
export const rangeDb = 80;
