/** How people write the names of data sets that come with Planish or are often read from folders. */
const titles: { readonly [name: string]: string } = {
  'fashion-mnist': 'Fashion-MNIST',
  'fashion-mnist-subset': 'Fashion-MNIST subset',
  'gaussian-toy': 'Gaussian toy data',
  mnist: 'MNIST',
}

/** A data set's name for a heading. */
export const dataTitle = (name: string): string =>
  (Object.hasOwn(titles, name) ? titles[name] : undefined) ?? name
