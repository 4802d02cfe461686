import { type Dataset, isNoisy, size } from '@planish/datasets'

/** Which examples have a wrong label: 1; none where labels were never corrupted. */
export const maskOf = (dataset: Dataset): Uint8Array =>
  isNoisy(dataset) ? dataset.mask : new Uint8Array(size(dataset))
