// What the journal says of who had evidence, in the words of the page.
import {parties} from './parties.svelte';
import {t} from './language.svelte';

type Said = Record<string, unknown>;

export function purposeOf(event: Said): string {
  const said = String(event['purpose'] ?? '');
  const [, what, to = ''] = /^(deliver to|package for|court package,) (.+)$/.exec(said) ?? [];
  const names = to.split(', ').map((code) => parties.nameOf(code)).join(', ');
  if (what === 'deliver to') return t('web.custody.for-deliver', {to: names});
  if (what === 'package for') return t('web.custody.for-onward', {to: names});
  if (what) return `${t('web.custody.for-package')}: ${t(`web.package.use-${to}`)}`;
  if (said === 'court package') return t('web.custody.for-package');
  return said === 'receive' ? t('web.custody.for-receive') : said;
}

export const officerOf = (event: Said): string =>
  (event['officer'] === 'node' ? t('web.custody.node') : String(event['officer'] ?? ''));
