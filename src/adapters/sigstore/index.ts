/** What signs and witnesses over a network; loaded only when a seal needs it. */
export { fulcioSigner } from './fulcio-signer.ts';
export { fileTokenSource, githubTokenSource, gitlabTokenSource, sourcesHere } from './id-token-source.ts';
export { PATIENCE } from './http.ts';
export { openKmsKey } from './kms-signer.ts';
export { rekorV1Witness, rekorV2Witness, timestampWitness } from './witnesses.ts';
