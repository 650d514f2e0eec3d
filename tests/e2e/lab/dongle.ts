/** A dongle that a test wants plugged in, in a form that travels into the page. */
export interface Dongle {
  readonly kind: 'rtlsdr' | 'hackrf';
  readonly model?: 'r820t' | 'r828d' | 'blog-v3' | 'blog-v4' | 'blog-v4l' | 'no-tuner';
  /** As the browser tells it; default `00000001`. */
  readonly serial?: string;
  /** Answers at an address where only a tuner that nobody knows would be. */
  readonly strangeTuner?: boolean;
  /** The PLL of the tuner never locks. */
  readonly noLock?: boolean;
  /** Version of a HackRF's requests, 0xMMmm. */
  readonly api?: number;
  /** What is on the air: Hz, and amplitude as a share of full scale. Default: a tone at 100.1 MHz. */
  readonly tones?: readonly { readonly frequency: number; readonly amplitude: number }[];
  readonly claimRefused?: boolean;
  readonly openRefused?: boolean;
  /** Nothing is plugged in here yet. */
  readonly absent?: boolean;
}

/** What a test can do to the emulated USB of a window or worker. */
export interface HostUsb {
  /** Which of the list a person chooses next; null closes the chooser. */
  choose: number | null;
  /** What the page asked the chooser to show. */
  readonly filters: readonly { readonly vendorId: number; readonly productId: number }[];
  unplug(at: number): void;
  plug(at: number): void;
  refuse(at: number, claim: boolean): void;
  report(at: number): DongleReport;
}

/** What the hardware is set to, and what it has lost. */
export interface DongleReport {
  readonly opened: boolean;
  readonly rate: number;
  readonly center: number;
  readonly biasTee: boolean;
  readonly samples: number;
  readonly dropped: number;
}
