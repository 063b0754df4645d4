#!/usr/bin/env node
// Before anything else is loaded, so that stack traces name the files and lines of src.
process.setSourceMapsEnabled(true);
await import('../cli.js');

export {};
