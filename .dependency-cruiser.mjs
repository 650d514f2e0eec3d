import { rooms } from './tools/rooms.js';

/** @param {import('./tools/rooms.js').Room} room */
function roomRules(room) {
  const inside = `^${room.folder}/`;
  const allowed = [
    inside,
    ...rooms.filter((other) => room.below.includes(other.name)).map((other) => `^${other.folder}/`)
  ];
  const rules = [];
  if (!room.below.includes('*')) {
    rules.push({
      name: `room-${room.name}`,
      comment: `${room.folder} may import only ${room.below.length === 0 ? 'itself' : room.below.join(', ')} (tools/rooms.js).`,
      severity: 'error',
      from: { path: inside },
      to: { path: '^(src/[^/]+|relay|cli|tools|bench|tests)/', pathNot: allowed }
    });
  }
  const packages = room.packages ?? [];
  if (!packages.includes('*')) {
    rules.push({
      name: `packages-${room.name}`,
      comment: `${room.folder} may import ${packages.length === 0 ? 'no npm package' : packages.join(', ')} (tools/rooms.js).`,
      severity: 'error',
      from: { path: inside },
      to: { path: 'node_modules/', pathNot: packages.map((name) => `node_modules/${name}/`) }
    });
  }
  if (room.node !== true) {
    rules.push({
      name: `no-node-${room.name}`,
      comment: `${room.folder} also runs where there is no Node.`,
      severity: 'error',
      from: { path: inside, pathNot: '\\.bench\\.ts$' },
      to: { dependencyTypes: ['core'] }
    });
  }
  return rules;
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rooms.flatMap(roomRules),
    {
      name: 'no-circles',
      comment: 'Files that need each other are one idea in two places; types may refer back.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'relay-runs-no-jobs',
      comment: 'What a station does (*.run.ts) drags the signal processing into the relay.',
      severity: 'error',
      from: { path: '^relay/' },
      to: { path: '\\.run\\.ts$', reachable: true }
    },
    {
      name: 'no-tests-in-product',
      comment: 'What ships does not lean on tests or benches.',
      severity: 'error',
      from: { path: '^(src|relay|cli)/', pathNot: '\\.bench\\.ts$' },
      to: { path: '^(tests|bench)/' }
    },
    {
      name: 'every-room-is-known',
      comment: 'A folder of src/lib that tools/rooms.js does not name has no rules.',
      severity: 'error',
      from: { path: '^src/lib/', pathNot: rooms.map((room) => `^${room.folder}/`) },
      to: {}
    },
    {
      name: 'no-dev-packages',
      comment: 'The relay and the command line run without development packages.',
      severity: 'error',
      from: { path: '^(relay|cli)/' },
      to: { dependencyTypes: ['npm-dev'] }
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^\\$(app|env|service-worker)', '/\\$types(\\.js)?$', '^virtual:'] }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|\\.svelte-kit|\\.cache|tests/vectors)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json', '.wgsl', '.d.ts']
    }
  }
};
