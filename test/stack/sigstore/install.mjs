// Installs what the Sigstore stack of the tests is made of into .cache/sigstore-stack (how: ../shared/install.mjs).
import { install } from '../shared/install.mjs';
import { cache, python, tools } from './tools.mjs';

install({ cache, tools, python });
