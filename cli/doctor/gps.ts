import { connect } from 'node:net';
import { note, ok, type Finding } from './finding.ts';

const usualPort = 2947;
const patienceMs = 1000;

/** Whether gpsd answers here. @param port where it listens; a test has one of its own */
export async function gps(port = usualPort): Promise<Finding[]> {
  const release = await gpsdRelease(port);
  if (release === null)
    return [
      note(
        'GPS',
        'no gpsd answers here',
        'Only a station that moves, or times signals, needs it (Debian: apt-get install gpsd).'
      )
    ];
  return [ok('GPS', `gpsd ${release} on port ${port}`)];
}

/** gpsd says its version first. Null when nothing, or something else, answers. */
function gpsdRelease(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let said = '';
    const end = (release: string | null) => {
      socket.destroy();
      resolve(release);
    };
    socket.setTimeout(patienceMs, () => end(null));
    socket.on('error', () => end(null));
    socket.on('close', () => end(null));
    socket.on('data', (data) => {
      said += data.toString('latin1');
      const release = /"class":"VERSION","release":"([^"]{1,40})"/.exec(said)?.[1];
      if (release !== undefined) end(release);
      else if (said.length > 4096) end(null);
    });
  });
}
