// A package as one ZIP file, read in place: nothing in it is compressed (docs/formats.md), so each
// file is a slice. What two readers could read in two ways is not taken.

const endMark = 0x06054b50;
const end64Mark = 0x06064b50;
const locator64Mark = 0x07064b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const whole = 0xffffffff;

const view = async (blob: Blob, from: number, to: number) =>
  new DataView(await blob.slice(from, to).arrayBuffer());
const big = (data: DataView, at: number) => Number(data.getBigUint64(at, true));

interface Directory {
  at: number;
  size: number;
  count: number;
}

async function directory(blob: Blob): Promise<Directory> {
  const from = Math.max(0, blob.size - 22);
  const end = await view(blob, from, blob.size);
  if (end.byteLength < 22 || end.getUint32(0, true) !== endMark || end.getUint16(20, true) !== 0) {
    throw new Error('no end of a ZIP file');
  }
  const found = {count: end.getUint16(10, true), size: end.getUint32(12, true),
    at: end.getUint32(16, true)};
  if (found.count !== 0xffff && found.size !== whole && found.at !== whole) return found;
  const locator = await view(blob, from - 20, from);
  if (locator.getUint32(0, true) !== locator64Mark) throw new Error('no ZIP64 locator');
  const at = big(locator, 8);
  const end64 = await view(blob, at, at + 56);
  if (end64.getUint32(0, true) !== end64Mark) throw new Error('no ZIP64 end');
  return {count: big(end64, 32), size: big(end64, 40), at: big(end64, 48)};
}

// The sizes that did not fit stand in the extra field 1, in this order, each only if needed.
function wide(entry: DataView, at: number, length: number, values: number[]): number[] {
  for (let next = at; next + 4 <= at + length;) {
    const size = entry.getUint16(next + 2, true);
    if (entry.getUint16(next, true) === 1) {
      let from = next + 4;
      return values.map((value) => {
        if (value !== whole) return value;
        from += 8;
        return big(entry, from - 8);
      });
    }
    next += 4 + size;
  }
  return values;
}

async function contentOf(blob: Blob, at: number, size: number): Promise<Blob> {
  const local = await view(blob, at, at + 30);
  if (local.getUint32(0, true) !== localMark) throw new Error('no local header');
  const from = at + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (from + size > blob.size) throw new Error('cut short');
  return blob.slice(from, from + size);
}

export async function filesInZip(blob: Blob): Promise<{path: string; file: Blob}[]> {
  const {at, size, count} = await directory(blob);
  if (count > 200_000 || size > 64 * 1024 * 1024) throw new Error('too many entries');
  const data = await view(blob, at, at + size);
  const decoder = new TextDecoder('utf-8', {fatal: true});
  const names = new Set<string>();
  const files: {path: string; file: Blob}[] = [];
  let next = 0;
  for (let i = 0; i < count; ++i) {
    if (data.getUint32(next, true) !== entryMark) throw new Error('no entry');
    const [nameLength, extraLength, commentLength] =
      [28, 30, 32].map((offset) => data.getUint16(next + offset, true)) as [number, number, number];
    const path = decoder.decode(new Uint8Array(data.buffer, next + 46, nameLength));
    const [plain = 0, packed = 0, offset = 0] = wide(data, next + 46 + nameLength, extraLength,
      [data.getUint32(next + 24, true), data.getUint32(next + 20, true),
        data.getUint32(next + 42, true)]);
    const isFolder = path.endsWith('/');
    if (data.getUint16(next + 10, true) !== 0 || plain !== packed) throw new Error('compressed');
    if (names.has(path) || path.split('/').includes('..')) throw new Error('an ambiguous name');
    names.add(path);
    if (!isFolder) files.push({path, file: await contentOf(blob, offset, plain)});
    next += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}
