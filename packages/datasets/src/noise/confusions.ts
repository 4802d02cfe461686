/** The coarse class of each of CIFAR-100's fine classes, as its files have them. */
// biome-ignore format: a table
const cifar100Coarse = [
   4,  1, 14,  8,  0,  6,  7,  7, 18,  3,  3, 14,  9, 18,  7, 11,  3,  9,  7, 11,
   6, 11,  5, 10,  7,  6, 13, 15,  3, 15,  0, 11,  1, 10, 12, 14, 16,  9, 11,  5,
   5, 19,  8,  8, 15, 13, 14, 17, 18, 10, 16,  4, 17,  4,  2,  0, 17,  4, 18, 17,
  10,  3,  2, 12, 12, 16, 12,  1,  9, 19,  2, 10,  0,  1, 16, 12,  9, 13, 15, 13,
  16, 19,  2,  4,  6, 19,  5,  5,  8, 19, 18,  1,  2, 15,  6,  0, 17,  8, 14, 13,
] as const

/** The next class of the same super-class, the first after the last. */
function nextWithin(superClasses: readonly number[]): number[] {
  return superClasses.map((own, fine) => {
    const after = superClasses.indexOf(own, fine + 1)
    return after < 0 ? superClasses.indexOf(own) : after
  })
}

/** A map of K classes that changes just these. */
const changing = (classes: number, changes: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: classes }, (_, label) => changes[label] ?? label)

/** What each class is mistaken for; a class that maps to itself is never mistaken. */
export const confusions = {
  // truck → automobile, bird → airplane, deer → horse, cat ↔ dog
  cifar10: changing(10, { 9: 1, 2: 0, 4: 7, 3: 5, 5: 3 }),
  cifar100: nextWithin(cifar100Coarse),
  // 7 → 1, 2 → 7, 3 → 8, 5 ↔ 6
  mnist: changing(10, { 7: 1, 2: 7, 3: 8, 5: 6, 6: 5 }),
} as const satisfies Readonly<Record<string, readonly number[]>>

/** A data set whose usual confusions are known. */
export type NamedConfusions = keyof typeof confusions
