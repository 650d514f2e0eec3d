import type { Clock } from '#lib/base/clock.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, SampleSink, StreamEnd } from '../radio.ts';
import type { UsbDevice } from '../usb/usbDevice.ts';
import { HackRfBoard } from './hackRfBoard.ts';

/**
 * HackRF One, Pro, Jawbreaker and rad1o over USB: 1 to 20 MS/s of signed 8-bit samples. Facts about its requests are from transfers of the real tools
 * (tests/vectors/hackrf) and the parts' data sheets.
 *
 * Never await `close` inside the sink: it waits for the stream, and the stream for the sink.
 */
export class HackRfRadio implements Radio {
  readonly board: HackRfBoard;

  /** @throws WavepoolError `usb.…`; the device is closed again then */
  static async open(device: UsbDevice, clock: Clock): Promise<HackRfRadio> {
    return new HackRfRadio(await HackRfBoard.open(device, clock));
  }

  constructor(board: HackRfBoard) {
    this.board = board;
  }

  get info(): RadioInfo {
    return this.board.frontEnd.info;
  }

  get state(): RadioState {
    return this.board.frontEnd.state;
  }

  async configure(want: RadioWant): Promise<RadioState> {
    this.board.requireOpen();
    return this.board.frontEnd.configure(want, () => {
      const { center, rate } = this.state;
      this.board.samples.retuned({ center, rate });
    });
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    const { center, rate } = this.state;
    return this.board.receive({ mode: 'receive', tuning: { center, rate }, sink, signal });
  }

  close(): Promise<void> {
    return this.board.close();
  }
}
