// What an examination found, as the page and the certificate show it.
export type Verdict = 'unaltered' | 'cannot-tell' | 'altered';
export interface Finding {
  verdict: Verdict;
  subject: string;
  key: string; // of the sentence
  given?: Record<string, string | number>;
}
export interface ActFact {
  number: number; party: string; kind: string; at: string; officer: string; logged: boolean;
  receivedAt: string;
}
export interface FileFact {
  path: string; size: number;
  sha256: string; // of the bytes that are here; empty where none were hashed
}
export interface Report {
  verdict: Verdict;
  findings: Finding[];
  caseId: string;
  maker: string;
  officer: string;
  madeAt: string;
  sealedAt: string;
  root: {hex: string; words: string} | null; // of the list that names every other file's digest
  parties: {party: string; name: string; words: string; hex: string}[];
  acts: ActFact[];
  items: {name: string; path: string; size: number; sha256: string; verdict: Verdict}[];
  files: FileFact[];
  // How often each check was made, whatever came of it.
  checked: {signatures: number; proofs: number; receipts: number; custody: number; bytes: number};
}
export type Files = Map<string, Blob>; // by path within the package

export const emptyReport = (): Report => ({verdict: 'unaltered', findings: [], caseId: '', maker: '',
  officer: '', madeAt: '', sealedAt: '', root: null, parties: [], acts: [], items: [], files: [],
  checked: {signatures: 0, proofs: 0, receipts: 0, custody: 0, bytes: 0}});

// A chosen folder's files, by their path within the package.
export function filesOf(list: Iterable<{path: string; file: Blob}>): Files {
  const all = [...list];
  const mark = all.filter(({path}) => /(^|\/)bagit\.txt$/.test(path))
    .sort((a, b) => a.path.length - b.path.length)[0];
  const prefix = mark ? mark.path.slice(0, -'bagit.txt'.length) : '';
  return new Map(all.filter(({path}) => path.startsWith(prefix))
    .map(({path, file}) => [path.slice(prefix.length), file]));
}

// The worst that was found about a file, or about what it is a part of.
export function verdictOn(report: Report, path: string): Verdict {
  const rows = report.findings.filter((row) => row.subject === path);
  const worst = (['altered', 'cannot-tell'] as const).find((one) =>
    rows.some((row) => row.verdict === one));
  return worst ?? 'unaltered';
}
