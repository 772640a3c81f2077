// What somebody types is kept on the device until it is sent: across a reload, an ended session and
// a crash. In IndexedDB, by officer; gone when it is sent or thrown away.
import {session} from './session.svelte';

const store = 'drafts';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('haidang', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store);
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

const key = (name: string) => `${session.officer}\n${name}`;

export async function readDraft<T>(name: string): Promise<T | null> {
  try {
    return ((await run('readonly', (rows) => rows.get(key(name)))) as T | undefined) ?? null;
  } catch {
    return null; // no storage here: the page still works, only nothing is kept
  }
}

export async function keepDraft(name: string, value: unknown): Promise<boolean> {
  try {
    await run('readwrite', (rows) => rows.put(JSON.parse(JSON.stringify(value)), key(name)));
    return true;
  } catch {
    return false;
  }
}

export async function dropDraft(name: string): Promise<void> {
  await run('readwrite', (rows) => rows.delete(key(name))).catch(() => undefined);
}
