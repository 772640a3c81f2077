// Files of a drop or of a chosen folder, each with its path within what was chosen.
export interface Found { path: string; file: File }

// A path that stays within its folder, on every system.
export function isSafePath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') &&
    !/[\\\u0000-\u001f]/.test(path);
}

async function walk(entry: FileSystemEntry, out: Found[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject));
    out.push({path: entry.fullPath.replace(/^\//, ''), file});
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) { // a reader gives a hundred at a time
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await walk(one, out);
  }
}

export async function dropped(transfer: DataTransfer | null): Promise<Found[]> {
  // Before anything is waited for: afterwards the list is empty.
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry());
  const out: Found[] = [];
  for (const entry of entries) if (entry) await walk(entry, out);
  return out;
}

// The path of an item that came with its folder, as its source has it.
export function pathOf({name, source}: {name: string; source?: string}): string {
  const path = source?.split(': ').at(-1) ?? '';
  return path.endsWith(`/${name}`) ? path : '';
}

export const chosen = (files: Iterable<File>): Found[] =>
  [...files].map((file) => ({path: file.webkitRelativePath || file.name, file}));
