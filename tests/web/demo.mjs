// The demonstration as a process, for the tests of its page.
import {spawn} from 'node:child_process';
import {patience} from './browser.mjs';

// Until its address is there.
export function startDemo(program, command = 'demo') {
  const began = Date.now();
  const child = spawn(program, [command], {stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  const address = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address: ${said}`)), patience);
    const hear = (bytes) => {
      said += bytes;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?key=\w+(#learn)?\s/.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0].trim());
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => reject(new Error(`the demonstration ended: ${said}`)));
  });
  const end = () => new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.on('exit', resolve);
    child.kill('SIGTERM');
  });
  return address.then((found) => ({address: found, tookMs: Date.now() - began, end,
    steps: said.match(/✓/g)?.length ?? 0}));
}
