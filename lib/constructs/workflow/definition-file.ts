import { existsSync, readFileSync } from 'node:fs';
import { extname, relative, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { projectRoot } from '../handlers/handler-code';

/** Reads an .asl.json or .asl.yaml file as a JSON value; `place` names the construct in errors. */
export function readDefinitionFile(place: string, file: string): Record<string, unknown> {
  const path = resolve(projectRoot(), file);
  const name = relative(projectRoot(), path);
  if (!existsSync(path)) throw new Error(`[${place}] the definition file ${name} does not exist.`);
  const text = readFileSync(path, 'utf8');
  const value = parse(place, name, text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`[${place}] the definition file ${name} must hold one object with StartAt and States.`);
  }
  return value as Record<string, unknown>;
}

function parse(place: string, name: string, text: string): unknown {
  const yaml = ['.yaml', '.yml'].includes(extname(name));
  try {
    return yaml ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    throw new Error(
      `[${place}] the definition file ${name} is not ${yaml ? 'YAML' : 'JSON'}: ${(error as Error).message}`,
    );
  }
}
