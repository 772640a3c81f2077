// The first script, a small one: while the large one arrives it asks for the words of the page and
// for what the node will be asked anyway.
import './base.css';
import {loaders} from './generated/languages';
import {askEarly} from './lib/early';
import {firstLanguage} from './lib/first-language';
import {queuePath, readLook} from './lib/queue-address';
import {wasSignedIn} from './lib/was-signed-in';

// The verifier is one file, for courts and for us: an older address of it leads there.
if (location.hash.startsWith('#/verify')) location.replace('/verify.html');
else {
  const tag = firstLanguage();
  void loaders[tag]?.();
  const queue = () => {
    const [place = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
    if (place === '') void askEarly(queuePath(readLook(new URLSearchParams(query)), tag));
  };
  const session = askEarly('/api/v1/session');
  if (wasSignedIn()) queue();
  else void session.then((is) => is && queue());
  void import('./main').then(({begin}) => begin(tag));
}

// The agency's colours come beside the page: nothing waits for them.
const colours = document.createElement('link');
colours.rel = 'stylesheet';
colours.href = '/look/style.css';
document.head.append(colours);
