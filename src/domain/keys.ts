/** Keys that can stand in a URL path and in a primary key: natural, injective, readable. */

/** `/` becomes `~`; every other character outside `A-Za-z0-9._@+-` becomes `=XX` (UTF-8 bytes, upper-case hex). Injective. */
function pathSafe(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (char === '/') return '~';
      return /[A-Za-z0-9._@+-]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** The id of a repository of a source, e.g. `github:acme~shop`. */
export function repositoryKey(sourceId: string, name: string): string {
  return `${pathSafe(sourceId)}:${pathSafe(name)}`;
}

/** Stands for the source itself where an object has no repository, e.g. `pager:`. */
export function sourceKey(sourceId: string): string {
  return `${pathSafe(sourceId)}:`;
}

/** The id of one provider object seen by a service, e.g. `shop:github:acme~shop:deployments:17`. */
export function deploymentKey(serviceId: string, event: { repositoryId: string; origin: string; externalId: string }): string {
  return `${pathSafe(serviceId)}:${event.repositoryId}:${event.origin}:${pathSafe(event.externalId)}`;
}

/** The id of an incident; shared by every service it touches. */
export function incidentKey(event: { repositoryId: string; origin: string; externalId: string }): string {
  return `${event.repositoryId}:${event.origin}:${pathSafe(event.externalId)}`;
}

/** The text a path-safe one was made of. Throws URIError for what was never made here. */
function textOf(pathSafe: string): string {
  return decodeURIComponent(pathSafe.replace(/%/g, '%25').replace(/~/g, '%2F').replace(/=/g, '%'));
}

/** The parts of an incident id, or null when it is none. */
export function readIncidentKey(
  key: string,
): { readonly repositoryId: string; readonly origin: string; readonly externalId: string } | null {
  const parts = /^(.*):([a-z]+):([^:]+)$/.exec(key);
  const [, repositoryId, origin, externalId] = parts ?? [];
  if (repositoryId === undefined || origin === undefined || externalId === undefined) return null;
  try {
    return { repositoryId, origin, externalId: textOf(externalId) };
  } catch {
    return null;
  }
}

/** The id of the service a deployment id belongs to: its first part. Service ids hold no character that had to be written otherwise. */
export function serviceOfDeployment(deploymentId: string): string {
  return deploymentId.slice(0, Math.max(0, deploymentId.indexOf(':')));
}
