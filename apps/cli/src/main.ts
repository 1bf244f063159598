/**
 * The entry looks at its Node first, so that an old one is told what to do instead of failing somewhere inside. It
 * imports nothing before that, and is written so that old ones can read it.
 */
const NEEDED = '22.12';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [leastMajor = 0, leastMinor = 0] = NEEDED.split('.').map(Number);

if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) {
  void import('./command-line.js');
} else {
  console.error(
    `impact: needs Node ${NEEDED} or newer, this is ${process.versions.node}: ` +
      '`npm run impact -- ...` (or `npm start`, `npm run demo`) brings its own.',
  );
  process.exitCode = 1;
}
