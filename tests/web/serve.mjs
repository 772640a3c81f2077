// A node of two_nodes.py, started again by a test after it was killed or is to take what waits for
// its next start.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import {told} from './browser.mjs';

// Whoever started it has not asked for its end yet: it may be dead and still have its number.
function isRunning(pid) {
  try {
    return !/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

// Stops the node unless it is dead already; answers when the new one is ready.
export async function serveAgain(state, signal = 'SIGTERM') {
  const {data, secret, pid} = told[state];
  if (isRunning(pid)) process.kill(pid, signal);
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  const node = spawn(told.program, ['serve', '--data', data, '--passphrase-file', secret],
    {stdio: ['ignore', 'ignore', 'pipe']});
  return new Promise((resolve, reject) => {
    let log = '';
    node.stderr.on('data', (more) => {
      log += more;
      if (log.includes('"event":"ready"')) resolve({stop() {
        node.removeAllListeners('exit');
        node.kill('SIGKILL');
      }});
    });
    node.on('exit', () => reject(new Error(`${state} did not start again: ${log}`)));
  });
}
