/** What a release is collected with: folders and bundles as trees of evidence, git, the environment of CI. Loaded only by what evaluates. */
export { ciIdentity } from './ci-environment.ts';
export { gitState } from './git.ts';
export { mappedFileTree, overlaidFileTree } from './mapped-file-tree.ts';
export { nodeFileTree } from './node-file-tree.ts';
