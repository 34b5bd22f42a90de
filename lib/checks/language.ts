export function languageFindings(): readonly never[] {
  return [];
}
