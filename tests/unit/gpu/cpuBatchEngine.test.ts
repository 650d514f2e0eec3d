import { CpuBatchEngine } from '#lib/gpu/cpuBatchEngine.ts';
import { batchEngineContract } from '#tests/contracts/batchEngineContract.ts';

batchEngineContract('CpuBatchEngine', (wants) => Promise.resolve(new CpuBatchEngine(wants)));
