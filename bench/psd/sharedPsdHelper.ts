/** A helping thread for tests and benches. */
import { workerData } from 'node:worker_threads';
import { helpSharedPsd, type SharedPsdPlan } from '#lib/spectrum/sharedPsdKernel.ts';

helpSharedPsd(workerData as SharedPsdPlan);
