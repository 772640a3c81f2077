// As much of DER (X.690) as certificates and signatures need. Definite lengths only.
import {fromHex, hex, type Bytes} from './bytes';

export interface Node {
  tag: number;
  whole: Bytes; // with tag and length
  body: Bytes;
}

export function readOne(bytes: Bytes, at = 0): Node {
  const tag = bytes[at];
  let length = bytes[at + 1];
  let start = at + 2;
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) throw new Error('DER');
  if (length > 0x80) {
    const count = length & 0x7f;
    if (count > 4) throw new Error('DER length');
    length = 0;
    for (let i = 0; i < count; ++i) length = length * 256 + (bytes[start + i] ?? NaN);
    start += count;
  } else if (length === 0x80) throw new Error('DER length');
  if (!(start + length <= bytes.length)) throw new Error('DER cut short');
  return {tag, whole: bytes.subarray(at, start + length) as Bytes,
    body: bytes.subarray(start, start + length) as Bytes};
}

// The members of a constructed value.
export function members(node: Node): Node[] {
  const out: Node[] = [];
  for (let at = 0; at < node.body.length;) {
    const next = readOne(node.body, at);
    out.push(next);
    at += next.whole.length;
  }
  return out;
}

export function pick(nodes: Node[], index: number, tag?: number): Node {
  const node = nodes[index];
  if (!node || (tag !== undefined && node.tag !== tag)) throw new Error('DER shape');
  return node;
}

export const oidIs = (node: Node, hexText: string): boolean => hex(node.body) === hexText;
export const oid = {
  data: '2a864886f70d010701', signedData: '2a864886f70d010702', digest: '2a864886f70d010904',
  contentType: '2a864886f70d010903', signingTime: '2a864886f70d010905',
  certificateV2: '2a864886f70d010910022f', sha256: '608648016503040201',
  ecdsaSha256: '2a8648ce3d040302', p256: '2a8648ce3d030107', country: '550406', name: '550403',
};

export function timeOf(node: Node): string {
  const text = String.fromCharCode(...node.body);
  const long = node.tag === 0x18 ? text : `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`;
  const part = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(long);
  if (!part) throw new Error('DER time');
  return `${part[1]}-${part[2]}-${part[3]}T${part[4]}:${part[5]}:${part[6]}Z`;
}

// ECDSA-Sig-Value as r and s of 32 bytes each.
export function rawSignature(der: Bytes): Bytes {
  const out = new Uint8Array(64) as Bytes;
  members(readOne(der)).forEach((integer, index) => {
    const value = fromHex(hex(integer.body).replace(/^(00)+/, ''));
    if (value.length > 32 || index > 1) throw new Error('DER signature');
    out.set(value, 32 * (index + 1) - value.length);
  });
  return out;
}
