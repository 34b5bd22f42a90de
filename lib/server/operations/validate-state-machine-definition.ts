import { diagnose } from '../../local';
import { given, type Operation } from './operation';

const resultsMax = 100;

export const validateStateMachineDefinition: Operation<'ValidateStateMachineDefinition'> = (request) => {
  const { definition = '', type = 'STANDARD', severity = 'ERROR', maxResults = 0 } = request;
  const all = diagnose(definition, type);
  const shown = severity === 'WARNING' ? all : all.filter((diagnostic) => diagnostic.severity === 'ERROR');
  const limit = maxResults === 0 ? resultsMax : maxResults;
  return {
    result: all.some((diagnostic) => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
    diagnostics: shown
      .slice(0, limit)
      .map(({ severity: level, code, message, location }) => given({ severity: level, code, message, location })),
    truncated: shown.length > limit,
  };
};
