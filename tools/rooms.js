/**
 * The rooms of the house: what each may import besides itself. `below` is what it may import of other rooms; `packages` what it may
 * import from npm; `node` whether Node's own modules are there. The dependency rules (.dependency-cruiser.mjs) and the lint rules for
 * Svelte files (whose type imports the dependency check cannot see) are made from this table.
 * @typedef {object} Room
 * @property {string} name
 * @property {string} folder
 * @property {readonly string[]} below names of rooms
 * @property {readonly string[]} [packages] npm packages; '*' for any
 * @property {boolean} [node]
 */

const signal = ['base', 'dsp', 'gpu', 'recording', 'radio', 'spectrum', 'draw', 'listen', 'decode', 'learn', 'time'];
const pool = ['trust', 'protocol', 'client', 'board', 'schedule'];
const lib = [...signal, ...pool, 'jobs', 'station', 'platform', 'state', 'ui'];
const hosted = ['platform-any', 'platform-web', 'platform-tab', 'platform-node'];

/** @type {readonly Room[]} */
export const rooms = [
  { name: 'base', folder: 'src/lib/base', below: [] },
  { name: 'dsp', folder: 'src/lib/dsp', below: ['base'] },
  { name: 'shaders', folder: 'src/shaders', below: [] },
  { name: 'gpu', folder: 'src/lib/gpu', below: ['base', 'dsp', 'shaders'] },
  { name: 'recording', folder: 'src/lib/recording', below: ['base'] },
  { name: 'radio', folder: 'src/lib/radio', below: ['base', 'dsp', 'recording'] },
  { name: 'spectrum', folder: 'src/lib/spectrum', below: ['base', 'dsp', 'gpu'] },
  { name: 'draw', folder: 'src/lib/draw', below: ['base', 'dsp', 'gpu'] },
  { name: 'listen', folder: 'src/lib/listen', below: ['base', 'dsp'] },
  { name: 'decode', folder: 'src/lib/decode', below: ['base', 'dsp'] },
  { name: 'learn', folder: 'src/lib/learn', below: ['base', 'dsp', 'spectrum'] },
  { name: 'time', folder: 'src/lib/time', below: ['base', 'dsp'] },
  { name: 'trust', folder: 'src/lib/trust', below: ['base'] },
  { name: 'protocol', folder: 'src/lib/protocol', below: ['base'] },
  { name: 'client', folder: 'src/lib/client', below: ['base', 'protocol'] },
  { name: 'board', folder: 'src/lib/board', below: ['base', 'protocol'] },
  { name: 'schedule', folder: 'src/lib/schedule', below: ['base', 'protocol'] },
  { name: 'jobs', folder: 'src/lib/jobs', below: [...signal, ...pool] },
  { name: 'station', folder: 'src/lib/station', below: [...signal, ...pool, 'jobs'] },
  // A host's side: it implements interfaces of the rooms above, so it may name them; nobody but the roots and its own kind may name it.
  {
    name: 'platform-any',
    folder: 'src/lib/platform/any',
    below: [...signal, ...pool, 'jobs', 'station', 'state'],
    packages: ['comlink']
  },
  {
    name: 'platform-web',
    folder: 'src/lib/platform/web',
    below: [...signal, ...pool, 'jobs', 'station', 'platform-any'],
    packages: ['comlink']
  },
  {
    name: 'platform-tab',
    folder: 'src/lib/platform/tab',
    below: [...signal, ...pool, 'jobs', 'station', 'state', 'platform-any', 'platform-web'],
    packages: ['comlink']
  },
  {
    name: 'platform-node',
    folder: 'src/lib/platform/node',
    below: [...signal, ...pool, 'jobs', 'station', 'platform-any'],
    packages: ['*'],
    node: true
  },
  { name: 'state', folder: 'src/lib/state', below: [...signal, ...pool, 'jobs', 'station'], packages: ['svelte'] },
  { name: 'ui', folder: 'src/lib/ui', below: ['base', 'state'], packages: ['svelte'] },
  // The roots: they put the house together.
  {
    name: 'routes',
    folder: 'src/routes',
    below: [...lib.filter((room) => room !== 'platform'), 'platform-any', 'platform-tab', 'workers'],
    packages: ['*']
  },
  {
    name: 'workers',
    folder: 'src/workers',
    below: [...signal, ...pool, 'jobs', 'station', 'state', 'platform-any', 'platform-web', 'platform-tab'],
    packages: ['*']
  },
  {
    name: 'relay',
    folder: 'relay',
    below: ['base', 'protocol', 'board', 'schedule', 'trust', 'jobs'],
    packages: ['*'],
    node: true
  },
  {
    name: 'cli',
    folder: 'cli',
    below: [...lib.filter((room) => !['platform', 'ui'].includes(room)), ...hosted, 'workers', 'relay', 'tools'],
    packages: ['*'],
    node: true
  },
  { name: 'tools', folder: 'tools', below: ['base', 'bench'], packages: ['*'], node: true },
  { name: 'bench', folder: 'bench', below: ['*'], packages: ['*'], node: true },
  { name: 'tests', folder: 'tests', below: ['*'], packages: ['*'], node: true }
];
