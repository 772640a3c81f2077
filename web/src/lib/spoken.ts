// A language by its name in the reader's own.
import {language} from './language.svelte';
import {locale} from './words';

export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(locale(language.tag), {type: 'language'}).of(code) ?? code;
  } catch {
    return code; // no language that is known here
  }
}
