/** Names on both sides of the database: camelCase in code, snake_case in SQL. The same rule as Kysely's CamelCasePlugin. */

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
