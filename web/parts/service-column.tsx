import { pageOf, type Question } from '../question.ts';
import type { Column } from './data-table.tsx';

type OfService = { readonly serviceId: string; readonly serviceName: string };

/** The service a row belongs to, leading to its page. */
export const serviceColumn = (question: Question): Column<OfService> => ({
  id: 'service',
  name: 'Service',
  wraps: true,
  cell: ({ serviceId, serviceName }) => (
    <a href={pageOf('services', serviceId, question)}>
      <bdi>{serviceName}</bdi>
    </a>
  ),
});
