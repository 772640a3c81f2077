// Runs in each desk of the demonstration, beside the node's own page, and only there: does what the
// page around it asks (language, place, an example to fill in), through the same controls that an
// officer uses. It presses no button: sending and signing stay with the visitor.
type Wish = {does: 'speak'; language: string} | {does: 'open'; hash: string} |
  {does: 'fill'; examples: string[]} | {does: 'sample'; name: string} |
  {does: 'label'; name: string; text: string} | {does: 'focus'};

const find = <T extends HTMLElement>(what: string) => document.querySelector<T>(what);
let examples: string[] = []; // for empty fields, as long as there is something to fill

function changed(field: HTMLElement): void {
  field.dispatchEvent(new Event('input', {bubbles: true}));
  field.dispatchEvent(new Event('change', {bubbles: true}));
}

function choose(name: string, wanted: string): void {
  if (find(`input[name="${name}"]:checked`)) return;
  find<HTMLInputElement>(wanted)?.click();
}

// What a page of the form asks for first, and nothing that somebody has written already.
function fill(): void {
  if (examples.length === 0 || !location.hash.startsWith('#/new')) return;
  choose('measure', 'input[name="measure"][value="preservation"]');
  choose('to', 'input[name="to"][value^="XB/"]');
  const bases = find<HTMLInputElement>('#new-bases');
  if (bases && !bases.closest('fieldset')?.querySelector('input:checked')) bases.click();
  const offence = find<HTMLSelectElement>('#new-offence');
  if (offence && !offence.value) {
    offence.value = 'UNCC-07';
    changed(offence);
  }
  const fields = document.querySelectorAll<HTMLTextAreaElement>(
    'textarea[id^="content-"][aria-required="true"]');
  fields.forEach((field, index) => {
    if (field.value || field.dataset['filled']) return;
    field.dataset['filled'] = 'yes'; // once: whoever empties it wants it empty
    field.value = examples[index % examples.length] ?? '';
    changed(field);
  });
}
new MutationObserver(() => queueMicrotask(fill)).observe(document.body,
  {childList: true, subtree: true});

async function speak(language: string): Promise<void> {
  for (let tries = 0; tries < 200; ++tries) {
    const select = find<HTMLSelectElement>('.tools select');
    if (select) {
      if (select.value === language) return;
      select.value = language;
      changed(select);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const sampleBytes = 12 * 1024 * 1024;
const randomBytesMax = 65_536; // of one call

function sample(name: string): void {
  const input = find<HTMLInputElement>('#add-files');
  if (!input) return;
  const bytes = new Uint8Array(sampleBytes);
  for (let at = 0; at < bytes.length; at += randomBytesMax) {
    crypto.getRandomValues(bytes.subarray(at, at + randomBytesMax));
  }
  const list = new DataTransfer();
  list.items.add(new File([bytes], name));
  const folded = input.closest('details');
  if (folded) folded.open = true;
  input.files = list.files;
  changed(input);
}

// A striped line over the desk, whatever it shows.
function label(name: string, text: string): void {
  const known = find('.exercise');
  const banner = known ?? document.createElement('aside');
  const line = banner.firstElementChild ?? banner.appendChild(document.createElement('span'));
  banner.className = 'exercise stripes';
  banner.setAttribute('aria-label', name);
  if (line.textContent !== text) line.textContent = text; // each change is looked at by fill
  if (!known) document.body.prepend(banner);
}

addEventListener('message', ({source, data}: MessageEvent<Wish>) => {
  if (source !== parent || parent === window) return;
  if (data.does === 'speak') void speak(data.language);
  else if (data.does === 'open') location.hash = data.hash;
  else if (data.does === 'focus') find('main')?.focus();
  else if (data.does === 'label') label(data.name, data.text);
  else if (data.does === 'sample') sample(data.name);
  else if (data.does === 'fill') {
    examples = data.examples;
    fill();
  }
});
parent.postMessage({ready: true}, '*');
