// Tables as files for a spreadsheet (RFC 4180), with the plain number where people see a phrase.
export interface Cell {
  text: string;
  value?: number | string | null; // what the file holds instead
}

// Names come from other States: none of them may be taken for a formula.
function field(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(columns: string[], rows: Cell[][]): string {
  const lines = [columns.map(field), ...rows.map((cells) =>
    cells.map((cell) => field((cell.value === undefined ? cell.text : cell.value) ?? '')))];
  return `\ufeff${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`;
}

export function offer(name: string, text: string, type = 'text/csv'): void {
  const address = URL.createObjectURL(new Blob([text], {type}));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
