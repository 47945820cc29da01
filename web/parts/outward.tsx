import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** A link to the provider. Its text is no address to follow unless it is one of the web: then it is text alone. */
export function Outward({ url, children }: { readonly url: string | null; readonly children: ComponentChildren }) {
  if (url === null || !/^https?:\/\//i.test(url)) return <bdi>{children}</bdi>;
  return (
    <a class="outward" href={url} target="_blank" rel="noopener noreferrer">
      <bdi>{children}</bdi>
      <Icon name="outward" />
      <span class="unseen"> (opens at the provider)</span>
    </a>
  );
}
