// What somebody types is kept until it is sent: across a reload, an ended session and a crash. On
// the device in IndexedDB, by officer, encrypted with a key that the node gives to his session and
// that is never stored here; a new request at the node too. Gone when it is sent or thrown away.
import {api, ask, type Schemas} from './api';
import {session} from './session.svelte';

const store = 'sealed';
const layout = 2; // 1 was not encrypted: what is left of it is thrown away

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('haidang', layout);
    asked.onupgradeneeded = () => {
      const database = asked.result;
      for (const name of database.objectStoreNames) database.deleteObjectStore(name);
      database.createObjectStore(store);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('no storage'));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (rows: IDBObjectStore) => IDBRequest<T>) {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const asked = act(database.transaction(store, mode).objectStore(store));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error('no storage'));
    });
  } finally {
    database.close();
  }
}

let held: {officer: string; key: Promise<CryptoKey>} | null = null;

async function fetchKey(): Promise<CryptoKey> {
  const {device_key: text} = await ask(api.GET('/api/v1/autosaves'));
  const raw = Uint8Array.from(text.match(/../g)!, (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

// The officer's own; forgotten when somebody else signs in, and with the page.
function keyOf(officer: string): Promise<CryptoKey> {
  if (held?.officer !== officer) held = {officer, key: fetchKey()};
  const mine = held;
  mine.key.catch(() => {
    if (held === mine) held = null;
  });
  return mine.key;
}

interface Sealed { iv: Uint8Array<ArrayBuffer>; text: ArrayBuffer }
const rowOf = (officer: string, name: string) => `${officer}\n${name}`;
// The row's name is authenticated: a row that was moved to another does not open.
const algorithm = (iv: Uint8Array<ArrayBuffer>, row: string) =>
  ({name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(row)});

export async function readDraft<T>(name: string): Promise<T | null> {
  try {
    const row = rowOf(session.officer, name);
    const sealed = (await run('readonly', (rows) => rows.get(row))) as Sealed | undefined;
    if (!sealed) return null;
    const text = await crypto.subtle.decrypt(algorithm(sealed.iv, row),
      await keyOf(session.officer), sealed.text);
    return JSON.parse(new TextDecoder().decode(text)) as T;
  } catch {
    return null; // no storage or no key here: the page still works, only nothing is kept
  }
}

export async function keepDraft(name: string, value: unknown): Promise<boolean> {
  try {
    const row = rowOf(session.officer, name);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = await crypto.subtle.encrypt(algorithm(iv, row), await keyOf(session.officer),
      new TextEncoder().encode(JSON.stringify(value)));
    await run('readwrite', (rows) => rows.put({iv, text} satisfies Sealed, row));
    return true;
  } catch {
    return false;
  }
}

export async function dropDraft(name: string): Promise<void> {
  const row = rowOf(session.officer, name);
  await run('readwrite', (rows) => rows.delete(row)).catch(() => undefined);
}

// --- at the node ---

export interface Kept<T> { version: number; savedAt: string; content: T }

const path = (name: string) => ({params: {path: {autosave: name}}});
const keptOf = <T>(row: {version: number; saved_at: string; content: unknown}): Kept<T> =>
  ({version: row.version, savedAt: row.saved_at, content: row.content as T});

export async function readKept<T>(name: string): Promise<Kept<T> | null> {
  const {data} = await api.GET('/api/v1/autosaves/{autosave}', path(name));
  return data ? keptOf<T>(data) : null;
}

// The new version; 'changed' if another one is kept there meanwhile; nothing if it did not work.
export async function saveKept(name: string, replaces: number, content: unknown):
    Promise<number | 'changed' | null> {
  try {
    const {data, response} = await api.POST('/api/v1/autosaves/{autosave}', {
      params: {path: {autosave: name}, header: {'If-Match': `"${replaces}"`}},
      body: content as Record<string, never>});
    if (response.status === 412) return 'changed';
    return data?.version ?? null;
  } catch {
    return null; // no line: it is on the device, and saved with the next letter that is typed
  }
}

export async function dropKept(name: string): Promise<void> {
  await api.DELETE('/api/v1/autosaves/{autosave}', path(name)).catch(() => undefined);
}
