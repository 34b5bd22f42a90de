#!/usr/bin/env node
import { main, Terminal } from '../lib/cli';

const { stdin, stdout, stderr, env, argv } = process;
main(argv.slice(2), new Terminal({ stdin, stdout, stderr, env })).then((code) => {
  process.exitCode = code;
});
