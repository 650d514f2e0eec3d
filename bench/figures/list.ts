import type { Figure } from '../figure.ts';
import { engine1Psd4096 } from './engine1Psd4096.ts';
import { engine2Psd65536 } from './engine2Psd65536.ts';
import { engine3Workers } from './engine3Workers.ts';
import { engine4Chain } from './engine4Chain.ts';
import { firstLight1Setup } from './firstLight1Setup.ts';
import { firstLight2Psd } from './firstLight2Psd.ts';
import { firstLight3Bursts } from './firstLight3Bursts.ts';
import { firstLight4FalseAlarms } from './firstLight4FalseAlarms.ts';
import { firstLight5Recordings } from './firstLight5Recordings.ts';
import { firstLight6FirstRow } from './firstLight6FirstRow.ts';
import { firstLight7Bundle } from './firstLight7Bundle.ts';
import { firstLight8Endurance } from './firstLight8Endurance.ts';
import { firstLight9Axe } from './firstLight9Axe.ts';
import { engine10Classes } from './engine10Classes.ts';
import { engine6Gpu } from './engine6Gpu.ts';
import { engine7GpuSpeed } from './engine7GpuSpeed.ts';
import { engine8FalseAlarms } from './engine8FalseAlarms.ts';
import { engine9Detection } from './engine9Detection.ts';
import { radios1Oracle } from './radios1Oracle.ts';
import { radios2Usb } from './radios2Usb.ts';
import { radios3Losses } from './radios3Losses.ts';
import { radios4Browser } from './radios4Browser.ts';
import { radios5Webusb } from './radios5Webusb.ts';
import { radios6Soapy } from './radios6Soapy.ts';
import { radios7RtlTcp } from './radios7RtlTcp.ts';
import { radios8Gps } from './radios8Gps.ts';

/** Every figure, in order: one import and one line each. */
export const figures: readonly Figure[] = [
  firstLight1Setup,
  firstLight2Psd,
  firstLight3Bursts,
  firstLight4FalseAlarms,
  firstLight5Recordings,
  firstLight6FirstRow,
  firstLight7Bundle,
  firstLight8Endurance,
  firstLight9Axe,
  radios1Oracle,
  radios2Usb,
  radios3Losses,
  radios4Browser,
  radios5Webusb,
  radios6Soapy,
  radios7RtlTcp,
  radios8Gps,
  engine1Psd4096,
  engine2Psd65536,
  engine3Workers,
  engine4Chain,
  engine6Gpu,
  engine7GpuSpeed,
  engine8FalseAlarms,
  engine9Detection,
  engine10Classes
];
