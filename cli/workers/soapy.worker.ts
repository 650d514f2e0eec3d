import { parentPort } from 'node:worker_threads';
import { serveSoapy } from '#lib/platform/node/soapy/serveSoapy.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';

/** The thread that SoapySDR works on. */
if (parentPort !== null) serveSoapy(parentPort, hostClock);
