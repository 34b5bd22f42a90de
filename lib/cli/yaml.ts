import { parseDocument } from 'yaml';
import { CommandError } from './errors';

/** @throws CommandError CLI301 with the place where the text stops being YAML */
export function yamlToJson(text: string, file: string): string {
  const document = parseDocument(text, { prettyErrors: true });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line = 1, col = 1 } = fault.linePos?.[0] ?? {};
    const sentence = fault.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? fault.message;
    throw new CommandError('CLI301', `${file} is not YAML: ${sentence}`, { place: { file, text, line, column: col } });
  }
  return JSON.stringify(document.toJS(), undefined, 2);
}
