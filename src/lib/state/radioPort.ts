import type { UsbProduct, UsbRadioId } from './radioRequest.ts';

/** A radio that the browser lets this page use. */
export interface GrantedRadio {
  readonly id: UsbRadioId;
  /** As its maker calls it, until its driver knows better. */
  readonly name: string;
}

/** The window's side of USB: asking a person needs a window and a click, while the radio itself is opened in a worker. */
export interface RadioPort {
  /** Whether this browser, and this address, have USB at all. */
  readonly available: boolean;
  /**
   * Lets a person choose among those of `products` that are plugged in. Null: nothing was chosen. Needs a click.
   * @throws Error when the browser refuses to ask
   */
  choose(products: readonly UsbProduct[]): Promise<GrantedRadio | null>;
  /** Radios that may be opened without asking. */
  granted(): Promise<readonly GrantedRadio[]>;
  /** Told when a radio that may be used is plugged in. */
  onPlugged(listener: () => void): void;
}
