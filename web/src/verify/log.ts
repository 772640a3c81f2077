// A journal's word: the entry stands under a head that the journal's key signed (RFC 9162 hashing,
// C2SP tlog-proof, signed notes with Ed25519).
import {ed25519} from '@noble/curves/ed25519.js';
import {bytesOf, digest, fromBase64, fromHex, joined, same, type Bytes} from './bytes';

const leafHash = (entry: Bytes) => digest(joined(new Uint8Array([0]), entry));
const nodeHash = (left: Bytes, right: Bytes) => digest(joined(new Uint8Array([1]), left, right));

// RFC 9162 section 2.1.1, over digests as entries.
export async function rootOfDigests(list: Bytes[]): Promise<Bytes> {
  let level = await Promise.all(list.map(leafHash));
  if (level.length === 0) return digest(new Uint8Array() as Bytes);
  while (level.length > 1) {
    const next: Bytes[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) next.push(await nodeHash(level[i]!, level[i + 1]!));
    if (level.length % 2) next.push(level[level.length - 1]!);
    level = next;
  }
  return level[0]!;
}

// RFC 9162 section 2.1.3.2.
async function rootFrom(leaf: Bytes, index: number, size: number, path: Bytes[]): Promise<Bytes> {
  if (index >= size) throw new Error('beyond the tree');
  let fn = index;
  let sn = size - 1;
  let root = leaf;
  for (const step of path) {
    if (sn === 0) throw new Error('the path is too long');
    if (fn % 2 === 1 || fn === sn) {
      root = await nodeHash(step, root);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else root = await nodeHash(root, step);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  if (sn !== 0) throw new Error('the path is too short');
  return root;
}

interface Verifier {
  name: string;
  id: Bytes;
  key: Bytes;
}

async function readVerifier(text: string): Promise<Verifier> {
  const [name = '', id = '', ...rest] = text.split('+');
  const key = fromBase64(rest.join('+'));
  const expected = (await digest(joined(bytesOf(`${name}\n`), key))).subarray(0, 4);
  if (key[0] !== 1 || key.length !== 33 || !same(fromHex(id), expected)) throw new Error('key');
  return {name, id: expected as Bytes, key: key.subarray(1) as Bytes};
}

async function openHead(note: string, vkeys: string[]): Promise<{size: number; root: Bytes}> {
  const cut = note.lastIndexOf('\n\n');
  const text = note.slice(0, cut + 1);
  const [origin, size = '', root = ''] = text.split('\n');
  for (const vkey of vkeys) {
    const verifier = await readVerifier(vkey);
    if (verifier.name !== origin) continue;
    for (const line of note.slice(cut + 2).split('\n')) {
      const [dash, name, blob = ''] = line.split(' ');
      if (dash !== '—' || name !== verifier.name) continue;
      const bytes = fromBase64(blob);
      if (!same(bytes.subarray(0, 4), verifier.id)) continue;
      if (ed25519.verify(bytes.subarray(4), bytesOf(text), verifier.key)) {
        return {size: Number(size), root: fromBase64(root)};
      }
    }
  }
  throw new Error('no known key signed the head');
}

// `salt` and `event` as the journal holds them; the event in its canonical bytes.
export async function checkProof(salt: string, event: string, proof: string, vkeys: string[]):
  Promise<{index: number}> {
  const cut = proof.indexOf('\n\n');
  const lines = proof.slice(0, cut).split('\n');
  const index = Number(/^index (\d+)$/.exec(lines[1] ?? '')?.[1] ?? NaN);
  if (lines[0] !== 'c2sp.org/tlog-proof@v1' || !Number.isSafeInteger(index)) throw new Error('proof');
  const head = await openHead(proof.slice(cut + 2), vkeys);
  const entry = joined(new Uint8Array([1]), await digest(joined(fromHex(salt), bytesOf(event))));
  const root = await rootFrom(await leafHash(entry), index, head.size,
    lines.slice(2).map(fromBase64));
  if (!same(root, head.root)) throw new Error('the entry is not under that head');
  return {index};
}

// Members sorted by their UTF-8 bytes, no spaces: what the node hashes.
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const rows = Object.entries(value as Record<string, unknown>);
  rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${rows.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`;
}
