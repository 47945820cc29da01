export function forbiddenSql(_sql: string): string[] {
  return [];
}
