// What happens at the node, as it happens: server-sent events over fetch. Events only say that
// something changed; pages then read it. After a break everything counts as changed.
import {send} from './api';
import {session} from './session.svelte';

export const live = $state({connected: false, changes: 0, last: ''});

const settleMs = 200; // what comes together is read once
const backOffMs = [1000, 2000, 5000, 10_000, 30_000];
let heard = 0;
const watchers = new Set<(name: string, data: Record<string, unknown>) => void>();

export function watch(watcher: (name: string, data: Record<string, unknown>) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

let settling = false;
function changed(): void {
  if (settling) return;
  settling = true;
  setTimeout(() => {
    settling = false;
    live.changes += 1;
  }, settleMs);
}

function tell(block: string): void {
  let name = '';
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    if (line.startsWith('data:')) data += line.slice(5).trim();
  }
  if (!name) return;
  live.connected = true;
  live.last = name;
  heard += 1;
  changed();
  const parsed = data ? (JSON.parse(data) as Record<string, unknown>) : {};
  for (const watcher of watchers) watcher(name, parsed);
}

async function listenOnce(signal: AbortSignal): Promise<void> {
  const answer = await send(new Request('/api/v1/events', {signal}));
  if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return;
    text += decoder.decode(value, {stream: true});
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    blocks.forEach(tell);
  }
}

// Read now, as things change, and by what is given back. Of two questions under way the later one's
// answer is shown, whichever comes last: an older one may not know what the newer one does, or be of
// another case.
export function keepRead<T>(read: () => Promise<T>, show: (answer: T) => void,
  failed: (error: unknown) => void = () => {}): () => Promise<void> {
  let asked = 0;
  const again = async () => {
    const own = (asked += 1);
    try {
      const answer = await read();
      if (own === asked) show(answer);
    } catch (error) {
      if (own === asked) failed(error);
    }
  };
  $effect(() => {
    void live.changes;
    void again();
  });
  return again;
}

// Until the session ends.
export function follow(): () => void {
  const stop = new AbortController();
  let tries = 0;
  const run = async () => {
    while (!stop.signal.aborted && session.state === 'in') {
      const before = heard;
      await listenOnce(stop.signal).catch(() => undefined);
      live.connected = false;
      tries = heard > before ? 0 : tries + 1;
      const pause = backOffMs[Math.min(tries, backOffMs.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  void run();
  return () => stop.abort();
}
