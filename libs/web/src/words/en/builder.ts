/** The builder of protocols, in English. */
export const builder = {
  builderHeading: 'Write a protocol',
  builderLead:
    'Each answer becomes a line of the protocol. Nothing is recorded here: draft the study with the JSON below, attach its data, and freeze it before anybody looks.',
  builderFaults: (count: string) =>
    count === '1' ? 'One answer needs another look.' : `${count} answers need another look.`,
  builderOptional: 'may stay empty',
  builderShow: 'Check and show the protocol',
  builderJson: 'The protocol as data',
  builderHash: 'Frozen as it stands, it will be known by:',
  builderNotYet: 'It cannot be drafted as it is: the faults stand beside the questions.',
  builderNext: 'Save it as protocol.json and draft the study with it:',
  builderSchema: 'JSON Schema of protocols, with all that this page does not ask',
  builderLink: 'Write a protocol',
};
