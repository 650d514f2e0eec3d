import { runTool, setUp } from './setup.js';

/** `npm run build`: sets up and builds the page into build/ unless it is up to date. */
runTool(async () => {
  await setUp({ build: true });
  console.log('The page in build/ is up to date.');
  return 0;
});
