/** What tests of any room begin with: data that is valid as it stands. Product code may not import it. */
export { definition } from './definitions.js';
export { columns, HASH, OTHER_HASH, protocol, registered, result, RUN } from './protocols.js';
