// Runs before all other modules are loaded, so that stack traces name the files and lines of src.
process.setSourceMapsEnabled(true);
await import('../server.js');

export {};
